"""The zips: the same bytes for the same content, byte code that is trusted, only what a function needs."""

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from infra.package.archive import write_zip
from infra.package.bundle import PLATFORMS, _copy_sources, _without_chalice
from infra.package.byte_code import compile_tree, runtime_python
from infra.package.template import PROJECT

RUNTIME = runtime_python()
_HASH_BASED_UNCHECKED = 0b01
"""PEP 552: the flags of byte code that is never compared with its source."""


def test_the_same_content_makes_the_same_bytes(tmp_path: Path) -> None:
    for name, time in (("one", 1_000_000_000), ("two", 1_700_000_000)):
        folder = tmp_path / name
        (folder / "inner").mkdir(parents=True)
        for file in sorted(("b.py", "inner/a.py"), reverse=name == "two"):
            (folder / file).write_text("x = 1\n")
            os.utime(folder / file, (time, time))
        (folder / "b.py").chmod(0o600 if name == "one" else 0o644)
        assert write_zip(folder, tmp_path / f"{name}.zip") == 12
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["b.py", "inner/a.py"]
        # Lambda runs as another user than the one who unpacks.
        assert {entry.external_attr >> 16 & 0o777 for entry in archive.infolist()} == {0o644}


@pytest.mark.skipif(RUNTIME is None, reason="no Python 3.13 on this machine: `make package` says so too")
def test_byte_code_is_the_runtimes_own_and_never_checked(tmp_path: Path) -> None:
    assert RUNTIME
    (tmp_path / "broken.py").write_text("raise RuntimeError\n")
    compile_tree(tmp_path, RUNTIME, installed_at="/var/task")
    [made] = (tmp_path / "__pycache__").iterdir()
    assert made.name == "broken.cpython-313.pyc"
    assert int.from_bytes(made.read_bytes()[4:8], "little") == _HASH_BASED_UNCHECKED
    # The folder it was made in is another one each time, and would make other bytes each time.
    assert b"/var/task/broken.py" in made.read_bytes()
    assert str(tmp_path).encode() not in made.read_bytes()
    (tmp_path / "broken.py").write_text("changed = True\n")
    done = subprocess.run([*RUNTIME, "-c", "import broken"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr.endswith("RuntimeError\n")


def test_sources_ship_without_the_city_that_is_published_as_an_edition(tmp_path: Path) -> None:
    _copy_sources(PROJECT, tmp_path)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert {"app.py", "chalicelib/wiring.py", "chalicelib/pages/base.html", "chalicelib/texts/errors.json"} <= names
    assert not {name for name in names if name.startswith(("chalicelib/city/", "infra")) or "__pycache__" in name}


def test_only_the_runtime_of_chalice_ships() -> None:
    lines = _without_chalice(PROJECT / "requirements.txt")
    assert lines
    assert all("==" in line for line in lines)
    assert not any(line.startswith(("chalice==", "#")) for line in lines)


def test_wheels_are_for_the_functions_processor() -> None:
    assert all(platform.endswith("_aarch64") for platform in PLATFORMS)
