"""Where a result is sent lies in a dossier part of its own, so that it can be erased while the rest of the form stays.

The form holds the seal of that part in the address's place, and the log that of the form: the chain tells both. Forms from
before have the address in themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from chalicelib.domain.case import ENDED, Case
from chalicelib.domain.commit import Commit
from chalicelib.domain.sealed import Sealed

ADDRESS: Final = "address"
SEAL: Final = "address_seal"
_FORM: Final = "form#"


def has_own_address(name: str, content: Mapping[str, Any]) -> bool:
    """Whether the part of this name is to be a form whose address is still in itself."""
    return name.startswith(_FORM) and bool(content.get(ADDRESS))


def address_part(form: str) -> str:
    """The name of the part that holds the address of the form `form#…`."""
    return f"{ADDRESS}#{form.removeprefix(_FORM)}"


def without_address(content: Mapping[str, Any], sealed: Sealed) -> Mapping[str, Any]:
    """The form as it is stored, with the seal of its address."""
    return {**{name: value for name, value in content.items() if name != ADDRESS}, SEAL: vars(sealed)}


def with_address(content: Mapping[str, Any], address: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form as it was written; `address` is its part's content, and empty once that is erased, as the address then is."""
    if SEAL not in content:
        return content
    kept = {name: value for name, value in content.items() if name != SEAL}
    return {**kept, ADDRESS: address.get(ADDRESS, "")}


def address_parts(commits: Iterable[Commit]) -> Iterator[str]:
    """The parts in which addresses of a case's or batch's forms may lie."""
    for fact in (fact for commit in commits for fact in commit.facts):
        form = getattr(fact, "form", None)
        if isinstance(form, Sealed) and form.part:
            yield address_part(form.part)


def needed_until(case: Case) -> str:
    """Since when nothing is left to send: the day of service, or of an end without any, or of the certificate's own before
    it was handed over; empty before."""
    if case.taken_away and case.taken_away.for_good:
        return case.served_at or case.taken_away.since
    return (case.served_at or case.concluded_at) if case.status in ENDED else ""
