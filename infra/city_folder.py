"""A city's folder as make's commands take it, with what is wrong with it in sentences."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.adapters.city_files import SAMPLE_CITY, WHOLE_FILES, UnreadableFileError, read_city, read_staff
from chalicelib.texts import text

Json = Mapping[str, Any]


class BadCityError(ValueError):
    """The folder cannot be published; each argument is a line for whoever asked."""

    code = "bad_city"


def city_folder() -> Path:
    """CITY_DIR, or the sample city."""
    return Path(os.environ.get("CITY_DIR") or SAMPLE_CITY)


def read_folder(folder: Path) -> tuple[Json, list[Json]]:
    """The edition's data and the staff. Raises BadCityError."""
    lacking = [name for name in (*WHOLE_FILES, "staff") if not (folder / f"{name}.json").is_file()]
    if lacking:
        raise BadCityError(*(text("city_flaw.no_file", folder=folder, file=name) for name in lacking))
    try:
        return read_city(folder), read_staff(folder)
    except UnreadableFileError as error:
        raise BadCityError(text("city_flaw.unreadable", file=error.file, problem=error.problem)) from error
