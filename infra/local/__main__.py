"""`python -m infra.local`: serve until SIGTERM or Ctrl-C. PORT (8000) and DATA_DIR (.local) come from the environment."""

import errno
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from infra.city_folder import BadCityError
from infra.local.lock import DataDirectoryBusyError
from infra.local.server import LocalCloud, start


def main() -> int:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Asks for patience where the pool is busy; the front has as many threads as it needs.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    port = int(os.environ.get("PORT", "8000"))
    try:
        running = start(Path(os.environ.get("DATA_DIR", ".local")), port=port)
    except DataDirectoryBusyError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"port {port} is in use: set PORT to another one", file=sys.stderr)
        return 1
    except BadCityError as error:
        print("\n".join(error.args), file=sys.stderr)
        return 1
    serve(running)
    return 0


def serve(running: LocalCloud) -> None:
    """Say that requests are answered, and answer them until a signal comes."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    print(f"ready {running.url}", flush=True)
    stopping.wait()
    running.stop()


if __name__ == "__main__":
    sys.exit(main())
