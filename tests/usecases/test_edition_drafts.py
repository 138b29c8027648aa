"""From a draft to the edition in force by two people, with what comes between them."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.table_files import TableFiles
from chalicelib.domain.publication.draft import EditionDraft
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.times import stamp
from chalicelib.ports import StaleError
from chalicelib.usecases.edit_item import edited_item, fields_of
from chalicelib.usecases.edition_drafts import (
    DraftChangedError,
    UnknownEditionDraftError,
    change_edition_draft,
    read_edition_draft,
    start_edition_draft,
    start_return_to,
)
from chalicelib.usecases.export_catalogue import EXPORT_KINDS, export_catalogue
from chalicelib.usecases.item_file import ItemFileError, read_item_file
from chalicelib.usecases.preview_edition_draft import preview_edition_draft
from chalicelib.usecases.publish_edition_draft import publish_edition_draft
from chalicelib.usecases.rebase_edition_draft import DraftConflictsError, look_at_rebase, rebase_edition_draft
from tests.drafting import BASIS, BOTH, LAWYER, MAKER, OFFICER, OTHER, REASON, Desk, small
from tests.effort import share
from tests.sample import INSTANT, TUESDAY


def phone(desk: Desk, item: str = INSTANT) -> str:
    return str(desk.catalogue.current().item(item)["telephone"])


def found(desk: Desk, draft: EditionDraft) -> Any:
    return read_edition_draft(draft.id, edition_drafts=desk.drafts, catalogue=desk.catalogue, now=TUESDAY)


def preview(desk: Desk, draft: EditionDraft) -> Any:
    return preview_edition_draft(found(desk, draft), catalogue=desk.catalogue, now=TUESDAY)


def test_an_admin_makes_it_and_the_legal_office_publishes_it() -> None:
    desk = Desk()
    draft = desk.changed(telephone="0715-0000099")
    [change] = preview(desk, draft)
    assert (change.kind, change.code, change.name) == ("changed", INSTANT, small().item(INSTANT)["name"])
    [part] = change.parts
    assert (part.part, part.old, part.new) == ("telephone", small().item(INSTANT)["telephone"], "0715-0000099")
    given = desk.act(draft, "submit")
    with pytest.raises(RefusedError) as refused:
        desk.publish(given, MAKER)
    assert refused.value.code == "draft_post"
    assert phone(desk) != "0715-0000099"
    published = desk.publish(given)
    assert (published.state, phone(desk)) == ("published", "0715-0000099")
    assert desk.catalogue.current().item(INSTANT)["version"] == small().item(INSTANT)["version"] + 1
    newest = desk.catalogue.publications(limit=1)[0]
    assert (newest.edition, newest.before) == (published.events[-1].words, small().digest)
    assert (newest.told["reason"], newest.told["basis"]) == (REASON, BASIS)
    assert [(one["kind"], one["code"], one["parts"]) for one in newest.told["changes"]] == [
        ("changed", INSTANT, ("telephone",))
    ]
    assert [event.act for event in published.events] == ["start", "submit", "publish"]


def test_who_holds_both_posts_does_not_publish_their_own() -> None:
    desk = Desk()
    mine = desk.act(desk.changed(by=BOTH, telephone="0715-0000099"), "submit", BOTH)
    with pytest.raises(RefusedError) as refused:
        desk.publish(mine, BOTH)
    assert refused.value.code == "draft_second_person"
    touched = desk.change(desk.changed(telephone="0715-0000098"), BOTH, window="一楼1号窗口")
    with pytest.raises(RefusedError):
        desk.publish(desk.act(touched, "submit"), BOTH)
    assert desk.publish(desk.act(desk.changed(item=OTHER, window="一楼1号窗口"), "submit"), BOTH).state == "published"


def test_a_second_click_does_nothing_more() -> None:
    desk = Desk()
    items = {INSTANT: {**small().item(INSTANT), "telephone": "0715-0000099"}}
    first, again = (
        start_edition_draft("c" * 16, MAKER, REASON, BASIS, lambda _: items, **desk.ports) for _ in range(2)
    )
    assert first == again
    given = desk.act(first, "submit")
    assert desk.act(first, "submit") == given
    published = desk.publish(given)
    assert desk.publish(given) == published
    assert len(desk.catalogue.publications()) == 2


def test_what_is_sent_back_is_mended_and_given_again() -> None:
    desk = Desk()
    back = desk.act(desk.act(desk.changed(telephone="0715-0000099"), "submit"), "send_back", LAWYER, "电话少一位")
    assert (back.state, back.events[-1].words) == ("returned", "电话少一位")
    with pytest.raises(RefusedError):
        desk.publish(back)
    mended = desk.change(back, telephone="0715-0000098")
    desk.publish(desk.act(mended, "submit"))
    assert phone(desk) == "0715-0000098"


def test_what_was_taken_back_or_changed_meanwhile_is_not_published() -> None:
    desk = Desk()
    given = desk.act(desk.changed(telephone="0715-0000099"), "submit")
    desk.act(desk.change(desk.act(given, "take_back"), telephone="0715-0000001"), "submit")
    with pytest.raises(DraftChangedError):
        desk.publish(given)
    with pytest.raises(DraftChangedError):
        desk.act(given, "send_back", LAWYER, "不对")


def test_faults_are_told_by_item_place_and_sentence_and_keep_it_from_the_legal_office() -> None:
    desk = Desk()
    draft = desk.changed(telephone="", unit="NONE")
    faults = found(desk, draft).content.faults
    assert {(one.item, one.place) for one in faults} == {(INSTANT, "/telephone")}
    assert "咨询电话" in faults[0].sentence
    with pytest.raises(RefusedError) as refused:
        desk.act(draft, "submit")
    assert refused.value.code == "draft_wrong"
    [change] = preview(desk, draft)
    assert {part.part for part in change.parts} == {"telephone", "unit"}
    assert desk.act(desk.change(draft, window="一楼1号窗口"), "submit").state == "submitted"


@pytest.mark.parametrize("said", [{"code": "X"}, {"code": "X", "variants": 5}, {"code": "X", "name": [1], "unit": {}}])
def test_an_item_that_is_hardly_one_is_told_in_sentences(said: dict[str, Any]) -> None:
    desk = Desk()
    draft = desk.start({"X": said})
    assert found(desk, draft).content.faults
    assert [one.code for one in preview(desk, draft)] == ["X"]


def test_a_draft_of_an_older_edition_is_told_so_and_laid_over_the_later_one() -> None:
    desk = Desk()
    draft = desk.changed(telephone="0715-0000099")
    given = desk.act(draft, "submit")
    desk.publish_elsewhere(window="二楼9号窗口")
    assert not found(desk, given).current
    with pytest.raises(RefusedError) as refused:
        desk.publish(given)
    assert refused.value.code == "draft_outdated"
    back = desk.act(given, "take_back")
    rebased = rebase_edition_draft(back.id, back.version, MAKER, {}, **desk.ports)
    assert rebase_edition_draft(back.id, back.version, MAKER, {}, **desk.ports) == rebased
    desk.publish(desk.act(rebased, "submit"))
    item = desk.catalogue.current().item(INSTANT)
    assert (item["telephone"], item["window"]) == ("0715-0000099", "二楼9号窗口")
    assert item["version"] == small().item(INSTANT)["version"] + 2


def test_what_both_changed_is_named_and_chosen_never_overwritten_unseen() -> None:
    desk = Desk()
    draft = desk.changed(telephone="0715-0000099", window="一楼1号窗口")
    desk.publish_elsewhere(telephone="0715-0000055")
    with pytest.raises(DraftConflictsError) as refused:
        rebase_edition_draft(draft.id, draft.version, MAKER, {}, **desk.ports)
    [conflict] = refused.value.conflicts
    assert (conflict.name, conflict.mine, conflict.theirs) == (f"{INSTANT}/telephone", "0715-0000099", "0715-0000055")
    assert look_at_rebase(found(desk, draft), {}, catalogue=desk.catalogue, now=TUESDAY).conflicts == (conflict,)
    rebased = rebase_edition_draft(draft.id, draft.version, MAKER, {conflict.name: "theirs"}, **desk.ports)
    desk.publish(desk.act(rebased, "submit"))
    item = desk.catalogue.current().item(INSTANT)
    assert (item["telephone"], item["window"]) == ("0715-0000055", "一楼1号窗口")


def test_an_older_edition_comes_back_by_two_people_too() -> None:
    desk = Desk()
    desk.publish(desk.act(desk.changed(telephone="0715-0000099"), "submit"))
    draft = start_return_to("b" * 16, MAKER, small().digest, "改错了", BASIS, **desk.ports)
    [change] = preview(desk, draft)
    assert [(one.part, one.old) for one in change.parts] == [("telephone", "0715-0000099")]
    with pytest.raises(RefusedError) as refused:
        desk.change(draft, window="一楼1号窗口")
    assert refused.value.code == "draft_goes_back"
    desk.publish_elsewhere(OTHER, window="一楼1号窗口")
    rebased = rebase_edition_draft(draft.id, draft.version, MAKER, {}, **desk.ports)
    assert len(preview(desk, rebased)) == 2, "what would be taken back as well is shown"
    desk.publish(desk.act(rebased, "submit"))
    assert desk.catalogue.current() == small()


def test_a_publication_that_was_cut_off_from_its_draft_is_found_again() -> None:
    desk = Desk()
    given = desk.act(desk.changed(telephone="0715-0000099"), "submit")
    whole = desk.drafts.change
    desk.drafts.change = cut_off  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        desk.publish(given)
    desk.drafts.change = whole  # type: ignore[method-assign]
    assert phone(desk) == "0715-0000099"
    assert desk.drafts.drafts[given.id].state == "submitted"
    published = desk.publish(given)
    assert (published.state, published.events[-1].words) == ("published", desk.catalogue.pointer)
    assert len(desk.catalogue.publications()) == 2


def cut_off(_: EditionDraft) -> None:
    raise ConnectionError


def test_two_who_publish_at_once_do_not_overwrite_each_other() -> None:
    desk = Desk()
    one = desk.act(desk.changed(telephone="0715-0000099"), "submit")
    other = desk.act(desk.changed(item=OTHER, telephone="0715-0000098"), "submit")
    whole = desk.catalogue.publish

    def overtaken(*args: Any, **told: Any) -> None:
        desk.catalogue.publish = whole  # type: ignore[method-assign]
        desk.publish(other)
        whole(*args, **told)

    desk.catalogue.publish = overtaken  # type: ignore[method-assign]
    with pytest.raises(RefusedError) as refused:
        desk.publish(one)
    assert refused.value.code == "draft_outdated"
    assert (phone(desk, OTHER), phone(desk)) == ("0715-0000098", small().item(INSTANT)["telephone"])


def test_a_publication_is_told_by_its_draft_though_somebody_took_it_back_meanwhile() -> None:
    desk = Desk()
    given = desk.act(desk.changed(telephone="0715-0000099"), "submit")
    whole = desk.catalogue.publish

    def taken_back(*args: Any, **told: Any) -> None:
        desk.act(given, "take_back")
        whole(*args, **told)

    desk.catalogue.publish = taken_back  # type: ignore[method-assign]
    assert [event.act for event in desk.publish(given).events] == ["start", "submit", "take_back", "publish"]


def test_only_admins_begin_and_nothing_is_found_by_another_id() -> None:
    desk = Desk()
    for actor in (OFFICER, LAWYER):
        with pytest.raises(RefusedError):
            desk.changed(by=actor, telephone="0715-0000099")
    assert desk.drafts.newest() == []
    with pytest.raises(UnknownEditionDraftError):
        publish_edition_draft("nowhere", 1, LAWYER, **desk.ports)


@pytest.mark.parametrize("kind", EXPORT_KINDS)
def test_the_exported_file_sent_back_unchanged_changes_nothing(kind: Any) -> None:
    desk, tables = Desk(), TableFiles()
    body = export_catalogue(small(), kind, tables=tables)
    read = read_item_file(f"目录.{kind}", body, small(), tables=tables)
    assert (len(read.items), read.unread) == (3, ())
    draft = desk.start(read.items)
    assert (draft.stand.changed, draft.stand.wrong) == (0, 0)
    with pytest.raises(RefusedError) as refused:
        desk.act(draft, "submit")
    assert refused.value.code == "draft_empty"


def test_a_workbook_is_kept_with_what_could_not_be_read_and_a_mended_one_takes_its_place() -> None:
    desk, tables = Desk(), TableFiles()
    rows = [[*row] for row in tables.read(export_catalogue(small(), "xlsx", tables=tables), "a.xlsx", most_rows=9)]
    limit, telephone = rows[0].index("承诺时限"), rows[0].index("咨询电话")
    rows[1][limit], rows[2][telephone] = "很快", "0715-0000099"
    wrong, good = (tables.write(one, "xlsx") for one in (rows, [rows[0], rows[2]]))
    draft = start_edition_draft(
        "w" * 16, MAKER, REASON, BASIS, lambda on: read_item_file("目录.xlsx", wrong, on, tables=tables), **desk.ports
    )
    [(_, sentence)] = found(desk, draft).content.unread
    assert "很快" in sentence
    assert (draft.stand.changed, draft.stand.wrong, draft.stand.file) == (1, 1, "目录.xlsx")
    assert desk.drafts.read(draft.stand.body) == wrong
    mended = change_edition_draft(
        draft.id,
        1,
        MAKER,
        file=lambda on: read_item_file("目录.xlsx", good, on, tables=tables),
        **desk.ports,
    )
    assert (mended.stand.changed, mended.stand.wrong) == (1, 0)
    assert mended.stand.reason == REASON


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.doc", b"x", "items_type"),
        ("a.json", b"{", "items_not_json"),
        ("a.json", b"[]", "items_shape"),
        ("a.json", b"[1]", "items_shape"),
        ("a.json", b'{"code": ""}', "items_shape"),
        ("a.json", b'{"code": "A", "n": 9007199254740993}', "items_not_json"),
        ("a.json", b'{"code": "A", "n": ' + b"9" * 9000 + b"}", "items_not_json"),
        ("a.json", b'{"code": "A", "n": NaN}', "items_not_json"),
        ("a.json", b'{"code": "A", "n": ' + b"[" * 40 + b"]" * 40 + b"}", "items_shape"),
        ("a.json", b"[" * 200_000, "items_not_json"),
        ("a.json", b'[{"code": "A"}, {"code": "A"}]', "items_twice"),
        ("a.json", b"\xff\xfe\x00", "items_not_json"),
        ("a.json", b"\x1f\x8bnothing", "items_type"),
        ("a.xlsx", b"PK\x03\x04", "table_broken"),
    ],
)
def test_a_file_without_items_is_refused(name: str, body: bytes, code: str) -> None:
    with pytest.raises((ItemFileError, ValueError)) as refused:
        read_item_file(name, body, small(), tables=TableFiles())
    assert getattr(refused.value, "code", "") == code


def test_a_file_may_come_packed_but_not_without_end() -> None:
    import gzip

    said = json.dumps({"code": "A"}).encode()
    assert read_item_file("a.json", gzip.compress(said), small(), tables=TableFiles()).items == {"A": {"code": "A"}}
    with pytest.raises(ItemFileError) as refused:
        read_item_file("a.json", gzip.compress(b" " * 30_000_000), small(), tables=TableFiles())
    assert refused.value.code == "items_too_large"


def test_publishing_on_another_edition_than_was_seen_is_refused_by_the_store() -> None:
    desk = Desk()
    later = replace(small(), digest="f" * 64)
    with pytest.raises(StaleError):
        desk.catalogue.publish(later, now=stamp(TUESDAY), after="0" * 64)
    assert desk.catalogue.current() == small()


def test_a_change_may_be_published_to_begin_later_and_a_draft_made_before_is_then_outdated() -> None:
    desk, start = Desk(), "2026-03-05T09:00"
    early = desk.changed(window="一楼1号窗口")
    draft = desk.changed(telephone="0715-0000099", effective_from=start)
    [change] = preview(desk, draft)
    assert (change.begins, [one.new for one in change.parts]) == (start, ["0715-0000099"])
    desk.publish(desk.act(draft, "submit"))
    rebased = rebase_edition_draft(early.id, early.version, MAKER, {}, **desk.ports)
    assert (phone(desk), desk.catalogue.current().coming(INSTANT)[0]["telephone"]) == (
        small().item(INSTANT)["telephone"],
        "0715-0000099",
    )
    given = desk.act(rebased, "submit")
    desk.now = TUESDAY + timedelta(days=3)
    with pytest.raises(RefusedError) as refused:
        desk.publish(given)
    assert refused.value.code == "draft_outdated"
    back = desk.act(given, "take_back")
    desk.publish(desk.act(rebase_edition_draft(back.id, back.version, MAKER, {}, **desk.ports), "submit"))
    item = desk.catalogue.current().item(INSTANT)
    assert (item["telephone"], item["window"]) == ("0715-0000099", "一楼1号窗口")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.sampled_from(["published", "2026-12-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, one in inner for place in places(one, (*at, key)))]


def replaced(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    if not at:
        return new
    copy = value.copy()
    copy[at[0]] = replaced(value[at[0]], at[1:], new)
    return copy


PLACES = [at for at in places(small().item(INSTANT)) if at and at != ("code",)]


@pytest.mark.thorough
@given(st.lists(st.tuples(st.sampled_from(PLACES), values), min_size=1, max_size=3), st.booleans())
@settings(deadline=None, max_examples=share(400), suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_file_says_of_an_item_is_answered_in_sentences(changes: Any, new: Any) -> None:
    desk, item = Desk(), dict(small().item(INSTANT))
    for at, value in changes:
        with suppress(LookupError, TypeError, AttributeError):  # what was there may have been replaced before
            item = replaced(item, at, value)
    if new:
        item = {**item, "code": "XN-NEW-001"}
    draft = desk.start({item["code"]: item})
    stated = found(desk, draft).content
    assert all(fault.sentence for fault in stated.faults)
    preview(desk, draft)
    shown = fields_of(item)
    assert edited_item(item, shown).wrong == {}
    with suppress(RefusedError):
        desk.publish(desk.act(draft, "submit"))
