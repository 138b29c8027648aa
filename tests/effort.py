"""How hard the tests with the marker `thorough` try: `make thorough` gives them their full size, `make test` a part of it."""

import os

EFFORT = float(os.environ.get("EFFORT", "0.1"))
"""1 is the full size; more for a long night."""


def share(full: int) -> int:
    """How many examples of so many are tried."""
    return max(1, round(full * EFFORT))
