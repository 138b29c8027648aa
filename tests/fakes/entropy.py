import itertools


class FakeEntropy:
    """Counts up, so that a failing test can be read."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def token(self, octets: int = 16) -> str:
        return f"t{next(self._numbers):0{octets}d}"

    def digits(self, count: int) -> str:
        return f"{next(self._numbers):0{count}d}"
