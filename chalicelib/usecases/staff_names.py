"""What members of staff are called."""

from collections.abc import Iterable, Mapping

from chalicelib.ports import Parties


def names_of(staff: Iterable[str], *, parties: Parties) -> Mapping[str, str]:
    """Their names by staff id, half a read each; the id itself of who is on the staff no more."""
    people = {one: dict(parties.glance(one)).get("staff") for one in sorted(set(staff) - {""})}
    return {one: str(person["name"]) if person else one for one, person in people.items()}
