"""Finds a Chromium for the browser tests: the system's, else Playwright's own; `python -m infra.browser` gets one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The lightest first: the same engine without a browser's own windows, which nobody sees here, takes two fifths of the
processor time."""

PACKAGES = ("chromium-headless-shell", "chromium")
"""Debian's, the one that is wanted first; older systems have the second only."""

MISSING = (
    "NO CHROMIUM: THE BROWSER TESTS ARE NOT RUN. Install Debian's `chromium-headless-shell`, or run "
    "`.venv/bin/python -m playwright install --with-deps chromium`."
)


def system_chromium() -> Path | None:
    """The Chromium that the system has on its path."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def own_chromium() -> Path | None:
    """The one that Playwright has downloaded for itself."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def in_ci() -> bool:
    """Where a missing browser is a failure."""
    return bool(os.environ.get("CI"))


def _get() -> None:
    """Debian's package where that is possible, else Playwright's own; a failure is told by what is missing afterwards."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        _try("apt-get", "update", "-qq")
        for package in PACKAGES:
            if system_chromium() is None:
                _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, "fonts-noto-cjk")
    if system_chromium() is None:
        _try(sys.executable, "-m", "playwright", "install", "chromium")


def _try(*command: str) -> None:
    print("+", *command, flush=True)
    subprocess.run(command, check=False)


def main() -> int:
    if system_chromium() or own_chromium():
        return 0
    _get()
    if system_chromium() or own_chromium():
        return 0
    print(MISSING, file=sys.stderr)
    return 1 if in_ci() else 0


if __name__ == "__main__":
    sys.exit(main())
