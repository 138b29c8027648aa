"""One local cloud per data directory."""

import fcntl
import os
from pathlib import Path
from typing import IO


class DataDirectoryBusyError(Exception):
    """Another process serves from this data directory."""

    code = "data_directory_busy"


def hold(data_dir: Path) -> IO[str]:
    """Take the directory's lock until the file is closed or the process dies, however it dies."""
    file = (data_dir / "lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        owner = file.read().strip()
        file.close()
        raise DataDirectoryBusyError(f"{data_dir} is in use by process {owner}: stop it or set DATA_DIR") from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
