"""Every route as every role, on what is theirs and on what is not: the expected letters are route_table's.

`make matrix` walks it whole and prints its count; `make test` walks a part of it.
"""

from collections.abc import Iterator

import pytest

from tests.effort import share
from tests.handlers.role_requests import Requests
from tests.handlers.route_table import CALLED, HOLDERS, Called
from tests.handlers.still_site import ROLES, still_site

pytestmark = [pytest.mark.journey, pytest.mark.thorough]


def part() -> list[Called]:
    """As many rows as the effort allows, spread over the table."""
    count = min(share(len(CALLED)), len(CALLED))
    return [CALLED[place * len(CALLED) // count] for place in range(count)]


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Requests]:
    with still_site(tmp_path_factory.mktemp("matrix")) as site:
        made = Requests(site)
        yield made
        print(f"\nrole matrix: {made.count} requests, {len(part())} of {len(CALLED)} routes by {len(ROLES)} roles")  # noqa: T201


def test_every_row_has_a_letter_for_every_role() -> None:
    assert [str(one) for one in CALLED if len(one.letters) != len(ROLES) or set(one.letters) - set("y-sfnvc")] == []


@pytest.mark.parametrize("role", ROLES)
def test_who_has_no_session_of_the_routes_kind_signs_in_first(role: str) -> None:
    """The two halves of a row agree."""
    kind, _ = ROLES[role]
    wrong = []
    for called in (one for one in CALLED if one.kinds):
        letter = called.letters[list(ROLES).index(role)]
        let_in = kind in {HOLDERS.get(holder, holder) for holder in called.kinds}
        wrong += [str(called)] if (letter != "s") != let_in else []
    assert wrong == []


@pytest.mark.parametrize("called", part(), ids=str)
def test_what_becomes_of_everybody(requests: Requests, called: Called) -> None:
    became = {role: requests.letter(called, role) for role in ROLES}
    assert became == dict(zip(ROLES, called.letters, strict=True))
