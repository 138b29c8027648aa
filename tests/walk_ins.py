"""Walk-ins at the sample city's windows, as officers enter them."""

from datetime import datetime
from typing import Any

from chalicelib.domain.commands import Actor
from chalicelib.domain.identity import resident_check_digit
from chalicelib.usecases.conclude import Acceptance, Intent
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.receive_at_window import WalkIn, receive_at_window
from tests.sample import INSTANT, KEY, TUESDAY, World, calendar

OFFICER = Actor("staff", "s-jyj-1", frozenset({"JYJ:officer"}))
GRANT = Acceptance("grant", "准予")
NONCE = "nonce00000000001"
PHONE = "+8619900001234"


def resident_id(birth: str = "19900307") -> str:
    digits = f"421202{birth}001"
    return digits + resident_check_digit(digits)


FIELDS = {
    "name": " 王小明 ",
    "id_number": resident_id(),
    "phone": "199 0000 1234",
    "delivery": "pickup",
    "answers.subject": "语文",
    "answers.apply_at": "户籍所在地",
    "answers.education": "大学本科",
    "answers.examination": "免试认定",
}
ORIGINALS = ("id-card", "degree", "mandarin", "medical", "conduct", "photo")


def walk_in(
    nonce: str = NONCE, intent: Intent = GRANT, originals: tuple[str, ...] = ORIGINALS, **fields: Any
) -> WalkIn:
    return WalkIn(nonce, INSTANT, f"{INSTANT}-1", {**FIELDS, **fields}, originals, intent)


def received(world: World, entered: WalkIn, actor: Actor = OFFICER, now: datetime = TUESDAY) -> Executed:
    return receive_at_window(
        entered,
        actor,
        log=world.log,
        dossiers=world.dossiers,
        catalogue=world.catalogue,
        parties=world.parties,
        entropy=world.entropy,
        calendar=calendar(),
        key=KEY,
        now=now,
    )
