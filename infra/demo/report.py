"""What the demo has to show at its end: each case's timeline, every SMS, and whether the applicants were told rightly."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from infra.api_client import Json, Message, Phones, until
from infra.demo.journeys import CASES, Done

_HERE = ZoneInfo("Asia/Shanghai")
_MARKS = {"done": "●", "current": "◐", "returned": "↩", "waiting": "○", "skipped": "–"}
_HALF = 5


def wrong_messages(done: Done, phones: Phones) -> list[str]:
    """How what the applicant was told differs from what cases.json says, word for word; empty when it does not.

    Progress waits two minutes for newer news that makes it needless; where a slow machine takes longer, it is told."""
    wanted, progress = _wanted(done)

    def news() -> Sequence[Message]:
        return [sms for sms in phones.news(done.phone) if not re.fullmatch(progress, sms.text)]

    got = until(news, lambda told: len(told) >= len(wanted), f"{len(wanted)} SMS")
    pairs = [*zip(got, wanted, strict=False)]
    wrong = [f"{sms.text!r} instead of {words!r}" for sms, words in pairs if not re.fullmatch(words, sms.text)]
    return wrong + [f"one too many: {sms.text!r}" for sms in got[len(wanted) :]]


def timeline(done: Done) -> Iterator[str]:
    yield f"{done.item['name']}  {shown(done.reference)}  {done.case['certificate_number']}"
    for stage in done.case["timeline"]:
        yield from _stage(stage, "  ")


def letters(messages: Iterable[Message]) -> Iterator[str]:
    for sms in messages:
        yield f"  {_time(sms.at)}  {sms.to}  ({sms.parts})  {sms.text}"


def shown(reference: str) -> str:
    return f"{reference[:_HALF]}-{reference[_HALF:]}"


def _wanted(done: Done) -> tuple[Sequence[str], str]:
    """Regular expressions, one for each message, and one for those of progress."""
    accepted = datetime.fromisoformat(done.case["accepted_at"]).astimezone(_HERE)
    facts = {
        "item": done.item["name"],
        "reference": shown(done.reference),
        "waybill": done.waybill,
        "rating": r"http\S+/r/" + done.reference,
        "date": CASES["date"].format(month=accepted.month, day=accepted.day),
    }
    return [words.format_map(facts) for words in CASES[done.kind]["sms"]], CASES["progress"].format_map(facts)


def _stage(stage: Json, indent: str) -> Iterator[str]:
    when = _time(stage["at"]) if stage.get("at") else ""
    told = [when, stage.get("holder", ""), stage.get("note", "")]
    yield f"{indent}{_MARKS[stage['state']]} {stage['name']}  {'  '.join(word for word in told if word)}"
    for branch in stage.get("branches", ()):
        yield from _stage(branch, indent + "    ")


def _time(stamp: str) -> str:
    return datetime.fromisoformat(stamp).astimezone(_HERE).strftime("%m-%d %H:%M:%S")
