"""The record itself: canonical bytes, the chain, versions. Golden commits are read for ever."""

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import facts as f
from chalicelib.domain.commit import (
    FIRST_PREV,
    BrokenChainError,
    Commit,
    CommitTooLargeError,
    make_commit,
    read_chain,
    read_commit,
)

GOLDEN = Path(__file__).parent / "golden"
ACTOR = {"kind": "staff", "id": "s-1"}

sealed = st.builds(f.Sealed, st.text(max_size=20), st.text(max_size=20))
rows = st.lists(st.builds(f.CorrectionRow, st.text(max_size=9), st.integers(-1, 9)), max_size=3).map(tuple)
texts = st.lists(st.text(max_size=9), max_size=3).map(tuple)
BY_TYPE = {
    "str": st.text(max_size=20),
    "Sealed": sealed,
    f.Sealed: sealed,
    str: st.text(max_size=20),
    int: st.integers(0, 2**53 - 1),
    tuple[str, ...]: texts,
    tuple[int, ...]: st.lists(st.integers(1, 500), max_size=5).map(tuple),
    tuple[f.CorrectionRow, ...]: rows,
}
any_fact = st.one_of(
    *(
        st.builds(cls, **{field.name: BY_TYPE[field.type] for field in dataclasses.fields(cls)})
        for cls in f.FACTS.values()
    )
)


def commit(seq: int, prev: str, *facts: f.Fact) -> Commit:
    return make_commit(
        matter="c-1",
        seq=seq,
        command=f"n{seq}",
        actor=ACTOR,
        recorded_at="2026-03-03T01:30:00.000000Z",
        prev=prev,
        facts=facts,
    )


@given(any_fact)
def test_every_fact_survives_its_stored_form(fact: f.Fact) -> None:
    made = commit(1, FIRST_PREV, fact)
    assert read_commit(made.body) == made


def test_the_body_is_canonical_and_its_hash_is_of_the_stored_bytes() -> None:
    made = commit(1, FIRST_PREV, f.Granted("2026-03-03T01:30:00.000000Z"))
    assert made.body == json.dumps(json.loads(made.body), sort_keys=True, separators=(",", ":")).encode()
    assert made.hash == hashlib.sha256(made.body).hexdigest()


def test_golden_commits_of_version_one_are_read() -> None:
    bodies = (GOLDEN / "commits_v1.jsonl").read_bytes().splitlines()
    chain = read_chain(bodies)
    assert [made.body for made in chain] == bodies
    assert chain[-1].hash == "9cc066b70da57a0463218361fbda69b2bb8088d889603d0278ac43ca631b0dc3"
    received = chain[0].facts[0]
    assert isinstance(received, f.Received)
    assert (received.skipped, received.agent, received.renews, received.parent) == ((), "", "", "")


def test_golden_commits_of_today_hold_every_fact() -> None:
    bodies = (GOLDEN / "commits_v2.jsonl").read_bytes().splitlines()
    chain = read_chain(bodies)
    seen = {(fact.TYPE, fact.V) for made in chain for fact in made.facts}
    assert seen == {(fact.TYPE, fact.V) for fact in f.FACTS.values()}
    assert chain[-1].hash == "7a5c32470eb113b3d57b09f8d8cfd0a5a2bf31b2c5d547d5b25367cdf404f16a"


def test_a_fact_from_the_future_refuses_to_be_read() -> None:
    body = commit(1, FIRST_PREV, f.Granted("x")).body
    for strange in (body.replace(b'"granted"', b'"gifted"'), body.replace(b'"v":1', b'"v":2')):
        with pytest.raises(f.UnknownFactError):
            read_commit(strange)


def test_an_old_version_is_upcast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(f.UPCASTS, ("granted", 0), lambda fields: {"effective_at": fields["on"]})
    assert f.fact_from_json({"type": "granted", "v": 0, "on": "x"}) == f.Granted("x")


@pytest.mark.parametrize("broken", ["missing", "swapped", "changed"])
def test_a_broken_chain_is_noticed(broken: str) -> None:
    first = commit(1, FIRST_PREV, f.Granted("1"))
    second = commit(2, first.hash, f.Granted("2"))
    third = commit(3, second.hash, f.Granted("3"))
    changed = first.body.replace(b'"effective_at":"1"', b'"effective_at":"9"')
    chains = {
        "missing": [first.body, third.body],
        "swapped": [second.body, first.body],
        "changed": [changed, second.body],
    }
    assert len(read_chain([first.body, second.body, third.body])) == 3
    with pytest.raises(BrokenChainError):
        read_chain(chains[broken])


def test_a_commit_over_four_kilobytes_is_refused() -> None:
    with pytest.raises(CommitTooLargeError):
        commit(1, FIRST_PREV, f.OriginalsChecked(tuple("m" * 40 for _ in range(100))))
