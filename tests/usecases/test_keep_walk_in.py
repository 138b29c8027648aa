"""What is kept of a walk-in half entered: whatever a form holds, within bounds."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.times import SHANGHAI
from chalicelib.usecases.drafts import LONGEST_FIELD, MOST_FIELDS, SubmittedDraftError, UnknownDraftError
from chalicelib.usecases.keep_walk_in import (
    MOST_VALUES,
    discard_walk_in,
    entered,
    finish_walk_in,
    is_entered,
    keep_walk_in,
    kept_walk_ins,
    pages_in,
)
from tests.fakes.drafts import FakeDrafts
from tests.sample import INSTANT, TUESDAY, edition

DRAFT = "abcdefghijklmnopqrstuvwxyz"
OFFICER = "s-jyj-1"
FORM = {"name": ["张三"], "original": ["degree", "photo"], "csrf_token": ["t"], "command": ["c"], "pages.degree": ["u"]}
OWN = ("csrf_token", "command", "draft", "next", "item", "variant", "then")


def keep(drafts: FakeDrafts, form: dict[str, list[str]], officer: str = OFFICER, now: datetime = TUESDAY) -> None:
    definition = edition().definition(INSTANT, f"{INSTANT}-1")
    keep_walk_in(DRAFT, officer, definition, form, drafts=drafts, now=now)


@given(st.dictionaries(st.text(max_size=99) | st.sampled_from(OWN), st.lists(st.text(max_size=3000), max_size=70)))
def test_a_kept_form_is_bounded_and_holds_nothing_of_the_pages_own(form: dict[str, list[str]]) -> None:
    held = entered(form)
    assert held.keys().isdisjoint(OWN)
    assert not any(name.startswith("pages.") for name in held)
    assert len(held) <= MOST_FIELDS
    assert all(len(values) <= MOST_VALUES for values in held.values())
    assert all(len(value) <= LONGEST_FIELD for values in held.values() for value in values)
    small = {name: values for name, values in held.items() if name in form and len(name) <= 80}
    assert all(
        form[name][: len(values)] == values or max(map(len, form[name])) > 2000 for name, values in small.items()
    )


def test_every_box_ticked_is_kept_and_pages_go_by_their_own_way() -> None:
    drafts = FakeDrafts(lambda: TUESDAY)
    keep(drafts, FORM)
    (draft,) = kept_walk_ins(OFFICER, drafts=drafts)
    assert draft.fields == {"name": ["张三"], "original": ["degree", "photo"]}
    assert pages_in(FORM) == {"degree": ["u"]}
    assert kept_walk_ins("s-jyj-9", drafts=drafts) == []


@pytest.mark.parametrize(
    "form", [{}, {"name": ["", " "], "delivery": ["pickup"], "applicant_kind": ["person"], "command": ["c"]}]
)
def test_what_the_page_chose_by_itself_is_nothing_entered(form: dict[str, list[str]]) -> None:
    assert not is_entered(form)


@pytest.mark.parametrize("form", [{"name": [" 张"]}, {"original": ["degree"]}, {"pages.degree": ["u1"]}])
def test_one_word_tick_or_page_is_worth_keeping(form: dict[str, list[str]]) -> None:
    assert is_entered(form)


def test_the_last_words_stand_and_a_case_is_never_kept_again() -> None:
    drafts = FakeDrafts(lambda: TUESDAY)
    keep(drafts, FORM)
    keep(drafts, {"name": ["李四"]})
    assert drafts.drafts[DRAFT].fields == {"name": ["李四"]}
    with pytest.raises(UnknownDraftError):
        keep(drafts, FORM, "s-jyj-9")
    finish_walk_in(DRAFT, "s-jyj-9", "R1", drafts=drafts)
    assert len(kept_walk_ins(OFFICER, drafts=drafts)) == 1
    finish_walk_in(DRAFT, OFFICER, "R1", drafts=drafts)
    finish_walk_in(DRAFT, OFFICER, "R2", drafts=drafts)
    assert kept_walk_ins(OFFICER, drafts=drafts) == []
    assert drafts.drafts[DRAFT].reference == "R1"
    with pytest.raises(SubmittedDraftError):
        keep(drafts, FORM)


def test_nobody_else_discards_it() -> None:
    drafts = FakeDrafts(lambda: TUESDAY)
    keep(drafts, FORM)
    with pytest.raises(UnknownDraftError):
        discard_walk_in(DRAFT, "s-jyj-9", drafts=drafts)
    discard_walk_in(DRAFT, OFFICER, drafts=drafts)
    assert drafts.get(DRAFT) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - made aware below
def test_it_is_gone_at_midnight_of_the_city(local: datetime) -> None:
    now = local.replace(tzinfo=SHANGHAI)
    drafts = FakeDrafts(lambda: now)
    keep(drafts, FORM, now=now)
    end = datetime.fromtimestamp(drafts.drafts[DRAFT].expires_at, SHANGHAI)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)
    assert timedelta() < end - now <= timedelta(days=1)
