"""The walk-in: everything is checked before anything is written; one sitting is one commit."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.catalogue import Edition, UnknownItemError
from chalicelib.domain.commands import Actor
from chalicelib.domain.commit import read_chain
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import CorrectionRow
from chalicelib.domain.reference import case_matter, derive
from chalicelib.usecases.check_application import InvalidApplicationError
from chalicelib.usecases.conclude import Acceptance, CorrectionNotice, Declination
from chalicelib.usecases.identify import account_of, parties_of
from chalicelib.usecases.offered import ItemSuspendedError
from tests.sample import KEY, TUESDAY, World, edition
from tests.walk_ins import FIELDS, GRANT, NONCE, ORIGINALS, PHONE, received, resident_id, walk_in


def nothing_written(world: World) -> bool:
    return not (world.log.bodies or world.dossiers.parts or world.parties.items)


def world_with(item: str, **changes: Any) -> World:
    world = World()
    items: Mapping[str, Any] = edition().data["items"]
    data = {**edition().data, "items": {**items, item: {**items[item], **changes}}}
    world.catalogue.publish(Edition("changed", data), now="")
    return world


def test_a_walk_in_is_one_commit_under_the_applicants_telephone() -> None:
    world = World()
    done = received(world, walk_in())
    assert (done.case.status, done.case.outcome, done.case.seq) == ("concluded", "granted", 1)
    assert done.case.application.applicant in parties_of(account_of(PHONE, key=KEY), parties=world.parties)
    assert done.case.originals == tuple(sorted(ORIGINALS))


def test_the_log_holds_no_personal_data_and_the_seal_holds_the_dossier() -> None:
    world = World()
    done = received(world, walk_in())
    body = done.commit.body.decode()
    for secret in ("王小明", resident_id(), "19900001234"):
        assert secret not in body
    form = world.dossiers.get(done.case.matter, f"form#{NONCE}")
    assert form is not None
    assert form.seal() == done.case.form
    assert form.content["applicant"] == {"name": "王小明", "id_number": resident_id(), "phone": PHONE}
    assert form.content["answers"]["subject"] == "语文"


def test_a_form_posted_twice_is_the_same_case() -> None:
    world = World()
    first = received(world, walk_in())
    again = received(world, walk_in(), now=TUESDAY + timedelta(seconds=3))
    assert again.repeated
    assert again.case == first.case
    assert len(world.log.bodies) == 1


def test_a_taken_reference_gives_the_next_one_and_nothing_lands_in_the_others_dossier() -> None:
    world = World()
    theirs = case_matter(derive(NONCE, 0))
    foreign = received(world, walk_in("nonce00000000002"))
    world.log.bodies[theirs, 1] = foreign.commit.body.replace(foreign.case.matter.encode(), theirs.encode())
    done = received(world, walk_in())
    assert done.case.matter == case_matter(derive(NONCE, 1))
    assert not [part for part in world.dossiers.parts if part[0] == theirs]


def test_the_same_person_with_another_telephone_is_one_party() -> None:
    world = World()
    first = received(world, walk_in())
    second = received(world, walk_in("nonce00000000002", phone="19900005678"))
    assert first.case.application.applicant == second.case.application.applicant


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("id_number", resident_id()[:-1] + "0", "resident_id_check_digit"),
        ("id_number", resident_id("20270101"), "resident_id_birth_date_future"),
        ("phone", "12345", "mobile_format"),
        ("name", "  ", "required"),
        ("answers.subject", "", "required"),
        ("answers.subject", "炼金术", "not_a_choice"),
        ("delivery", "drone", "required"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_written(field: str, value: str, code: str) -> None:
    world = World()
    with pytest.raises(InvalidApplicationError) as refused:
        received(world, walk_in(**{field: value}))
    assert refused.value.errors == {field: code}
    assert nothing_written(world)


def test_a_result_sent_by_courier_needs_an_address() -> None:
    with pytest.raises(InvalidApplicationError) as refused:
        received(World(), walk_in(delivery="courier"))
    assert refused.value.errors == {"address": "required"}


@pytest.mark.parametrize(
    ("entered", "code"),
    [
        (walk_in(originals=ORIGINALS[1:]), "originals_unchecked"),
        (walk_in(**{"answers.apply_at": "居住证所在地"}), "originals_unchecked"),
        (walk_in(intent=CorrectionNotice((), "")), "correction_without_rows"),
        (walk_in(intent=CorrectionNotice((CorrectionRow("degree", 99),), "")), "sentence_unknown"),
        (walk_in(intent=CorrectionNotice((CorrectionRow("degree", -1),), "")), "correction_unexplained"),
        (walk_in(intent=CorrectionNotice((CorrectionRow("nothing", 0),), "")), "material_unknown"),
        (walk_in(intent=CorrectionNotice((CorrectionRow("degree", -1),), "字" * 501)), "words_too_long"),
        (walk_in(intent=Declination("banned", "", "字" * 501)), "words_too_long"),
        (walk_in(intent=Declination("papers_missing", "", "")), "ground_unknown"),
        (walk_in(intent=Declination("other_unit", "", "")), "other_unit_unnamed"),
        (walk_in(intent=Declination("other_unit", "MOON", "")), "unit_unknown"),
    ],
)
def test_a_conclusion_that_may_not_be_is_refused_and_nothing_is_written(entered: Any, code: str) -> None:
    world = World()
    with pytest.raises(RefusedError) as refused:
        received(world, entered)
    assert refused.value.code == code
    assert nothing_written(world)


def test_another_units_officer_receives_nothing() -> None:
    world = World()
    with pytest.raises(RefusedError) as refused:
        received(world, walk_in(), Actor("staff", "s-rsj-1", frozenset({"RSJ:officer"})))
    assert refused.value.code == "not_your_step"
    assert nothing_written(world)


def test_an_item_that_is_not_open_is_told_apart_from_an_unknown_one() -> None:
    with pytest.raises(UnknownItemError):
        received(World(), replace(walk_in(), item="XN-NONE-001"))
    for changes in ({"status": "suspended"}, {"effective_from": "2026-03-04"}, {"effective_until": "2026-03-02"}):
        world = world_with("XN-JYJ-001", **changes)
        with pytest.raises(ItemSuspendedError):
            received(world, walk_in())
        assert nothing_written(world)
    assert received(world_with("XN-JYJ-001", effective_until="2026-03-03"), walk_in()).case.outcome == "granted"


def test_a_promised_item_is_accepted_but_not_granted_on_the_spot() -> None:
    fields = {
        "applicant_kind": "person",
        **{name: FIELDS[name] for name in ("name", "id_number", "phone", "delivery")},
        "answers.shop_name": "小明面馆",
        "answers.premises_address": "咸安区示例路1号",
        "answers.area": "60",
        "answers.staff": "3",
        "answers.online_sales": "false",
    }
    form = edition().definition("XN-YJJ-001", "XN-YJJ-001-1").data["form"]["properties"]
    fields["answers.business_type"] = form["business_type"]["enum"][0]
    materials = tuple(material["code"] for material in edition().item("XN-YJJ-001")["materials"])
    entered = replace(walk_in(), item="XN-YJJ-001", variant="XN-YJJ-001-1", fields=fields, originals=materials)
    officer = Actor("staff", "s-yjj-1", frozenset({"YJJ:officer"}))
    with pytest.raises(RefusedError) as refused:
        received(World(), entered, officer)
    assert refused.value.code == "not_an_instant_item"
    done = received(World(), replace(entered, intent=Acceptance("accept", "")), officer)
    assert (done.case.status, list(done.case.opened)) == ("in_review", ["handle"])


def test_a_correction_notice_keeps_its_words_in_the_dossier() -> None:
    world = World()
    rows = (CorrectionRow("degree", 0), CorrectionRow("degree", -1))
    done = received(world, walk_in(intent=CorrectionNotice(rows, "请带学位证。"), originals=()))
    assert done.case.status == "correcting"
    note = world.dossiers.get(done.case.matter, f"note#{NONCE}")
    assert note is not None
    sentence = edition().item("XN-JYJ-001")["materials"][1]["corrections"][0]
    assert note.content["rows"] == {"degree": f"{sentence}\n请带学位证。"}
    assert "学位证" not in json.dumps(json.loads(done.commit.body), ensure_ascii=False)


def test_every_commit_of_a_walk_in_reads_back() -> None:
    world = World()
    done = received(world, walk_in())
    assert read_chain(world.log.read(done.case.matter)) == (done.commit,)
    assert GRANT.opinion == world.dossiers.parts[done.case.matter, f"opinion#{NONCE}"].content["text"]
