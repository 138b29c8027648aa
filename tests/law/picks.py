"""Choices out of one string of bytes: quick to draw, and shrinking it shrinks what is chosen towards the first options."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

LENGTH = 14
"""Enough for the choosiest command; past the end every choice is the first."""


class Picks:
    def __init__(self, choices: bytes) -> None:
        self._choices = iter(choices)

    def pick(self, options: Sequence[T]) -> T:
        return options[self._next() % len(options)]

    def one_in(self, amount: int) -> bool:
        return self._next() % amount == amount - 1

    def mostly(self, right: Sequence[T], otherwise: Sequence[T]) -> T:
        """One of the right options, or once in eight times, and where there are none, any of the others."""
        wrong = self.one_in(8)
        return self.pick(otherwise if wrong or not right else right)

    def _next(self) -> int:
        return next(self._choices, 0)
