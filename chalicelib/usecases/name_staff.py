"""People whom an officer names: surveyors, the chair of a hearing."""

from collections.abc import Iterable
from typing import Final

from chalicelib.ports import Parties
from chalicelib.usecases.list_staff import UnknownStaffError
from chalicelib.usecases.sign_in_staff import find_staff

LONGEST_NAME: Final = 50
MOST: Final = 20
"""More people than go anywhere together; each is a read."""


def staff_ids(named: Iterable[str], *, parties: Parties) -> tuple[str, ...]:
    """The staff ids of these names or numbers, each once, in their order.

    Raises UnknownStaffError, SharedNameError.
    """
    names = list(dict.fromkeys(name for name in named if name))
    return tuple(dict.fromkeys(_staff(name, parties) for name in names[:MOST]))


def _staff(name: str, parties: Parties) -> str:
    found = find_staff(name, parties=parties) if len(name) <= LONGEST_NAME else ""
    if not found or parties.get(found, "staff") is None:
        raise UnknownStaffError(name)
    return found
