"""The people of the demo: the sample city's staff with their PINs and numbers, applicants who have never been here."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.domain.identity import resident_check_digit
from infra.api_client import Citizen, Courier, Phones, Staff
from infra.city_folder import city_folder
from infra.demo.leader_phone import LeaderPhone

_FREE_NUMBERS = range(1000, 10_000)
"""The last four of 199 0000 xxxx; the staff have the low ones."""


@dataclass(frozen=True)
class City:
    """A running local cloud at `url`; `devices` is where leaders' telephones are remembered."""

    url: str
    devices: Path | None = None

    def officer(self, staff: str) -> Staff:
        return Staff.sign_in(self.url, staff, _pins()[staff])

    def leader_phone(self, staff: str) -> LeaderPhone:
        return LeaderPhone(self.url, _numbers()[staff], _pins()[staff], devices=self.devices)

    def applicant(self, phone: str, *, last_four: str = "") -> Citizen:
        return Citizen.sign_in(self.url, phone, last_four=last_four)

    @property
    def phones(self) -> Phones:
        return Phones(self.url)

    @property
    def courier(self) -> Courier:
        return Courier(self.url)

    def new_number(self) -> str:
        """A number to which nothing has been sent yet."""
        used = {message.to for message in self.phones.messages()}
        free = [f"1990000{last}" for last in _FREE_NUMBERS if f"+861990000{last}" not in used]
        return random.choice(free)  # noqa: S311  # no secret


def new_resident_id() -> str:
    born = date(1970, 1, 1) + timedelta(days=random.randrange(12_000))  # noqa: S311  # no secret
    digits = f"421201{born:%Y%m%d}{random.randrange(1000):03}"  # noqa: S311
    return digits + resident_check_digit(digits)


def new_waybill() -> str:
    """As EMS numbers parcels: thirteen digits."""
    return f"{random.randrange(10**13):013}"  # noqa: S311


@cache
def _pins() -> Mapping[str, str]:
    pins: Mapping[str, str] = json.loads((city_folder() / "demo_pins.json").read_text(encoding="utf-8"))
    return pins


@cache
def _numbers() -> Mapping[str, str]:
    staff: list[dict[str, Any]] = json.loads((city_folder() / "staff.json").read_text(encoding="utf-8"))
    return {person["id"]: person["phone"] for person in staff}
