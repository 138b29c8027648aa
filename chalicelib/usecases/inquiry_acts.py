"""What staff may do to an inquiry, by the name of the act: how its command is made of what was typed, and its words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.actor import Actor
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry import FINDINGS, FOUNDED, RESULTS, Inquiry
from chalicelib.domain.inquiry import commands as c
from chalicelib.domain.inquiry.decide import refusal_of_inquiry
from chalicelib.domain.inquiry.situation import InquirySituation
from chalicelib.domain.sealed import PROBE
from chalicelib.domain.times import stamp
from chalicelib.usecases.act_on_inquiry import Words
from chalicelib.usecases.inquiry_file import InquiryFile

Said = Mapping[str, str]
"""What was typed, by field."""


@dataclass(frozen=True)
class InquiryAct:
    """`sealed` are the fields of the command that words are for."""

    command: Callable[[str, Actor, Said], c.InquiryCommand]
    sealed: tuple[str, ...] = ("words",)


ACTS: Final[Mapping[str, InquiryAct]] = {
    "answer": InquiryAct(
        lambda key, actor, said: c.Answer(key, actor, said.get("finding", ""), said.get("post", "")), ("words", "order")
    ),
    "redirect": InquiryAct(lambda key, actor, said: c.Redirect(key, actor, said.get("unit", "")), ()),
    "publish": InquiryAct(lambda key, actor, _said: c.Publish(key, actor), ("public",)),
    "take_off": InquiryAct(lambda key, actor, _said: c.TakeOff(key, actor)),
    "take": InquiryAct(lambda key, actor, _said: c.Take(key, actor), ()),
    "verify": InquiryAct(lambda key, actor, said: c.Verify(key, actor, said.get("finding", ""))),
    "rectify": InquiryAct(lambda key, actor, _said: c.Rectify(key, actor)),
    "call_back": InquiryAct(lambda key, actor, said: c.CallBack(key, actor, said.get("result", ""))),
}


def words_of(act: str, said: Said, question: str = "") -> Words:
    """What goes on record. The answer to a complaint may have an `order` beside it. An answer that is published as it is (`publish`) goes with the question as it was asked."""
    text = said.get("text", "").strip()
    if act == "answer" and "order" in said:
        return {"words": {"text": text}, "order": {"text": said["order"].strip()}}
    if act == "publish":
        return {"public": _public(said.get("question", ""), text)}
    if act == "answer" and said.get("publish") == "true":
        return {"words": {"text": text}, "public": _public(question, text)}
    return {"words": {"text": text}} if ACTS[act].sealed else {}


def possible_acts(file: InquiryFile, actor: Actor, now: datetime) -> tuple[str, ...]:
    """The acts that this person may do now, in the order of ACTS."""
    at = InquirySituation(file.inquiry, file.edition, stamp(now))
    return tuple(name for name in ACTS if _possible(name, actor, at))


def _possible(name: str, actor: Actor, at: InquirySituation) -> bool:
    sealed: Any = dict.fromkeys(ACTS[name].sealed, PROBE)
    tried = (replace(ACTS[name].command("probe", actor, said), **sealed) for said in _tries(at.inquiry, at.edition))
    return any(not refusal_of_inquiry(command, at) for command in tried)


def _tries(inquiry: Inquiry, edition: Edition) -> Iterator[Said]:
    other = next((code for code in edition.units() if code != inquiry.unit), "")
    yield {"finding": FOUNDED, "result": RESULTS[0], "unit": other}
    yield {"finding": FINDINGS[1], "result": RESULTS[0], "unit": other}


def _public(question: str, answer: str) -> Mapping[str, Any]:
    """Both or nothing."""
    whole = question.strip() and answer
    return {"question": question.strip(), "text": answer} if whole else {"text": ""}
