"""Consultations, complaints and ratings for tests: ports in memory, the real rules."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters.city_files import SAMPLE_CITY, read_staff
from chalicelib.domain.card import card_of
from chalicelib.domain.commands import Actor, AnswerCard, Deputy, FollowUpCard, WithdrawCard
from chalicelib.domain.facts import UNSEALED
from chalicelib.domain.inquiry import commands as c
from chalicelib.domain.reference import MatterKind, derive, matter_of
from chalicelib.domain.refused import RefusedError
from chalicelib.usecases.act_on_inquiry import InquiryDone, act_on_inquiry, in_dossier, open_inquiry
from chalicelib.usecases.inquiry_acts import ACTS, words_of
from chalicelib.usecases.inquiry_file import InquiryFile, read_inquiry
from chalicelib.usecases.plan_inquiry_notices import plan_inquiry_notices
from chalicelib.usecases.project import project
from chalicelib.usecases.sweep import sweep
from tests.fakes.views import FakeViews
from tests.sample import INSTANT, TUESDAY, World, calendar, edition
from tests.sending import Outside

ASKER = Actor("applicant", "phone:asker")
STRANGER = Actor("applicant", "phone:stranger")
OFFICER = Actor("staff", "s-officer", frozenset({"JYJ:officer"}))
DIRECTOR = Actor("staff", "s-director", frozenset({"JYJ:director"}))
LEGAL = Actor("staff", "s-legal", frozenset({"FZB:legal"}))
ADMIN = Actor("staff", "s-admin", frozenset({"ZWZX:admin"}))
SUPERVISOR = Actor("staff", "s-supervisor", frozenset({"ZWZX:supervisor"}))
CONCERNED = Actor("staff", "s-concerned", frozenset({"ZWZX:supervisor", "JYJ:officer"}))
ITSELF = Actor("staff", "s-asker", frozenset({"ZWZX:supervisor", "JYJ:officer", "JYJ:director"}), party=ASKER.id)
DEPUTY = Actor("staff", "s-deputy", deputy=(Deputy("ZWZX:supervisor", SUPERVISOR.id),))
CONCERNED_DEPUTY = Actor("staff", CONCERNED.id, deputy=(Deputy("ZWZX:supervisor", SUPERVISOR.id),))
DEPUTY_OF_CONCERNED = Actor("staff", "s-named", deputy=(Deputy("ZWZX:supervisor", CONCERNED.id),))
PEOPLE = (
    *(ASKER, STRANGER, OFFICER, DIRECTOR, ADMIN, SUPERVISOR, CONCERNED, ITSELF),
    *(LEGAL, CONCERNED_DEPUTY, DEPUTY_OF_CONCERNED, DEPUTY),
)

CASE = matter_of(MatterKind.CASE, derive("the case", 0))
MATTERS = {kind: matter_of(kind, derive(kind, 0)) for kind in ("q", "x", "r")}
PHONE = "+8619900000000"
ORDER = "中午安排两人轮班。"
SECRET = "王小明，19900000000，问：能不能网上办"
WRITTEN = {"text": SECRET, "applicant": {"phone": PHONE}}


class Desk:
    """One inquiry of a kind, its people, and a clock."""

    def __init__(self, kind: str) -> None:
        self.kind, self.matter = kind, MATTERS[kind]
        self.world, self.now = World(), TUESDAY
        self.ports: dict[str, Any] = {"log": self.world.log, "catalogue": self.world.catalogue, "calendar": calendar()}

    @property
    def file(self) -> InquiryFile:
        return read_inquiry(self.matter, log=self.world.log, catalogue=self.world.catalogue)

    @property
    def sealer(self) -> Any:
        return in_dossier(dossiers=self.world.dossiers, entropy=self.world.entropy)

    def open(self, key: str = "open-000000000001", **changes: Any) -> InquiryDone | None:
        words: Mapping[str, Mapping[str, Any]] = {"words": WRITTEN}
        command = {"q": self._ask, "x": self._complain, "r": self._rate}[self.kind](key, changes)
        ports: dict[str, Any] = {"log": self.world.log, "edition": edition(), "sealer": self.sealer, "now": self.now}
        return open_inquiry(self.matter, command, changes.get("words", words), **ports)

    def act(self, actor: Actor, act: str, key: str, said: Mapping[str, str] | None = None) -> InquiryDone:
        """By the name of inquiry_acts.ACTS."""
        typed = {
            "text": f"{act}：{SECRET}",
            "finding": "founded",
            "result": "settled",
            "unit": "RSJ",
            "question": SECRET,
            "post": "JYJ:director",
        }
        typed |= {"order": ORDER} if self.kind == "x" and act == "answer" else {}
        typed |= said or {}
        return self.do(ACTS[act].command(key, actor, typed), words_of(act, typed, SECRET))

    def reopen(self, actor: Actor, key: str) -> InquiryDone:
        return self.do(c.Reopen(key, actor), {"words": {"text": SECRET}})

    def do(self, command: c.InquiryCommand, words: Mapping[str, Mapping[str, Any]]) -> InquiryDone:
        return act_on_inquiry(self.matter, command, words, sealer=self.sealer, now=self.now, **self.ports)

    def card(self, actor: Actor, card: str, then: str, key: str) -> InquiryDone:
        """Feedback or objection to a card, its withdrawal, or the next level after it."""
        commands: dict[str, c.InquiryCommand] = {
            "feedback": AnswerCard(key, actor, card, "feedback", UNSEALED),
            "objection": AnswerCard(key, actor, card, "objection", UNSEALED),
            "withdraw": WithdrawCard(key, actor, card, UNSEALED),
            "follow_up": FollowUpCard(key, actor, card, self.followed_up(card) + 1),
        }
        return self.do(commands[then], {} if then == "follow_up" else {"note": {"text": SECRET}})

    def followed_up(self, card: str) -> int:
        found = card_of(self.file.inquiry.cards, card)
        return found.followed_up if found else 0

    def later(self, **gap: int) -> None:
        self.now += timedelta(**gap)

    def on(self, day: datetime) -> None:
        self.now = day

    def project(self, views: FakeViews) -> None:
        project(self.matter, views=views, projected=lambda *_: None, **self.ports)

    def sweep(self, views: FakeViews) -> None:
        sweep(views=views, now=self.now, until=self.now, **self.ports)

    def _ask(self, key: str, changes: Mapping[str, Any]) -> c.InquiryCommand:
        return c.Ask(key, ASKER, edition().digest, "JYJ", changes.get("item", INSTANT))

    def _complain(self, key: str, changes: Mapping[str, Any]) -> c.InquiryCommand:
        about = ("JYJ", CASE, changes.get("concerns", (CONCERNED.id,)), "supervisor")
        return c.FileComplaint(key, ASKER, edition().digest, *about)

    def _rate(self, key: str, changes: Mapping[str, Any]) -> c.InquiryCommand:
        about = ("JYJ", INSTANT, CASE, changes.get("over", True), changes.get("level", 1), "supervisor")
        return c.Rate(key, ASKER, edition().digest, *about)


def refused(code: str) -> pytest.RaisesExc[RefusedError]:
    return pytest.RaisesExc(RefusedError, check=lambda error: error.code == code)


def opened(kind: str, **changes: object) -> Desk:
    desk = Desk(kind)
    desk.open(**changes)
    return desk


def outside(desk: Desk) -> Outside:
    """What sends from the desk's world, in which the city's staff are enrolled."""
    sending = Outside()
    desk.world.parties = sending.world.parties
    sending.world = desk.world
    return sending


def tell(desk: Desk, sending: Outside) -> None:
    for seq in range(1, desk.file.inquiry.seq + 1):
        plan_inquiry_notices(desk.matter, seq, log=desk.world.log, sender=sending.sender, not_before="", now=desk.now)


def key(number: int) -> str:
    return f"command-{number:08d}"


def phone_of(staff: str) -> str:
    return next(str(one["phone"]) for one in read_staff(SAMPLE_CITY) if one["id"] == staff)
