"""A draft laid over a later edition: nobody's change is lost or overwritten unseen."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.publication.merge import merged

PARTS = ("name", "window", "telephone")
codes = st.sampled_from(["A", "B", "C"])
item = st.fixed_dictionaries({"name": st.integers(0, 2)}, optional=dict.fromkeys(PARTS[1:], st.integers(0, 2)))
catalogue = st.dictionaries(codes, item, max_size=3)


@given(catalogue, catalogue, catalogue, st.dictionaries(st.text("ABC/name", max_size=6), st.just("mine")))
@settings(deadline=None, max_examples=500)
def test_each_part_is_somebodys_and_a_part_that_both_changed_is_asked_about(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], chosen: Any
) -> None:
    laid = merged(base, mine, theirs, chosen)
    asked = {(one.item, one.part) for one in laid.conflicts}
    for code, own in mine.items():
        now, was = theirs.get(code, {}), base.get(code, {})
        if code not in theirs:
            assert laid.items[code] == own
            continue
        result = laid.items.get(code, now)
        for part in PARTS:
            if own.get(part) == was.get(part):
                assert result.get(part) == now.get(part), "what the draft left alone is as it is in force"
            elif now.get(part) == was.get(part):
                assert result.get(part) == own.get(part), "what only the draft changed is the draft's"
            elif own.get(part) != now.get(part):
                assert ((code, part) in asked) != (chosen.get(f"{code}/{part}") == "mine")
    assert laid.items.keys() <= mine.keys()


@given(catalogue, catalogue, catalogue, st.sampled_from(["mine", "theirs"]))
@settings(deadline=None, max_examples=300)
def test_what_was_asked_and_chosen_is_settled(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], side: Any
) -> None:
    conflicts = merged(base, mine, theirs, {}).conflicts
    settled = merged(base, mine, theirs, {one.name: side for one in conflicts})
    assert settled.conflicts == ()
    for one in conflicts:
        value = settled.items.get(one.item, theirs[one.item]).get(one.part)
        assert value == (one.mine if side == "mine" else one.theirs)


def test_the_version_is_publications_own() -> None:
    base = {"A": {"name": 1, "version": 1}}
    laid = merged(base, {"A": {"name": 2, "version": 1}}, {"A": {"name": 1, "window": 5, "version": 7}}, {})
    assert laid.items == {"A": {"name": 2, "window": 5, "version": 7}}
    assert laid.conflicts == ()
