"""What one's own case says beside its progress: what to correct or pay, the right to a hearing, why it ended."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain import facts as f
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.document.kinds import AGAINST, ENDING
from chalicelib.domain.document.review_rights import review_rights
from chalicelib.domain.guards import hearing_request_until
from chalicelib.domain.interruption import FEE
from chalicelib.pages.correction_view import material_name
from chalicelib.texts import text
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.my_case import told_correction, told_ending
from chalicelib.usecases.open_documents import waiting_documents
from chalicelib.usecases.request_hearing import may_request_hearing

Shown = dict[str, Any]


TOLD_BY: Final[Mapping[str, frozenset[str]]] = {
    "correction": frozenset({"correction_notice"}),
    "fee": frozenset({"fee_notice"}),
    "hearing": frozenset({"hearing_right"}),
    "ending": ENDING,
}
"""The documents that say the same in full."""


def told(file: CaseFile, edition: Edition) -> Shown:
    """{"correction", "fee", "hearing", "ending"}, each None where there is nothing to say or its document waits to be
    opened."""
    waiting = {one.kind for one in waiting_documents(file)}
    said: Mapping[str, Callable[[], Shown | None]] = {
        "correction": lambda: _correction(file),
        "fee": lambda: fee_due(file),
        "hearing": lambda: _hearing(file),
        "ending": lambda: _ending(file, edition),
    }
    return {name: None if waiting & TOLD_BY[name] else say() for name, say in said.items()}


def fee_due(file: CaseFile) -> Shown | None:
    """What is to be paid, in fen, until which local date."""
    due = next((one for one in file.case.interruptions if one.kind == FEE and one.open), None)
    notices = (fact for commit in file.commits for fact in commit.facts if isinstance(fact, f.FeeNotified))
    notice = next((notice for notice in notices if due and notice.fee == due.id), None)
    return {"amount_fen": notice.amount_fen, "pay_by_on": notice.pay_by_on} if notice else None


def _correction(file: CaseFile) -> Shown | None:
    found = told_correction(file, dossiers=wiring.dossiers())
    if found is None:
        return None
    rows = [{"name": material_name(file.definition, code), "text": words} for code, words in found.rows.items()]
    return {"rows": rows, "note": "" if rows else found.note, "after_acceptance": bool(file.case.accepted_at)}


def _hearing(file: CaseFile) -> Shown | None:
    """Until when a hearing may be asked for."""
    if not may_request_hearing(file, calendar=wiring.calendar(), now=wiring.now()):
        return None
    return {"until": hearing_request_until(file.case, wiring.calendar())}


def _ending(file: CaseFile, edition: Edition) -> Shown | None:
    """Why the case ended without a grant, and what can be done about it where the law gives a right of review."""
    found = told_ending(file, dossiers=wiring.dossiers())
    if found is None:
        return None
    against = any(document.kind in AGAINST for document in file.case.documents)
    rights = review_rights(edition.unit(file.definition.unit), file.definition.regime) if against else None
    return {
        "ground": _ground(file.case, file.definition, edition),
        "text": found.note,
        "rights": text("hall.rights", **asdict(rights)) if rights else "",
    }


def _ground(case: Case, definition: Definition, edition: Edition) -> str:
    match case.ending:
        case f.Declined(ground=ground, to_unit=unit):
            return text(f"decline_ground.{ground}", unit=edition.units().get(unit, {}).get("name", ""))
        case f.Terminated(ground=ground):
            return text(f"termination_ground.{ground}")
        case f.Forwarded(to=to):
            authorities = {one["code"]: one["name"] for one in definition.data["forwards_to"]}
            return text("hall.forwarded_to", authority=authorities[to])
    return ""
