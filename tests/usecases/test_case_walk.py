"""What is remembered of a walk is what a fold from the first commit gives."""

from dataclasses import replace

from chalicelib.domain.commit import read_chain, read_commit
from chalicelib.domain.fold import fold
from chalicelib.usecases import case_walk
from chalicelib.usecases.case_walk import KEPT, walk
from tests import cases
from tests.sample import TUESDAY, World, edition

MATTER, OTHER = "c-walked", "c-other"


def chain(matter: str = MATTER) -> list[bytes]:
    world = World()
    cases.opened(world, cases.joint(), TUESDAY, matter)
    for command in (cases.accept("a", cases.joint()), cases.decide("d", cases.joint(), "handle")):
        cases.run(world, command, TUESDAY, matter)
    return [*world.log.read(matter)]


def test_in_whatever_order_logs_are_seen_their_states_are_folds() -> None:
    mine, other, of = read_chain(chain()), read_chain(chain(OTHER)), cases.joint()
    for seen in (2, 3, 1, 3, 0, 2):
        for matter, commits in ((MATTER, mine[:seen]), (OTHER, other[:seen])):
            states = walk(matter, commits, of)
            assert [*states] == [fold(matter, commits[:number], of) for number in range(seen + 1)]


def test_a_known_walk_is_not_gone_again_unless_its_rules_are_others() -> None:
    commits, of = read_chain(chain()), cases.joint()
    first, longer = walk(MATTER, commits[:2], of), walk(MATTER, commits, of)
    assert all(known is again for known, again in zip(first, longer, strict=False))
    moved = replace(of, flow=replace(of.flow, nodes=of.flow.nodes[1:]))
    assert walk(MATTER, commits, moved)[-1] == fold(MATTER, commits, moved) != longer[-1]


def test_few_are_remembered() -> None:
    of = cases.joint()
    for number in range(KEPT + 3):
        walk(f"c-{number}", read_chain(chain(f"c-{number}")[:1]), of)
    assert len(case_walk._walks) <= KEPT


def test_a_body_is_read_once_and_a_definition_made_once() -> None:
    body = chain()[0]
    assert read_commit(body) is read_commit(bytes(bytearray(body)))
    of = cases.joint()
    again = edition().definition(of.item, of.variant)
    assert again is of
    given = [entry["unit"] for entry in of.data["delegation"]] or ["ZWZX"]
    assert of.handled_by(given[0]) is again.handled_by(given[0])
    assert of.handled_by(given[0]).unit == given[0]
