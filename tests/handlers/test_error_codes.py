"""Every code that chalicelib raises has a status and a sentence; the codes are read from the source."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from chalicelib.handlers.problems import status_of
from chalicelib.handlers.statuses import CODES, STATUS
from chalicelib.texts import error_text

ROOT = Path(__file__).resolve().parents[2] / "chalicelib"

OURS = {
    "another_city": "whoever starts or deploys a folder reads its sentence there",
    "calendar_data": "the city's calendar is checked when it is published",
    "city_file_unreadable": "whoever starts or deploys a folder reads its sentence there",
    "delivery_log": "the schedule that asked asks again, and tells a person in the end",
    "instant_naive": "a mistake in a caller",
    "limit_amount": "limits are checked when they are published",
    "limit_unit": "limits are checked when they are published",
    "matter_kind": "matter ids are made by us; strangers send references",
    "matter_form": "matter ids are made by us; strangers send references",
    "routes_unavailable": "the queue asks the carrier again",
    "setting_missing": "a stage that was set up wrongly",
    "signature_unavailable": "certificates are signed from the queue, which tries again",
    "text": "a mistake in texts/, which tests find",
    "text_unknown": "a mistake in texts/, which tests find",
    "text_parameter_missing": "a mistake in texts/, which tests find",
    "tracking_busy": "the queue subscribes again",
    "tracking_refused": "the work that subscribed makes it a person's task",
}
"""Codes of which a person hears only that the system cannot do it now, and why that is right."""

ELSEWHERE = {
    "link_replaced": "handlers/approval_api.py takes it from a table",
    "link_reassigned": "handlers/approval_api.py takes it from a table",
    "case_not_opened": "usecases/instruct_batch.py tells it of a row",
}
"""Codes with a status that no raise names literally."""

FACTS = {"limit": 5, "count": 2, "minutes": 10, "megabytes": 10, "attempts": 5, "columns": "-", "line": 2, "most": 200}
FACTS |= {"why": "-", "instead": "-", "item": "X"}


@cache
def classes() -> dict[str, ast.ClassDef]:
    return {node.name: node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


@cache
def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))]


def own_code(error: ast.ClassDef) -> str:
    """The literal of `code = "..."` in the class, if any."""
    for statement in error.body:
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        value = getattr(statement, "value", None)
        named = any(isinstance(target, ast.Name) and target.id == "code" for target in targets)
        if named and isinstance(value, ast.Constant):
            return str(value.value)
    return ""


@cache
def takes_code(name: str) -> bool:
    """Whether the class, or one that it extends, keeps the code that its constructor is given."""
    error = classes().get(name)
    if error is None or own_code(error):
        return False
    if "self.code = code" in ast.unparse(error):
        return True
    return any(takes_code(base.id) for base in error.bases if isinstance(base, ast.Name))


def given_codes() -> Iterator[str]:
    for tree in trees():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and takes_code(str(getattr(call.func, "id", getattr(call.func, "attr", "")))):
                constants = [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)]
                yield from (value for value in constants if isinstance(value, str))


@cache
def codes() -> frozenset[str]:
    own = {own_code(error) for name, error in classes().items() if name.endswith("Error")}
    return frozenset(own | set(given_codes())) - {""}


def test_the_source_is_read() -> None:
    assert {"case_unknown", "step_already_decided", "pin_weak", "uscc_length", "push_forged", "link_forged"} <= codes()
    assert {"code_dead", "code_wrong", "no_edition"} <= codes()
    assert len(codes()) > 100


def test_a_code_has_a_status_and_a_sentence_that_says_what_to_do() -> None:
    """One test for all: to name a test for each, every worker would read the whole source before it begins."""
    faults = []
    for code in sorted(codes() - OURS.keys()):
        told = error_text(code, **FACTS)
        faults += [] if 400 <= STATUS.get(code, 0) < 600 else [f"{code} is not in problems.STATUS"]
        faults += [] if told.title else [f"{code} has no sentence"]
        faults += [] if told.detail else [f"{code} does not say what to do next"]
    assert not faults, "\n".join(faults)


def test_what_is_explained_away_is_still_raised() -> None:
    assert OURS.keys() <= codes()
    assert ELSEWHERE.keys().isdisjoint(codes())


def test_no_status_without_its_code() -> None:
    assert STATUS.keys() - codes() - OURS.keys() <= ELSEWHERE.keys()


def test_a_code_that_nobody_listed_is_our_mistake() -> None:
    assert status_of("no_such_code") == 500


def test_a_code_has_one_status() -> None:
    listed = [code for codes in CODES.values() for code in codes.split()]
    assert len(listed) == len(set(listed))
    assert all(codes.split() == sorted(codes.split()) for codes in CODES.values())
