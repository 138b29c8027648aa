"""Whether the month ended as its log says, counted in ways that share nothing.

The outcomes are counted four times: from the raw facts of the log with the calendar's files read here; from the state that
the product folds of the same log, with its own calendar; from the tallies that it has kept; and from the plan, for which
every errand was acknowledged.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.commit import read_chain
from chalicelib.domain.facts import CertificateIssued, Received
from chalicelib.domain.fold import evolve
from chalicelib.domain.inquiry import fold_inquiry
from chalicelib.domain.messages import applicant_messages
from chalicelib.domain.notice import planned, seq_mark
from chalicelib.domain.times import SHANGHAI, instant
from infra.simulate.plan import MIX, Plan
from infra.simulate.stored import CASE, CERTIFICATE, COMPLAINT, CONSULTATION, RATING, Stored

Json = Mapping[str, Any]
Counts = Mapping[str, int]

_RECEIPTS: Final = ("received", "correction_supplied")
"""After a correction the receipt that counts is that of the corrected papers (domain rule of the notice clock)."""

_OPENED: Final = {
    "consultation_asked": "consultations",
    "complaint_filed": "complaints",
    "case_rated": "ratings",
}
_INQUIRIES: Final = {CONSULTATION: "consultations", COMPLAINT: "complaints", RATING: "ratings"}
_DECISIONS: Final = {"granted": "granted", "refused": "refused"}
_CARDS: Final = ("card_yellow", "card_red")
_RATINGS: Final = tuple(f"ratings_{level}" for level in range(1, 6))
_ENDED: Final = "ended_"
_LEFT: Final = {"": "sent", "delivered": "delivered", "failed": "failed"}
"""The state of a notice that the network took, by what it has said of its message."""
_INSTANT_KINDS: Final = ("window", "online", "evening", "corrected")
_ENDING: Final = {"online": "grant", "evening": "grant", "next_day": "grant", "withdrawn": "withdraw"}
"""What ends a case whose promise is the session; one that is corrected has its promise stopped."""

_END_OF_KIND: Final = {"declined": "declined", "withdrawn": "withdrawn"}


def counted_from_facts(stored: Stored, data: Json) -> Counts:
    """Received, instant, complaints, questions, ratings, cards, and what each case came to, from the raw JSON."""
    counts = Counter(dict.fromkeys(("instant", *_OPENED.values(), "cards"), 0))
    for body in (body for bodies in stored.bodies.values() for body in bodies):
        for fact in json.loads(body)["facts"]:
            counts[_OPENED.get(fact["type"], "")] += 1
            counts["cards"] += fact["type"] == "card_given"
    del counts[""]
    for _, bodies in stored.of(CASE):
        received_at, ended = "", ""
        for body in bodies:
            for fact in json.loads(body)["facts"]:
                if fact["type"] in _RECEIPTS and not ended:
                    received_at = fact["effective_at"]
                elif fact["type"] in ("granted", "refused", "declined", "withdrawn"):
                    ended = fact["type"]
                    within = datetime.fromisoformat(fact["effective_at"]) < _session_end(received_at, data)
                    counts["instant"] += within and ended in _DECISIONS
        counts["received"] += 1
        counts[ended or "open"] += 1
    return dict(counts)


def counted_from_states(cases: Mapping[str, "History"], stored: Stored, calendar: Calendar) -> Counts:
    """The same from the product's own folds and calendar."""
    counts = Counter(dict.fromkeys(("instant", "cards"), 0))
    for kind, name in _INQUIRIES.items():
        inquiries = [fold_inquiry(matter, read_chain(bodies)) for matter, bodies in stored.of(kind)]
        counts[name] = len(inquiries)
        counts["cards"] += sum(len(inquiry.cards) for inquiry in inquiries)
    for history in cases.values():
        case = history.states[-1]
        counts["received"] += 1
        counts["cards"] += len(case.cards)
        counts[case.outcome or "open"] += 1
        if case.outcome in _DECISIONS:
            counts["instant"] += instant(case.concluded_at) < calendar.session_end(instant(case.received_at)).at
    return dict(counts)


def counted_from_tallies(stored: Stored) -> Counts:
    """The same from the figures that the nightly count has put down, day by day."""
    ended = {name.removeprefix(_ENDED): count for name, count in stored.tallies.items() if name.startswith(_ENDED)}
    alike = ("received", "instant", "complaints", "consultations")
    summed = {
        name: sum(count for figure, count in stored.tallies.items() if figure in figures)
        for name, figures in {"cards": _CARDS, "ratings": _RATINGS}.items()
    }
    return {**{name: stored.tallies.get(name, 0) for name in alike}, **summed, **ended}


def counted_from_plan(plan: Plan, data: Json) -> Counts:
    """Who is promised an end with the session and has none when it is over earns the only cards."""
    counts = Counter(complaints=0, instant=0, consultations=plan.steps["ask"], ratings=plan.steps["rate"], cards=0)
    at = plan.instants()
    for case in plan.cases:
        counts["received"] += 1
        counts["instant"] += case.kind in _INSTANT_KINDS
        counts[_END_OF_KIND.get(case.kind, "granted")] += 1
        if ending := _ENDING.get(case.kind):
            applied_at, ended_at = at[case.number, "apply"], at[case.number, ending]
            counts["cards"] += ended_at >= _session_end(applied_at.isoformat(), data)
    return dict(counts)


class History:
    """A case's commits, and its state before the first and after each of them."""

    def __init__(self, matter: str, bodies: Sequence[bytes], definition: Definition) -> None:
        self.definition = definition
        self.commits = read_chain(bodies)
        self.states = [Case(matter=matter)]
        for commit in self.commits:
            self.states.append(evolve(self.states[-1], commit, definition))


def histories(stored: Stored, data: Json) -> Mapping[str, History]:
    """Of every case; the chain of each is checked on the way."""
    edition = Edition("", data)
    definition = cache(edition.definition)

    def of(matter: str, bodies: Sequence[bytes]) -> History:
        first = next(fact for fact in read_chain(bodies[:1])[0].facts if isinstance(fact, Received))
        return History(matter, bodies, definition(first.item, first.variant))

    return {matter: of(matter, bodies) for matter, bodies in stored.of(CASE)}


def broken(plan: Plan, stored: Stored, cases: Mapping[str, History], counts: Sequence[Counts]) -> Iterator[str]:
    """What is not as the log says, in sentences."""
    if any(other != counts[0] for other in counts[1:]):
        yield f"the counts differ: {' / '.join(str(dict(sorted(one.items()))) for one in counts)}"
    yield from _cases_not_planned(plan, cases)
    yield from _untold(stored, cases)
    yield from _unlike_the_network(stored)
    yield from _certificates(stored, cases)
    yield from (f"{count} dead letters in {queue}" for queue, count in stored.dead_letters.items())


def _cases_not_planned(plan: Plan, cases: Mapping[str, History]) -> Iterator[str]:
    if len(cases) != len(plan.cases):
        yield f"{len(plan.cases)} cases were planned, {len(cases)} stand in the log"
    for matter, history in cases.items():
        for command, count in Counter(commit.command for commit in history.commits).items():
            if count > 1:
                yield f"{matter}: the command {command} stands {count} times in the log"


def _untold(stored: Stored, cases: Mapping[str, History]) -> Iterator[str]:
    """Every message that a commit owes its applicant is planned once, and nothing else is."""
    standing = {one["key"] for one in stored.notices if one["message"]["recipient"]["kind"] == "applicant"}
    due = set()
    for matter, history in cases.items():
        for commit, after in zip(history.commits, history.states[1:], strict=True):
            for message in applicant_messages(commit, after, history.definition):
                notice = planned(matter, seq_mark(commit.seq), message, instant(commit.recorded_at))
                due.add((notice.recipient_key, notice.message_key))
    yield from (f"notice {key} is missing" for key in sorted(due - standing))
    yield from (
        f"notice {key} tells of nothing in the log" for key in sorted(standing - due) if key[0].startswith(CASE)
    )


def _unlike_the_network(stored: Stored) -> Iterator[str]:
    """A notice that left has one message that the network took, its state is the network's word on it, and no message of a
    notice is there twice."""
    taken = {sms["message_id"]: sms["outcome"] for sms in stored.outbox}
    claimed: Counter[str] = Counter()
    for notice in stored.notices:
        if notice["provider_id"]:
            claimed[notice["provider_id"]] += 1
            said = _LEFT[taken.get(notice["provider_id"], "")]
            if notice["state"] != said:
                yield f"notice {notice['key']} is {notice['state']}, the network says {said}"
        elif notice["state"] not in ("superseded", "withheld", "unknown"):
            yield f"notice {notice['key']} is {notice['state']} {notice['problem']}"
    yield from (f"message {one} belongs to {count} notices" for one, count in claimed.items() if count > 1)
    yield from (f"message {one} was never taken" for one in claimed if one not in taken)
    unknown = sum(notice["state"] == "unknown" for notice in stored.notices)
    loose = [sms for sms in stored.outbox if sms["message_id"] not in claimed and not _is_code(sms["text"])]
    if len(loose) > unknown:
        yield f"{len(loose)} messages belong to no notice, {unknown} notices are unknown: {loose[0]['text']}"


def _is_code(text: str) -> bool:
    """A sign-in code's message: the only one without a notice."""
    return "验证码" in text


def _certificates(stored: Stored, cases: Mapping[str, History]) -> Iterator[str]:
    issued: Counter[str] = Counter()
    for matter, bodies in stored.of(CERTIFICATE):
        fact = next(fact for fact in read_chain(bodies)[0].facts if isinstance(fact, CertificateIssued))
        issued[fact.case] += 1
        if fact.pdf not in stored.kept:
            yield f"{matter}: its file is not in the bucket"
        if fact.case not in cases or cases[fact.case].states[-1].certificate != matter:
            yield f"{matter} is not what {fact.case} names"
    for matter, history in cases.items():
        wanted = int(history.states[-1].outcome == "granted" and bool(history.definition.data["result"]))
        if issued[matter] != wanted:
            yield f"{matter} has {issued[matter]} certificates instead of {wanted}"


def _session_end(received_at: str, data: Json) -> datetime:
    """The end of the service session of the receipt or, outside hours, of the next one: by the calendar's files."""
    at = datetime.fromisoformat(received_at).astimezone(SHANGHAI)
    sessions = [(time.fromisoformat(one["from"]), time.fromisoformat(one["to"])) for one in _hours(at.date(), data)]
    day = at.date()
    if _is_worked(day, data):
        for _, closes in sessions:
            if at.time() < closes:
                return datetime.combine(day, closes, SHANGHAI)
    day += timedelta(days=1)
    while not _is_worked(day, data):
        day += timedelta(days=1)
    return datetime.combine(day, sessions[0][1], SHANGHAI)


def _hours(day: date, data: Json) -> Sequence[Mapping[str, str]]:
    begun = [one for one in data["service_hours"] if one["valid_from"] <= day.isoformat()]
    found: Sequence[Mapping[str, str]] = begun[-1]["sessions"]
    return found


def _is_worked(day: date, data: Json) -> bool:
    (year,) = [one for one in data["calendar"] if one["year"] == day.year]
    if day.isoformat() in year["off_days"]:
        return False
    return day.weekday() < len(MIX["weekdays"]) - 2 or day.isoformat() in year["make_up_days"]
