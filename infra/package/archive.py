"""Zips whose bytes depend on nothing but their content: sorted, one time, one mode."""

import zipfile
from pathlib import Path

_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


def write_zip(folder: Path, target: Path) -> int:
    """Zip everything under a folder; returns the size before compression in bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    total = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*"), key=lambda found: found.relative_to(folder).as_posix()):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _TIME)
                entry.external_attr = _MODE
                entry.compress_type = zipfile.ZIP_DEFLATED
                content = path.read_bytes()
                total += len(content)
                archive.writestr(entry, content)
    return total
