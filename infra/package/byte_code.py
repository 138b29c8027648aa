"""Byte code for the Lambda runtime: without it every cold start compiles what it imports, which doubles it."""

import os
import shutil
import subprocess
from pathlib import Path

_VERSION = "3.13"
_ASK = "import sys; print('%d.%d' % sys.version_info[:2])"


def runtime_python() -> list[str] | None:
    """The command of a Python of the runtime's version on this machine: RUNTIME_PYTHON, or `python3.13` of the path."""
    found = os.environ.get("RUNTIME_PYTHON") or shutil.which(f"python{_VERSION}")
    if not found:
        return None
    # A pyenv shim answers only when it is told which version.
    for command in ([found], ["env", f"PYENV_VERSION={_VERSION}", found]):
        answer = subprocess.run([*command, "-c", _ASK], capture_output=True, text=True, check=False)
        if answer.stdout.strip() == _VERSION:
            return command
    return None


def compile_tree(folder: Path, python: list[str], *, installed_at: str) -> None:
    """Byte code beside every module, trusted without a look at its source; tracebacks name `installed_at`."""
    mode = ["--invalidation-mode", "unchecked-hash"]
    names = ["-s", str(folder), "-p", installed_at]
    subprocess.run([*python, "-m", "compileall", "-q", "-f", *mode, *names, str(folder)], check=True)
