"""Choices out of one number: nought chooses the first option everywhere, which is the plain and right one, so that what a
failing history does not need shrinks towards it; any other number chooses at random, and always the same."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

MOST = 2**32 - 1


class Picks:
    def __init__(self, seed: int, step: int = 0) -> None:
        """The same number chooses otherwise at another step: Hypothesis likes to repeat itself within a history."""
        self._random = random.Random(seed * 10_007 + step) if seed else None  # noqa: S311 - not for secrets

    def pick(self, options: Sequence[T]) -> T:
        return self._random.choice(options) if self._random else options[0]

    def one_in(self, amount: int) -> bool:
        return self.pick([False] * (amount - 1) + [True])

    def mostly(self, right: Sequence[T], otherwise: Sequence[T]) -> T:
        """One of the right options, or once in sixteen times, and where there are none, any of the others."""
        wrong = self.one_in(16)
        return self.pick(otherwise if wrong or not right else right)
