"""The ten process records: which are told, in which version, and in each receiver's own words."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain import exchange as x
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.exchange import CODED, COMMON, FIELDS, KINDS, Record
from chalicelib.domain.exchange.receiver import faults, receivers
from chalicelib.domain.exchange.records import records
from chalicelib.domain.facts import UNSEALED
from chalicelib.domain.flow import UnknownStepError
from chalicelib.domain.reference import case_matter, derive
from tests import cases
from tests.effort import share
from tests.law import people
from tests.law.any_command import BUILDERS, WORDS
from tests.law.story import RECIPES, Story, granted, in_state
from tests.sample import edition

PEOPLE = {people.APPLICANT.id, people.AGENT.id, people.STRANGER.id}
MATTER = case_matter(derive("exchange", 0))


def told(story: Story) -> tuple[Record, ...]:
    journal = story.journal
    states = [as_case(state) for state in journal.states]
    return records(states, journal.commits, journal.definition)


def as_case(state: Any) -> Any:
    """Stories are told of a matter whose id is no reference; here it is one."""
    return replace(state, matter=MATTER)


def served() -> Story:
    story = granted("permit")
    story.does(c.RecordCertificate)
    story.does(c.RecordPickup)
    return story


def kinds(story: Story) -> list[str]:
    return [record.kind for record in told(story)]


def test_a_case_from_application_to_collection() -> None:
    story = served()
    found = told(story)
    approvals = [record for record in found if record.kind == x.APPROVAL]
    assert [record.values["step"] for record in approvals] == ["handle", "review", "approve"]
    assert [record.values["post"] for record in approvals] == ["officer", "chief", "director"]
    assert [record.kind for record in found if record.kind != x.APPROVAL] == [
        x.APPLICATION,
        x.PRE_ACCEPTANCE,
        x.ACCEPTANCE,
        x.CONCLUSION,
        x.CONCLUSION,
        x.COLLECTION,
    ]
    first, with_certificate = (record.values for record in found if record.kind == x.CONCLUSION)
    assert (first["version"], first["certificate_number"]) == (1, "")
    assert (with_certificate["version"], with_certificate["number"]) == (2, 1)
    assert with_certificate["certificate_number"]


def test_corrections_before_and_after_acceptance() -> None:
    story = in_state("correcting")
    story.does(c.SupplyCorrection)
    story.does(c.Accept)
    assert kinds(story) == [
        x.APPLICATION,
        x.PRE_ACCEPTANCE,
        x.CORRECTION_NOTICE,
        x.CORRECTION_RECEIPT,
        x.PRE_ACCEPTANCE,
        x.ACCEPTANCE,
    ]
    answers = [record.values["answer"] for record in told(story) if record.kind == x.PRE_ACCEPTANCE]
    assert answers == ["correcting", "accepted"]
    later = in_state("supplementing", item="permit")
    assert kinds(later).count(x.PRE_ACCEPTANCE) == 1, "once accepted, nothing is pre-accepted"


def test_a_procedure_that_is_prolonged_is_told_anew_and_its_result_once() -> None:
    story = in_state("special_procedure", item="permit")
    story.does(c.ProlongProcedure)
    story.does(c.CloseProcedure)
    asked = [record.values for record in told(story) if record.kind == x.PROCEDURE_REQUEST]
    assert [values["version"] for values in asked] == [1, 2]
    assert asked[0]["planned_end_on"] < asked[1]["planned_end_on"]
    [result] = [record.values for record in told(story) if record.kind == x.PROCEDURE_RESULT]
    assert (result["result"], result["procedure"]) == ("closed", asked[0]["procedure"])


def test_a_slip_put_right_is_a_further_version_of_the_same_record() -> None:
    story = in_state("in_review", item="permit").decides("handle")
    story.does(c.Amend, subject="opinion", target="handle", form=UNSEALED, reason=WORDS)
    approvals = [record.values for record in told(story) if record.kind == x.APPROVAL]
    assert [(values["number"], values["version"]) for values in approvals] == [(1, 1), (1, 2)]


def test_what_came_to_the_window_has_no_pre_acceptance() -> None:
    of = cases.instant()
    story = Story(of)
    story.journal.do(cases.walk_in("walk-in", of), story.now)
    assert kinds(story) == [x.APPLICATION, x.ACCEPTANCE, x.APPROVAL, x.CONCLUSION]
    assert told(story)[0].values["channel"] == "window"


@pytest.mark.parametrize("state", [*RECIPES])
def test_every_state_can_be_written_for_every_receiver(state: str) -> None:
    story = in_state(state)
    for record in told(story):
        assert set(record.values) == {*COMMON, *FIELDS[record.kind]}
        assert all(value in CODED[name] for name, value in record.values.items() if name in CODED)
        for receiver in receivers(edition()).values():
            written = receiver.written(record)
            assert list(written) == list(receiver.records[record.kind]["fields"].values())


@pytest.mark.thorough
@settings(max_examples=share(300), deadline=None)
@given(
    st.sampled_from(["permit", "joint"]),
    st.lists(st.sampled_from(sorted(BUILDERS, key=lambda kind: kind.__name__)), max_size=25),
)
def test_versions_and_numbers_have_no_gap_and_no_record_names_a_person(item: str, way: list[type]) -> None:
    story = Story(item)
    story.does(c.Receive)
    for kind in way:
        with suppress(RefusedError, UnknownStepError):
            story.does(kind)
    seen: dict[tuple[str, object], int] = {}
    for record in told(story):
        key = record.kind, record.values["number"]
        assert record.values["version"] == seen.get(key, 0) + 1
        seen[key] = int(record.values["version"])
        for receiver in receivers(edition()).values():
            written = receiver.written(record)
            fields = receiver.records[record.kind]["fields"]
            assert all(written[theirs] for ours, theirs in fields.items() if ours in receiver.codes), (
                "no value lacks its code"
            )
            assert PEOPLE.isdisjoint(map(str, written.values()))
    for kind in KINDS:
        numbers = sorted(int(str(number)) for told_kind, number in seen if told_kind == kind)
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_sample_receivers_are_whole_and_differ_in_nothing_but_their_tables() -> None:
    posts = {post["code"]: post for post in edition().data["posts"]}
    for entry in edition().data["receivers"]:
        assert list(faults(entry, posts)) == []
    province, supervision = receivers(edition()).values()
    story = served()
    record = next(record for record in told(story) if record.kind == x.CONCLUSION)
    assert province.written(record)["BJJG"] == "0"
    assert supervision.written(record)["finish_code"] == "01"
    assert re.fullmatch(r"[A-Z0-9]+", str(province.written(record)["BJBH"]))


def test_a_result_that_is_said_to_have_arrived_has_its_code() -> None:
    story = served()
    record = replace(told(story)[-1], values={**told(story)[-1].values, "how": "confirmed"})
    assert [
        receiver.written(record)["LQFS"] for receiver in receivers(edition()).values() if receiver.code == "province"
    ] == ["1"]
    unknown = replace(record, values={**record.values, "how": "by_pigeon"})
    assert receivers(edition())["province"].written(unknown)["LQFS"] == ""


def test_a_table_that_lacks_a_value_a_record_or_a_column_is_named() -> None:
    posts = {post["code"]: post for post in edition().data["posts"]}
    whole = edition().data["receivers"][0]
    no_lapse = {value: code for value, code in whole["codes"]["outcome"].items() if value != "lapsed"}
    broken = {
        **whole,
        "records": {kind: told for kind, told in whole["records"].items() if kind != x.COLLECTION} | {"more": {}},
        "codes": {**whole["codes"], "outcome": no_lapse, "colour": {}, "how": "x"},
    }
    assert {place for place, _ in faults(broken, posts)} == {
        "/records/collection",
        "/records/more",
        "/codes/outcome/lapsed",
        "/codes/colour",
        *(f"/codes/how/{value}" for value in CODED["how"]),
    }
