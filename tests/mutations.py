"""Text changed as somebody would change it who wants to be let in with it: seeded, endless."""

import string
from collections.abc import Iterator, Sequence
from random import Random

ALPHABET = string.ascii_letters + string.digits + "-_=+/.,% \t\u00e9字\x00"


def mutations(genuine: Sequence[str], *, seed: int) -> Iterator[str]:
    """Each is one of the genuine texts after one to three changes, and equal to none of them."""
    random = Random(seed)  # noqa: S311  # a test that can be played again
    known = set(genuine)
    while True:
        text = random.choice(genuine)
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            text = random.choice(CHANGES)(text, random, genuine)
        if text not in known:
            yield text


def _replaced(text: str, random: Random, _genuine: Sequence[str]) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(ALPHABET) + text[at + 1 :]


def _inserted(text: str, random: Random, _genuine: Sequence[str]) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(ALPHABET) + text[at:]


def _removed(text: str, random: Random, _genuine: Sequence[str]) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at + random.choice((1, 1, 4)) :]


def _flipped(text: str, random: Random, _genuine: Sequence[str]) -> str:
    """One bit of one character."""
    if not text:
        return "\x01"
    at = random.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ 1 << random.randrange(7)) + text[at + 1 :]


def _swapped(text: str, random: Random, _genuine: Sequence[str]) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def _spliced(text: str, random: Random, genuine: Sequence[str]) -> str:
    """The head of this one and the tail of another: one's signature, another's contents."""
    other, at = random.choice(genuine), random.randrange(len(text) + 1)
    return text[:at] + other[at:]


def _cased(text: str, random: Random, _genuine: Sequence[str]) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at:].swapcase()


def _cut(text: str, random: Random, _genuine: Sequence[str]) -> str:
    return text[: random.randrange(len(text) + 1)]


def _doubled(text: str, random: Random, genuine: Sequence[str]) -> str:
    return text + random.choice((" ", ",", ";", "", "\n")) + random.choice(genuine)


CHANGES = (_replaced, _inserted, _removed, _flipped, _swapped, _spliced, _cased, _cut, _doubled)
