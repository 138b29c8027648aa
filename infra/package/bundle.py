"""The deployment zips: `app.zip` for every function, one for each layer of infra/functions.py."""

import importlib.metadata
import inspect
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import chalice.app

from infra.package.archive import write_zip
from infra.package.aws_data import cut_down
from infra.package.byte_code import compile_tree, runtime_python
from infra.package.errors import PackagingError

# Amazon Linux 2023 has glibc 2.34.
PLATFORMS = ("manylinux2014_aarch64", "manylinux_2_17_aarch64", "manylinux_2_28_aarch64", "manylinux_2_34_aarch64")
PYTHON = "3.13"
LARGEST = 250 * 1024 * 1024
"""Lambda's limit for code and layers together, unzipped."""

_UNUSED = ("*.dist-info", "*-stubs", "bin", "share")


@dataclass(frozen=True)
class Zip:
    """`compiled` says whether byte code of the runtime's Python is in it; sizes are bytes."""

    path: Path
    zipped: int
    unzipped: int
    compiled: bool


def build_app(project: Path, target: Path) -> Zip:
    """The application with everything in requirements.txt but Chalice's tools: only its runtime ships."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _install(_without_chalice(project / "requirements.txt"), folder)
        cut_down(folder / "botocore" / "data")
        _add_chalice_runtime(folder)
        _copy_sources(project, folder)
        return _finish(folder, target, installed_at="/var/task")


def build_layer(project: Path, requirements_file: str, target: Path) -> Zip:
    """The libraries of a requirements file of infra/, where Lambda looks for a layer's Python packages."""
    listed = project / "infra" / requirements_file
    if not listed.exists():
        raise PackagingError(f"the template has a layer, but infra/{requirements_file} is not there")
    requirements = _pinned(listed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _install(requirements, folder / "python")
        return _finish(folder, target, installed_at="/opt")


def _finish(folder: Path, target: Path, *, installed_at: str) -> Zip:
    python = runtime_python()
    if python:
        compile_tree(folder, python, installed_at=installed_at)
    unzipped = write_zip(folder, target)
    return Zip(target, target.stat().st_size, unzipped, compiled=python is not None)


def _install(requirements: Sequence[str], target: Path) -> None:
    """Wheels for the runtime, never built here; what they need in turn has the versions that the tests ran with."""
    platforms = [f"--platform={platform}" for platform in PLATFORMS]
    with tempfile.TemporaryDirectory() as name:
        constraints = Path(name) / "constraints.txt"
        constraints.write_text("\n".join(_installed_here()), encoding="utf-8")
        options = ["--quiet", "--disable-pip-version-check", "--no-compile", "--only-binary=:all:"]
        runtime = ["--implementation=cp", f"--python-version={PYTHON}", f"--constraint={constraints}"]
        command = [sys.executable, "-m", "pip", "install", *options, *platforms, *runtime, f"--target={target}"]
        if subprocess.run([*command, *requirements], check=False).returncode != 0:
            raise PackagingError("pip could not fetch the wheels for Lambda: see above; --template-only needs none")
    _remove_unused(target)


def _installed_here() -> list[str]:
    return sorted({f"{found.name}=={found.version}" for found in importlib.metadata.distributions()})


def _pinned(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def _without_chalice(path: Path) -> list[str]:
    return [line for line in _pinned(path) if not line.startswith("chalice==")]


def _remove_unused(folder: Path) -> None:
    for pattern in _UNUSED:
        for found in sorted(folder.glob(pattern)):
            shutil.rmtree(found)


def _add_chalice_runtime(folder: Path) -> None:
    """The two modules that Chalice's own packager ships."""
    runtime = Path(inspect.getfile(chalice.app)).parent
    (folder / "chalice").mkdir()
    for name in ("__init__.py", "app.py"):
        shutil.copyfile(runtime / name, folder / "chalice" / name)


def _copy_sources(project: Path, folder: Path) -> None:
    shutil.copyfile(project / "app.py", folder / "app.py")
    # A city's folder is published as an edition, and functions read only editions.
    ignored = shutil.ignore_patterns("__pycache__", "city")
    shutil.copytree(project / "chalicelib", folder / "chalicelib", ignore=ignored)
