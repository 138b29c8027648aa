"""A case as process records: a pure function of its log, in its order. They hold no personal data, as the log holds none."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from chalicelib.domain import exchange as x
from chalicelib.domain import facts as f
from chalicelib.domain.case import Case, happened_at
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.exchange import RECORDED, Record
from chalicelib.domain.reference import reference_of

Values = Mapping[str, str | int]


def records(states: Sequence[Case], commits: Sequence[Commit], definition: Definition) -> tuple[Record, ...]:
    """`states` are those before the first of the commits and after each."""
    told = _Told(definition)
    for before, commit, after in zip(states, commits, states[1:], strict=False):
        for fact in commit.facts:
            told.add(fact, before, commit, after)
    return tuple(told.records)


@dataclass
class _Told:
    """What has been told of a case so far; `last` is the record that a change would tell anew, by its subject."""

    definition: Definition
    records: list[Record] = field(default_factory=list)
    last: dict[tuple[str, str], Record] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)

    def add(self, fact: f.Fact, before: Case, commit: Commit, after: Case) -> None:
        if isinstance(fact, f.Amended):
            self._anew(_AMENDED.get(fact.subject, ""), fact.target, commit, {})
        if isinstance(fact, f.CertificateMade):
            self._anew(x.CONCLUSION, "", commit, {"certificate_number": fact.number})
        for kind in RECORDED.get(type(fact), ()):
            if kind == x.PRE_ACCEPTANCE and (after.application.channel != "online" or before.accepted_at):
                continue
            values = _VALUES[kind](fact, after, self.definition)
            if isinstance(fact, f.ProcedureProlonged):
                self._anew(kind, fact.procedure, commit, {"planned_end_on": fact.planned_end_on})
            else:
                self._tell(kind, _subject(fact), commit, after, values)

    def _tell(self, kind: str, subject: str, commit: Commit, case: Case, values: Values) -> None:
        self.counted[kind] += 1
        common: Values = {
            "reference": reference_of(case.matter),
            "item": case.application.item,
            "variant": case.application.variant,
            "unit": self.definition.unit,
            "number": self.counted[kind],
            "version": 1,
            "at": happened_at(commit),
            "by": _by(commit),
        }
        self._keep(Record(kind, commit.seq, {**common, **values}), subject)

    def _anew(self, kind: str, subject: str, commit: Commit, changed: Values) -> None:
        """One version more of a record that was told; nothing where it never was."""
        told = self.last.get((kind, subject))
        if told:
            version = int(told.values["version"]) + 1
            more: Values = {"version": version, "at": happened_at(commit), "by": _by(commit)}
            self._keep(Record(kind, commit.seq, {**told.values, **more, **changed}), subject)

    def _keep(self, record: Record, subject: str) -> None:
        self.records.append(record)
        self.last[record.kind, subject] = record


_AMENDED: Final = {"form": x.APPLICATION, "opinion": x.APPROVAL}
"""By what was put right; a slip in a document changes no record."""


def _by(commit: Commit) -> str:
    """The member of staff whose act it was; empty for applicants, whose ids leave the house as little as their names."""
    return commit.actor["id"] if commit.actor["kind"] == "staff" else ""


def _subject(fact: f.Fact) -> str:
    return str(getattr(fact, "procedure", "") or getattr(fact, "step", ""))


def _application(fact: Any, case: Case, _definition: Definition) -> Values:
    return {
        "channel": fact.channel,
        "delivery": fact.delivery,
        "materials": len(fact.required),
        "by_agent": int(bool(fact.agent)),
        "batch": reference_of(fact.parent) if fact.parent else "",
    }


def _answer(fact: Any, _case: Case, _definition: Definition) -> Values:
    return {"answer": _ANSWERS[type(fact)]}


_ANSWERS: Final = {
    f.Accepted: "accepted",
    f.DeemedAccepted: "deemed",
    f.Declined: "declined",
    f.CorrectionRequested: "correcting",
}


def _acceptance(fact: Any, case: Case, definition: Definition) -> Values:
    promised, statutory = definition.promised, definition.statutory
    return {
        **_answer(fact, case, definition),
        "promised_amount": promised.amount,
        "promised_unit": promised.unit,
        "statutory_amount": statutory.amount if statutory else 0,
        "statutory_unit": statutory.unit if statutory else "",
    }


def _approval(fact: Any, case: Case, definition: Definition) -> Values:
    step = case.whole_flow(definition).step(fact.step)
    told = {"step": step.id, "step_name": step.name, "step_unit": step.unit, "post": step.post}
    return {**told, "opinion": fact.outcome}


def _notice(fact: Any, _case: Case, _definition: Definition) -> Values:
    return {"materials": len(fact.rows)}


def _corrected(_fact: Any, case: Case, _definition: Definition) -> Values:
    return {"materials": len(case.corrections[-1].rows)}


def _procedure(fact: Any, case: Case, _definition: Definition) -> Values:
    one = case.interruption(fact.procedure)
    kind, planned = (one.kind, one.planned_end_on) if one else ("", "")
    return {"procedure": fact.procedure, "procedure_kind": kind, "planned_end_on": planned}


def _result(fact: Any, case: Case, _definition: Definition) -> Values:
    one = case.interruption(fact.procedure)
    result = {f.ProcedureClosed: "closed", f.ProcedureOverran: "overran"}.get(type(fact)) or fact.attendance
    return {"procedure": fact.procedure, "procedure_kind": one.kind if one else "", "result": result}


def _conclusion(_fact: Any, case: Case, _definition: Definition) -> Values:
    return {"outcome": case.outcome, "certificate_number": case.certificate_number}


def _collection(fact: Any, _case: Case, _definition: Definition) -> Values:
    return {"how": fact.how}


_VALUES: Final[Mapping[str, Callable[[Any, Case, Definition], Values]]] = {
    x.APPLICATION: _application,
    x.PRE_ACCEPTANCE: _answer,
    x.ACCEPTANCE: _acceptance,
    x.APPROVAL: _approval,
    x.CORRECTION_NOTICE: _notice,
    x.CORRECTION_RECEIPT: _corrected,
    x.PROCEDURE_REQUEST: _procedure,
    x.PROCEDURE_RESULT: _result,
    x.CONCLUSION: _conclusion,
    x.COLLECTION: _collection,
}
