"""Deciding a step: what is refused before anything is kept, and that everybody hears the truth."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.flow import UnknownStepError
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.case_file import UnknownCaseError, case_of
from chalicelib.usecases.decide_step import BadAnswerError
from chalicelib.usecases.show_step import StepView, changed_since, show_step
from tests.leaders import APPLICANT, CHIEF, DIRECTOR, OFFICER, Leaders
from tests.sample import TUESDAY, World, calendar


@pytest.fixture
def leaders() -> Leaders:
    made = Leaders(World(), calendar(), TUESDAY)
    made.enrol()
    return made


def view(leaders: Leaders, matter: str, step: str, staff: str) -> StepView:
    ports = leaders.ports
    stores = {"log": ports.log, "dossiers": ports.dossiers, "catalogue": ports.catalogue, "parties": ports.parties}
    actor = acting_staff(staff, parties=ports.parties, now=TUESDAY) or c.Actor("staff", staff)
    return show_step(matter.removeprefix("c-"), step, actor, **stores)


@pytest.mark.parametrize(
    ("outcome", "opinion", "other", "code", "field"),
    [
        ("", "", {}, "outcome_required", "outcome"),
        ("maybe", "", {}, "outcome_required", "outcome"),
        ("return", "请核实。", {}, "return_to_required", "to"),
        ("return", "", {"to": "handle"}, "reason_required", "opinion"),
        ("refuse", "", {}, "reason_required", "opinion"),
        ("pass", "长" * (LONGEST_WORDS + 1), {}, "opinion_too_long", "opinion"),
        ("pass", "", {"shown": ""}, "shown_required", "shown"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_where(
    leaders: Leaders, outcome: str, opinion: str, other: dict[str, str], *, code: str, field: str
) -> None:
    matter = leaders.up_to("review", "bad")
    kept = dict(leaders.ports.dossiers.parts)
    with pytest.raises(BadAnswerError) as refused:
        leaders.decide(matter, "review", outcome, opinion, **other)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert leaders.ports.dossiers.parts == kept


def test_who_may_not_decide_leaves_nothing_in_the_dossier(leaders: Leaders) -> None:
    matter = leaders.up_to("review", "stranger")
    kept, bodies = dict(leaders.ports.dossiers.parts), dict(leaders.ports.log.bodies)
    stranger = leaders.actor("s-rsj-3")
    with pytest.raises(RefusedError) as refused:
        leaders.decide(matter, "review", "pass", "同意。", actor=stranger)
    assert refused.value.code == "not_your_step"
    with pytest.raises(UnknownStepError):
        leaders.decide(matter, "review", "pass", "同意。", shown="x" * 32, step_id="nowhere")
    with pytest.raises(UnknownCaseError):
        leaders.decide(case_of("2222222222"), "review", "pass", "同意。", shown="x" * 32, command="n" * 20)
    assert (leaders.ports.dossiers.parts, leaders.ports.log.bodies) == (kept, bodies)


def test_one_person_does_not_decide_twice_in_one_case(leaders: Leaders) -> None:
    matter = leaders.up_to("approve", "separated")
    both = c.Actor("staff", CHIEF, frozenset({"GHJ:chief", "GHJ:director"}))
    with pytest.raises(RefusedError) as refused:
        leaders.decide(matter, "approve", actor=both)
    assert refused.value.code == "duties_separated"


def test_the_same_form_posted_again_gets_the_first_answer(leaders: Leaders) -> None:
    matter = leaders.up_to("review", "twice")
    shown = leaders.shown(matter, "review")
    first = leaders.decide(matter, "review", "pass", "同意。", command="a" * 26, shown=shown)
    again = leaders.decide(matter, "review", "refuse", "不同意。", command="a" * 26, shown=shown)
    assert again.repeated
    assert again.commit == first.commit
    assert leaders.ports.dossiers.parts[matter, f"opinion#{'a' * 26}"].content == {"text": "同意。"}


def test_sixteen_leaders_on_one_step_make_one_decision_and_hear_the_truth(leaders: Leaders) -> None:
    matter = leaders.up_to("review", "sixteen")
    shown, start = leaders.shown(matter, "review"), threading.Barrier(16)

    def attempt(number: int) -> tuple[str, str, str]:
        actor = c.Actor("staff", f"s-{number}", frozenset({"GHJ:chief"}))
        outcome = ("pass", "refuse")[number % 2]
        start.wait()
        try:
            leaders.decide(
                matter, "review", outcome, "意见。", actor=actor, shown=shown, command=f"command-{number:08}"
            )
        except RefusedError as refusal:
            return refusal.code, refusal.about["by"], refusal.about["outcome"]
        return "", "", ""

    with ThreadPoolExecutor(16) as pool:
        heard = list(pool.map(attempt, range(16)))
    [decision] = [d for d in leaders.read(matter).case.decisions if d.fact.step == "review"]
    decided = ("", "", "")
    assert heard.count(decided) == 1
    assert set(heard) == {decided, ("step_already_decided", decision.actor["id"], decision.fact.outcome)}
    assert heard[int(decision.actor["id"].removeprefix("s-"))] == decided


def test_a_dossier_that_changed_behind_the_page_is_refused_and_named(leaders: Leaders) -> None:
    matter = leaders.up_to("fire-opinion", "changed")
    shown, seen = leaders.shown(matter, "fire-opinion"), leaders.read(matter).case.seq
    leaders.decide(matter, "defence-opinion", "return", "请核实。", to="handle")
    leaders.decide(matter, "handle", "pass", "已核实。")
    with pytest.raises(RefusedError) as refused:
        leaders.decide(matter, "fire-opinion", "pass", shown=shown)
    assert refused.value.code == "dossier_changed"
    now = view(leaders, matter, "fire-opinion", "s-xfj-2")
    assert changed_since(now, seen, shown) == ("opinions",)
    assert changed_since(now, seen - 1, shown) == ()
    assert leaders.decide(matter, "fire-opinion", "pass").case.passed() >= {"fire-opinion"}


def test_the_last_refusal_ends_the_case_and_a_veto_cannot_be_granted(leaders: Leaders) -> None:
    matter = leaders.up_to("fire-opinion", "veto")
    leaders.decide(matter, "fire-opinion", "refuse", "不符合消防规范。")
    for step in ("defence-opinion", "housing-opinion", "review"):
        leaders.decide(matter, step)
    with pytest.raises(RefusedError) as refused:
        leaders.decide(matter, "approve", "pass")
    assert refused.value.code == "join_vetoed"
    assert leaders.decide(matter, "approve", "refuse", "消防不同意。").case.outcome == "refused"


def test_the_step_shows_who_applies_and_the_opinions_of_its_path_to_those_concerned_only(leaders: Leaders) -> None:
    matter = leaders.up_to("approve", "view")
    shown = view(leaders, matter, "approve", DIRECTOR)
    assert shown.applicant == APPLICANT
    assert [(o.step.id, o.by) for o in shown.opinions][::5] == [("handle", "程欣然")]
    assert shown.opinions[-1].text == "审核：符合要求，同意。"
    for stranger in (OFFICER, "s-rsj-3", "nobody"):
        with pytest.raises(UnknownCaseError):
            view(leaders, matter, "approve", stranger)
    leaders.decide(matter, "approve", "pass")
    decided = view(leaders, matter, "approve", DIRECTOR).decided
    assert decided is not None
    assert decided.by == "熊维国"


def test_whose_post_has_no_part_in_the_case_does_not_hear_what_was_decided(leaders: Leaders) -> None:
    matter = leaders.up_to("approve", "curious")
    heard = {}
    for name, posts in {"of the case": {"GHJ:director"}, "stranger": {"RSJ:chief"}, "nobody": set[str]()}.items():
        with pytest.raises(RefusedError) as refused:
            leaders.decide(matter, "review", actor=c.Actor("staff", f"s-{name[:3]}", frozenset(posts)))
        heard[name] = (refused.value.code, "by" in refused.value.about)
    assert heard.pop("of the case") == ("step_already_decided", True)
    assert set(heard.values()) == {("step_not_open", False)}
