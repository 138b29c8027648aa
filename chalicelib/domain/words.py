"""How much anybody may write for the record of a case."""

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.refused import RefusedError

LONGEST_WORDS: Final = 500
"""An opinion, a reason, a note."""

LONGEST_RECORD: Final = 5000
"""Minutes of a hearing, the record of a survey, the result of a special procedure."""

RECORDS: Final[Mapping[str, int]] = dict.fromkeys(("minutes", "record", "result"), LONGEST_RECORD)
"""The fields of commands that take more than words."""


def refuse_too_long(words: str, field: str = "") -> None:
    """`field` is the command's that the words are for.

    Raises RefusedError (words_too_long).
    """
    longest = RECORDS.get(field, LONGEST_WORDS)
    if len(words) > longest:
        raise RefusedError("words_too_long", {"limit": str(longest)})
