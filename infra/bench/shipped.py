"""What a package changes of what it ships: botocore with its data cut down, and byte code of everything of ours."""

import compileall
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import botocore

from infra.package.aws_data import SERVICES, cut_down
from infra.package.template import PROJECT


@contextmanager
def shipped_botocore() -> Iterator[Path]:
    """A folder for PYTHONPATH in which botocore stands as a function gets it."""
    own = Path(botocore.__file__).parent
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "botocore"
        shutil.copytree(own, folder, ignore=shutil.ignore_patterns("data", "__pycache__"))
        (folder / "data").mkdir()
        for service in SERVICES:
            shutil.copytree(own / "data" / service, folder / "data" / service)
        for file in (own / "data").glob("*.json"):
            shutil.copy(file, folder / "data")
        cut_down(folder / "data")
        compileall.compile_dir(folder, quiet=1)
        yield Path(name)


def compile_sources() -> None:
    """Whatever PYTHONDONTWRITEBYTECODE says: sources that are compiled at each start would count twice."""
    compileall.compile_file(PROJECT / "app.py", quiet=1)
    for folder in ("chalicelib", "infra/bench"):
        compileall.compile_dir(PROJECT / folder, quiet=1)
