"""What members of staff are called."""

from collections.abc import Iterable, Mapping

from chalicelib.ports import Parties
from chalicelib.usecases.acting_staff import kept_of


def names_of(staff: Iterable[str], *, parties: Parties) -> Mapping[str, str]:
    """Their names by staff id, half a read each; the id itself of who is on the staff no more."""
    people = {one: kept_of(one, parties=parties).get("staff") for one in sorted(set(staff) - {""})}
    return {one: str(person["name"]) if person else one for one, person in people.items()}
