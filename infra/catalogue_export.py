"""`make catalogue-export FILE=catalogue.xlsx`: the items of the edition in force as XLSX, CSV or JSON, by FILE's ending; UNIT=
names one unit. Published again unchanged they change nothing. Works whether `make run` serves DATA_DIR or not."""

import os
import sys
from pathlib import Path

from chalicelib import wiring
from chalicelib.usecases.edition_in_force import edition_in_force
from chalicelib.usecases.export_catalogue import EXPORT_KINDS, export_catalogue
from infra.city_folder import BadCityError
from infra.local.visit import NotReachedError
from infra.local_stage import local_stage
from infra.progress import step


def main() -> int:
    file, unit = Path(os.environ.get("FILE", "")), os.environ.get("UNIT", "")
    kind = next((one for one in EXPORT_KINDS if file.suffix.lower() == f".{one}"), None)
    if kind is None:
        print(f"FILE must end in one of {', '.join(EXPORT_KINDS)}", file=sys.stderr)
        return 1
    try:
        with local_stage():
            edition = edition_in_force(wiring.catalogue(), wiring.now())
            if unit and unit not in edition.units():
                print(f"no unit has the code {unit}", file=sys.stderr)
                return 1
            with step(f"writing {file}"):
                file.write_bytes(export_catalogue(edition, kind, tables=wiring.tables(), unit=unit))
    except (BadCityError, NotReachedError, OSError) as error:
        print(*error.args, sep="\n", file=sys.stderr)
        return 1
    print(f"edition {edition.digest} in {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
