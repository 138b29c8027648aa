"""What the templates of documents may name: parameters that every document has, and those of each kind.

A parameter without a value here is empty; a paragraph that names it is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.catalogue import Limit
from chalicelib.domain.clocks import clock_of, due
from chalicelib.domain.document.source import Source, named, served
from chalicelib.domain.interruption import Interruption
from chalicelib.domain.pauses import correction_limit
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.times import local, local_date

Params = dict[str, str]

_OF_THE_CASE = ("your", "matter", "received_on", "given_on", "reference")
_OF_THE_UNIT = ("unit", "window", "telephone", "complaint_telephone", "basis", "centre")
COMMON: Final = frozenset({*_OF_THE_CASE, *_OF_THE_UNIT})


def common(source: Source) -> Params:
    words, definition, application = source.words, source.definition, source.case.application
    kind = source.part(source.case.form).get("applicant_kind", "person")
    return {
        "your": words.of(f"your.{kind}"),
        "matter": words.of("matter", item=definition.name, variant=definition.data["variant_name"]),
        "received_on": words.day(local_date(source.case.received_at or application.effective_at)),
        "given_on": words.day(local_date(source.document.at)),
        "reference": shown(reference_of(source.case.matter)),
        "unit": source.unit["name"],
        "window": definition.data["window"],
        "telephone": definition.data["telephone"],
        "complaint_telephone": definition.data["complaint_telephone"],
        "basis": words.join(_law(source, one) for one in definition.data["legal_basis"]),
        "centre": source.edition.city["centre_full"],
    }


def params(source: Source) -> Params:
    """Every parameter of the document."""
    return {**common(source), **KIND_PARAMS[source.document.kind].of(source.fact, source)}


def _receipt(fact: f.Received, source: Source) -> Params:
    words, definition, calendar = source.words, source.definition, source.calendar
    answer_by = session_end = ""
    if definition.instant:
        ends = calendar.session_end(local(fact.effective_at))
        session_end = words.due_day(ends.at.date(), provisional=ends.provisional)
    else:
        answer_by = next((_last(source, clock) for clock in clock_of(source.case, "notice", definition, calendar)), "")
    return {"answer_by": answer_by, "session_end": session_end}


def _acceptance(fact: f.Accepted | f.DeemedAccepted, source: Source) -> Params:
    """The limits as they stand at acceptance, before anything has stopped a clock."""
    words, definition = source.words, source.definition
    accepted_on = local_date(fact.effective_at)
    promised = None if definition.instant else definition.promised
    statutory_due, calendar = _due(source, accepted_on, definition.statutory)
    promised_due, _ = _due(source, accepted_on, promised)
    return {
        "accepted_on": words.day(accepted_on),
        "statutory": words.limit(definition.statutory),
        "statutory_due": statutory_due,
        "promised": words.limit(promised),
        "promised_due": promised_due,
        "on_the_spot": words.limit(definition.promised) if definition.instant else "",
        "calendar": calendar,
        "fees": _fees(source, *definition.data["fees"]) or definition.data["fee_basis"],
    }


def _correction(fact: f.CorrectionRequested, source: Source) -> Params:
    return {"limit": source.words.limit(correction_limit(source.definition))}


def _declined(fact: f.Declined, source: Source) -> Params:
    unit = source.edition.units().get(fact.to_unit, {})
    to_unit = unit.get("name", "")
    ground = source.words.of(f"ground.{source.definition.regime}.{fact.ground}", to_unit=to_unit)
    return {
        "ground": ground,
        "to_unit": to_unit,
        "to_window": unit.get("window", ""),
        "to_telephone": unit.get("telephone", ""),
    }


def _procedure(fact: f.ProcedureOpened, source: Source) -> Params:
    words, since, ends = source.words, local_date(fact.effective_at), date.fromisoformat(fact.planned_end_on)
    return {
        "procedure": words.of(f"procedure.{fact.kind}"),
        "since": words.day(since),
        "planned_end": words.day(ends),
        "days": str(source.calendar.working_days_between(since, ends)),
        "counting": _counting(source.case.interruption(fact.procedure), source),
        "due": _shown_due(source),
    }


def _prolonged(fact: f.ProcedureProlonged, source: Source) -> Params:
    before = source.before.interruption(fact.procedure)
    if before is None:
        raise LookupError(f"{fact.procedure} was prolonged and never opened")
    return {
        "procedure": source.words.of(f"procedure.{before.kind}"),
        "previous_end": source.words.day(date.fromisoformat(before.planned_end_on)),
        "planned_end": source.words.day(date.fromisoformat(fact.planned_end_on)),
        "counting": _counting(before, source),
        "due": _shown_due(source),
    }


def _counting(one: Interruption | None, source: Source) -> str:
    """Whether the limits stand still meanwhile."""
    if one is None or one.stops_clocks:
        return source.words.of("counting.stopped")
    return source.words.of("counting.running", procedure=source.words.of(f"procedure.{one.kind}"))


def _hearing(fact: f.HearingCalled | f.HearingHeld, source: Source) -> Params:
    hearing = source.case.hearing
    if hearing is None:
        raise LookupError("a hearing without its state")
    called = source.words.day(date.fromisoformat(hearing.called_on))
    return {
        "held_on": called,
        "chair": source.names[hearing.chair],
        "attendance": source.words.of(f"attendance.{hearing.attendance}") if hearing.held_at else "",
        "due": _shown_due(source),
    }


def _survey(fact: f.SurveyRecorded, source: Source) -> Params:
    officers = (source.names[officer] for officer in fact.officers)
    return {
        "surveyed_on": source.words.day(date.fromisoformat(fact.surveyed_on)),
        "officers": source.words.join(officers),
    }


def _fee(fact: f.FeeNotified, source: Source) -> Params:
    """Of the published fee that is charged."""
    published = source.definition.data["fees"][fact.number]
    return {
        "amount": source.words.money(fact.amount_fen),
        "pay_by": source.words.day(date.fromisoformat(fact.pay_by_on)),
        "fees": _fees(source, published),
        "quantity": str(fact.quantity),
        "fee_unit": published["unit"],
        "fee_basis": published["basis"],
    }


def _extension(fact: f.LimitExtended, source: Source) -> Params:
    statutory = clock_of(source.case, "statutory", source.definition, source.calendar)
    by = next((_last(source, clock) for clock in statutory), "")
    unit: Any = fact.unit
    return {"amount": source.words.limit(Limit(fact.amount, unit)), "statutory_due": by}


def _amendment(fact: f.Amended, source: Source) -> Params:
    target = ""
    if fact.subject == "opinion":
        target = source.before.whole_flow(source.definition).step(fact.target).name
    document = source.before.document(fact.target)
    if document:
        title, number = named(source, document)
        target = source.words.of("document", title=title, number=number)
    return {"amended": source.words.of(f"amended.{fact.subject}", target=target)}


def _grant(fact: f.Granted, source: Source) -> Params:
    result = source.definition.data["result"]
    delivery = clock_of(source.case, "delivery", source.definition, source.calendar)
    return {
        "result": result["name"] if result else "",
        "delivery_due": next((_last(source, clock) for clock in delivery), ""),
    }


def _lapse(fact: f.Lapsed, source: Source) -> Params:
    notice = source.before.document(f"correction_notice-{fact.notice}")
    if notice is None:
        raise LookupError(f"seq {fact.notice} gave no correction notice")
    title, number = named(source, notice)
    return {
        "notice": source.words.of("document", title=title, number=number),
        "notice_served": served(source, notice),
        "limit": source.words.limit(correction_limit(source.definition)),
    }


def _forwarding(fact: f.Forwarded, source: Source) -> Params:
    authorities = source.definition.data.get("forwards_to", ())
    return {"authority": next(str(one["name"]) for one in authorities if one["code"] == fact.to)}


def _termination(fact: f.Terminated, source: Source) -> Params:
    return {"termination": source.words.of(f"termination.{fact.ground}")}


def _service(fact: f.Served, source: Source) -> Params:
    day = source.words.day(local_date(fact.effective_at))
    return {"served": source.words.of("served_on", how=source.words.of(f"how.{fact.how}"), day=day)}


def _nothing(_fact: f.Fact, _source: Source) -> Params:
    return {}


def _law(source: Source, basis: Mapping[str, Any]) -> str:
    """A law's name stands in title marks; one that has them already stands as it is."""
    plain = not str(basis["law"]).startswith(source.words.of("law", law="", article="")[:1])
    return source.words.of("law" if plain else "law_as_it_is", law=basis["law"], article=basis["article"])


def _fees(source: Source, *fees: Mapping[str, Any]) -> str:
    words = source.words
    return words.join(
        words.of("fee", item=fee["item"], unit=fee["unit"], money=words.money(fee["amount_fen"])) for fee in fees
    )


def _due(source: Source, start: date, limit: Limit | None) -> tuple[str, str]:
    """The last day of a limit, and the holiday notices that it rests on."""
    if limit is None:
        return "", ""
    day = source.calendar.due(start, limit.amount, limit.unit)
    used = source.calendar.notices_between(start, day.on)
    notices = source.words.join(one.name.removesuffix(f" {one.published_on}") for one in used)
    return source.words.due_day(day.on, provisional=day.provisional), notices


def _shown_due(source: Source) -> str:
    running = due(source.case, source.definition, source.calendar)
    return _last(source, running) if running else ""


def _last(source: Source, clock: Any) -> str:
    return source.words.due_day(clock.on, provisional=clock.provisional)


@dataclass(frozen=True)
class KindParams:
    """`names` are the parameters that `of` gives, always all of them."""

    of: Callable[[Any, Source], Params]
    names: frozenset[str]


def _kind(of: Callable[[Any, Source], Params], *names: str) -> KindParams:
    return KindParams(of, frozenset(names))


_DECLINED = _kind(_declined, "ground", "to_unit", "to_window", "to_telephone")
_HEARING = _kind(_hearing, "held_on", "chair", "attendance", "due")
_LIMITS = ("statutory", "statutory_due", "promised", "promised_due", "on_the_spot", "calendar")

KIND_PARAMS: Final[Mapping[str, KindParams]] = {
    "receipt": _kind(_receipt, "answer_by", "session_end"),
    "acceptance": _kind(_acceptance, "accepted_on", "fees", *_LIMITS),
    "correction_notice": _kind(_correction, "limit"),
    "not_a_permit_matter": _DECLINED,
    "declined": _DECLINED,
    "procedure_notice": _kind(_procedure, "procedure", "since", "planned_end", "days", "counting", "due"),
    "procedure_prolonged": _kind(_prolonged, "procedure", "previous_end", "planned_end", "counting", "due"),
    "hearing_right": _kind(_nothing),
    "hearing_notice": _HEARING,
    "hearing_minutes": _HEARING,
    "survey_record": _kind(_survey, "surveyed_on", "officers"),
    "fee_notice": _kind(_fee, "amount", "pay_by", "fees", "quantity", "fee_unit", "fee_basis"),
    "extension_notice": _kind(_extension, "amount", "statutory_due"),
    "amendment": _kind(_amendment, "amended"),
    "grant": _kind(_grant, "result", "delivery_due"),
    "refusal": _kind(_nothing),
    "withdrawal": _kind(_nothing),
    "lapse": _kind(_lapse, "notice", "notice_served", "limit"),
    "void": _kind(_nothing),
    "forwarding": _kind(_forwarding, "authority"),
    "termination": _kind(_termination, "termination"),
    "service_receipt": _kind(_service, "served"),
}

KNOWN: Final = {kind: COMMON | entry.names for kind, entry in KIND_PARAMS.items()}
"""The parameters that a template of each kind may name."""
