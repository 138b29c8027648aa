"""`make screenshots`: plays the browser journeys, and keeps the pages that they pass as small pictures in docs/."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PROJECT = Path(__file__).resolve().parent.parent
DOCS = PROJECT / "docs"
JOURNEYS = tuple(
    f"tests/browser/{name}.py"
    for name in (
        "test_walk_in",
        "test_joint_review",
        "test_finding_items",
        "test_case_page",
        "test_guide",
        "test_oversight",
    )
)
LARGEST = 150_000
COLOURS = (256, 128, 64, 32)


class TooLargeError(Exception):
    code = "screenshot_too_large"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        played = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *JOURNEYS],
            cwd=PROJECT,
            env={**os.environ, "SCREENSHOTS": folder},
            check=False,
        )
        if played.returncode:
            return played.returncode
        for taken in sorted(Path(folder).glob("*.png")):
            kept = DOCS / taken.name
            print(f"{kept.relative_to(PROJECT)}  {shrink(taken, kept):,} bytes")
    return 0


def shrink(taken: Path, kept: Path) -> int:
    """Writes the picture with as many colours as LARGEST bytes allow; raises TooLargeError."""
    with Image.open(taken) as picture:
        whole = picture.convert("RGB")
    for colours in COLOURS:
        whole.quantize(colours, dither=Image.Dither.NONE).save(kept, optimize=True)
        if kept.stat().st_size <= LARGEST:
            return kept.stat().st_size
    kept.unlink()
    raise TooLargeError(taken.name)


if __name__ == "__main__":
    sys.exit(main())
