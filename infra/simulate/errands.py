"""What people do in each step of a case, over HTTP. Every command has an id of its own made from the seed, so that a step
that is done again, because its answer was lost or the whole run was killed, is the same step."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any, Final

from chalicelib.domain.identity import resident_check_digit
from chalicelib.domain.reference import derive
from infra.api_client import Citizen, Courier, Staff
from infra.chaos.people import upload
from infra.simulate.forms import Forms
from infra.simulate.plan import AT_THE_WINDOW, MIX, PlannedCase
from infra.simulate.staff import Bureau

_NAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂"
_OPINION: Final = "材料齐全，符合条件，同意。"
_LUCK: Final = MIX["luck"]
_LEVELS: Final[Mapping[str, float]] = MIX["inquiries"]["levels"]
_LATE: Final = "promised-1"
"""The card of who was promised an end with the session and got none; the SMS's link names it so."""


class UnexpectedAnswerError(RuntimeError):
    """The city did something else than the plan's step asks for."""

    code = "unexpected_answer"


class Client:
    """Who does one case's errands: the applicant, the officer, the courier's server."""

    def __init__(self, case: PlannedCase, seed: int, bureau: Bureau, forms: Forms) -> None:
        self.case = case
        self.bureau = bureau
        self.forms = forms
        self._seed = f"{seed}:{case.number}"

    def do(self, step: str, today: date) -> None:
        """Raises UnexpectedAnswerError, ProblemError, requests' own."""
        STEPS[step](self, today)

    def command(self, step: str) -> str:
        """The Idempotency-Key of this case's step."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self._seed}:{step}"))

    def draft(self, step: str) -> str:
        return hashlib.sha256(f"{self._seed}:{step}".encode()).hexdigest()[:26]

    def chance(self, step: str) -> Random:
        return Random(f"{self._seed}:{step}")  # noqa: S311  # it has to repeat, not to surprise

    def twice(self, step: str, ask: Callable[[], Any]) -> Any:
        """What is asked, now and then once more as after a lost answer: the same command, the same reference."""
        told = ask()
        if self.chance(f"luck:{step}").random() < _LUCK["lost_answer"]:
            again = ask()
            if again["reference"] != told["reference"]:
                raise UnexpectedAnswerError(f"{step} of {told['reference']} was done again as {again['reference']}")
        return told

    @cached_property
    def reference(self) -> str:
        """As the city derives it from the command or the draft that opens the case."""
        return derive(self.command("receive") if self.case.kind in AT_THE_WINDOW else self.draft("apply"), 0)

    @cached_property
    def question(self) -> str:
        """The reference of the consultation."""
        return derive(self.command("ask"), 0)

    @property
    def officer(self) -> Staff:
        return self.bureau.officer(self.case.number)

    @property
    def courier(self) -> Courier:
        return self.bureau.courier()

    @property
    def waybill(self) -> str:
        """As EMS numbers parcels: thirteen digits."""
        return f"{int(hashlib.sha256(self._seed.encode()).hexdigest(), 16) % 10**13:013}"

    @cached_property
    def person(self) -> Mapping[str, str]:
        chance = self.chance("person")
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
        digits = f"421201{born:%Y%m%d}{chance.randrange(1000):03}"
        return {
            "name": chance.choice(_NAMES) + "".join(chance.choices(_GIVEN, k=chance.randint(1, 2))),
            "id_number": digits + resident_check_digit(digits),
            "phone": f"1991{self.case.number:07}",
        }

    def applicant(self) -> Citizen:
        """Signed in: by the code from the SMS, on a device that the account does not know yet."""
        return self.bureau.citizen(self.person["phone"], self.person["id_number"][-4:])


def receive(client: Client, _: date) -> None:
    told = _at_the_window(client, {"then": "grant", "opinion": _OPINION})
    _expect(told["outcome"], "granted", client)


def decline(client: Client, _: date) -> None:
    told = _at_the_window(client, {"then": "decline", "ground": "no_permit_needed", "note": "本事项不用办理许可。"})
    _expect(told["outcome"], "declined", client)


def apply(client: Client, _: date) -> None:
    applicant, draft = client.applicant(), client.draft("apply")
    fields = client.forms.application(client.case, client.person)
    applicant.save(draft, fields)
    pages = upload(applicant, draft, client.forms.materials(client.case), client.bureau.ledger)
    applicant.save(draft, {**fields, "uploads": pages})
    reference = applicant.submit(draft)
    _expect(reference, client.reference, client)


def ask(client: Client, _: date) -> None:
    body = {"item": client.case.item, "question": "材料要原件还是复印件？"}
    told = client.applicant().call("POST", "/api/consultations", body, key=client.command("ask"))
    _expect(told["reference"], client.question, client)


def answer(client: Client, _: date) -> None:
    body = {"answer": "带原件来，窗口核对以后当场还您。"}
    client.officer.call("POST", f"/api/consultations/{client.question}/answer", body, key=client.command("answer"))


def rate(client: Client, _: date) -> None:
    (level,) = client.chance("level").choices(list(_LEVELS), list(_LEVELS.values()))
    path = f"/api/cases/{client.reference}/rating"
    client.applicant().call("POST", path, {"level": int(level)}, key=client.command("rate"))


def answer_card(client: Client, _: date) -> None:
    body = {"answer": "feedback", "note": "昨天窗口人多，今天一早已经办结。"}
    _act(client, f"cards/{_LATE}/answer", body, "answer_card")


def grant(client: Client, _: date) -> None:
    told = client.twice(
        "grant", lambda: client.officer.accept(client.reference, sitting="grant", key=client.command("grant"))
    )
    _expect(told["outcome"], "granted", client)


def correct(client: Client, _: date) -> None:
    rows = [{"material": client.forms.materials(client.case)[0], "sentence": 0}]
    client.officer.request_correction(client.reference, rows, key=client.command("correct"))


def supply(client: Client, _: date) -> None:
    applicant, draft = client.applicant(), client.draft("supply")
    fields = {"case": client.reference}
    applicant.save(draft, fields)
    pages = upload(applicant, draft, client.forms.materials(client.case)[:1], client.bureau.ledger)
    applicant.save(draft, {**fields, "uploads": pages})
    _expect(applicant.supply(client.reference, draft)["status"], "received", client)


def withdraw(client: Client, _: date) -> None:
    told = client.applicant().withdraw(client.reference, key=client.command("withdraw"))
    _expect(told["outcome"], "withdrawn", client)


def accept(client: Client, _: date) -> None:
    client.officer.accept(client.reference, key=client.command("accept"))


def interrupt(client: Client, today: date) -> None:
    """The survey or expert review that the flow needs, ordered for tomorrow."""
    on = (today + timedelta(days=1)).isoformat()
    if client.case.kind == "surveyed":
        body = {"step": "inspect", "officers": client.bureau.surveyors, "planned_on": on}
        _act(client, "surveys", body, "interrupt")
    else:
        body = {"kind": "expert_review", "step": "assess", "planned_end_on": on, "evidence": "需要专家评审。"}
        _act(client, "procedures", body, "interrupt")


def look(client: Client, today: date) -> None:
    (held,) = [one["id"] for one in client.officer.case(client.reference)["interruptions"] if not one["ended_at"]]
    if client.case.kind == "surveyed":
        found = {"surveyed_on": today.isoformat(), "officers": client.bureau.surveyors, "record": "情况属实。"}
        _act(client, f"surveys/{held}/record", found, "look")
    else:
        _act(client, f"procedures/{held}/result", {"result": "专家一致同意。"}, "look")


def handle(client: Client, _: date) -> None:
    _decide(client, client.officer, "handle")


def inquire(client: Client, _: date) -> None:
    _decide(client, client.officer, "inspect" if client.case.kind == "surveyed" else "assess")


def review(client: Client, _: date) -> None:
    _decide(client, client.bureau.leader("chief"), "review")


def approve(client: Client, _: date) -> None:
    _decide(client, client.bureau.leader("director"), "approve")


def collect(client: Client, _: date) -> None:
    _act(client, "pickup", {"identity_seen": True}, "collect")


def dispatch(client: Client, _: date) -> None:
    if client.chance("early").random() < _LUCK["early_scan"]:
        _push(client, "collected")
    (sent,) = client.officer.dispatch([client.reference], "ems", client.waybill, key=client.command("dispatch"))
    _expect((sent["recorded"], sent["code"]), (True, ""), client)


def _parcel(state: str) -> Callable[[Client, date], None]:
    def push(client: Client, _: date) -> None:
        _push(client, state)
        if client.chance(f"twice:{state}").random() < _LUCK["pushed_twice"]:
            _push(client, state)

    return push


STEPS: Final[Mapping[str, Callable[[Client, date], None]]] = {
    **{step.__name__: step for step in (receive, decline, apply, grant, correct, supply, withdraw, accept, interrupt)},
    **{step.__name__: step for step in (ask, answer, rate, answer_card)},
    **{step.__name__: step for step in (look, handle, inquire, review, approve, collect, dispatch)},
    **{state: _parcel(state) for state in ("collected", "in_transit", "delivered")},
}


def _at_the_window(client: Client, conclusion: Mapping[str, str]) -> Mapping[str, Any]:
    entered = client.forms.walk_in(client.case, client.person, conclusion)
    told: Mapping[str, Any] = client.twice(
        "receive", lambda: client.officer.receive(entered, key=client.command("receive"))
    )
    _expect(told["reference"], client.reference, client)
    return told


def _decide(client: Client, who: Staff, step: str) -> None:
    who.decide(client.reference, step, opinion=_OPINION, key=client.command(step))


def _act(client: Client, path: str, body: Mapping[str, Any], step: str) -> None:
    client.officer.call("POST", f"/api/cases/{client.reference}/{path}", body, key=client.command(step))


def _push(client: Client, state: str) -> None:
    client.courier.push(client.waybill, state)


def _expect(found: object, wanted: object, client: Client) -> None:
    if found != wanted:
        raise UnexpectedAnswerError(f"case {client.case.number} ({client.case.kind}): {found!r} instead of {wanted!r}")
