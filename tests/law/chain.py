"""Several cases of one undertaking, one after another: who had each in hand, and how long lay between them.

To the applicant it is one wait. What no office counts is the time between two cases, when the next application could not
be made yet or was not made; here it has a place of its own, so that the pieces tile the whole.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chalicelib.domain.ledger import Holder, Ledger


@dataclass(frozen=True)
class Piece:
    """A stretch of the whole wait: in this holder's hands in the case `matter`, or, without a holder, after that case and
    before the next."""

    matter: str
    holder: Holder | None
    since: str
    until: str


def chain(cases: Iterable[tuple[str, Ledger]]) -> tuple[Piece, ...]:
    """The cases by (matter, ledger) as one line without gap or overlap: while two run side by side, the time is the
    earlier one's."""
    pieces: list[Piece] = []
    begun = ((matter, kept.main) for matter, kept in cases if kept.main)
    for matter, stretches in sorted(begun, key=lambda case: case[1][0].since):
        end = pieces[-1].until if pieces else stretches[0].since
        if end < stretches[0].since:
            pieces.append(Piece(pieces[-1].matter, None, end, stretches[0].since))
        pieces += [
            Piece(matter, stretch.holder, max(stretch.since, end), stretch.until)
            for stretch in stretches
            if stretch.until > end
        ]
    return tuple(pieces)


def gaps(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """What lay between the cases."""
    return tuple(piece for piece in pieces if piece.holder is None)


def days(pieces: Iterable[Piece], measure: Callable[[str, str], Fraction]) -> Fraction:
    """How long the pieces are together, by a measure of the ledger's."""
    return sum((measure(piece.since, piece.until) for piece in pieces), Fraction(0))
