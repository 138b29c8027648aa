"""Who uses the city in the storm: staff who signed in before it, applicants who come while it blows."""

import itertools
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import requests

from infra.api_client import Citizen, Courier, Phones, ProblemError, Staff
from infra.chaos.city import City
from infra.chaos.ledger import Ledger
from infra.chaos.line import Line
from infra.city_folder import city_folder
from infra.demo.leader_phone import LeaderPhone
from infra.demo.photo import photo

CASES_PER_PHONE = 3
"""A case tells its applicant six times, and a number gets twenty messages a day."""

TRIES = 20
_TODO_LINK = "/t/"
_LOST_TRANSFER = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
_numbers = itertools.count(1)


def new_phone() -> str:
    """A mobile number that nobody has had before in this run."""
    return f"1991{next(_numbers):07}"


@dataclass(frozen=True)
class Team:
    """The staff's sessions: officers and leaders by program, leaders on the pages of their telephones."""

    city: City
    ledger: Ledger
    tokens: Mapping[str, str]
    telephones: Mapping[str, Line]

    @staticmethod
    def sign_in(city: City, ledger: Ledger, staff: list[str], leaders: list[str], by_telephone: list[str]) -> "Team":
        tokens = {one: Staff.sign_in(city.url, one, pins()[one], http=Line(city, ledger)).token for one in staff}
        tokens |= {one: _leaders_token(city, ledger, one) for one in leaders}
        telephones = {one: _signed_in_telephone(city, ledger, one) for one in by_telephone}
        return Team(city, ledger, tokens, telephones)

    def staff(self, one: str) -> Staff:
        return Staff(self.city.url, self.tokens[one], http=Line(self.city, self.ledger))

    def telephone(self, one: str) -> LeaderPhone:
        """Known to the city. Where a link has come the leader's half hour is over, and they come in by it and the PIN; a
        message that a kill left unknown is not sent again, so who has none goes on in the session they have."""
        line, number = self.telephones[one].beside(), numbers_of()[one]
        if any(_TODO_LINK in message.text for message in Phones(self.city.url, http=line).messages(number)):
            del line.cookies["leader"]
        return LeaderPhone(self.city.url, number, pins()[one], http=line)

    def courier(self) -> Courier:
        return Courier(self.city.url, http=Line(self.city, self.ledger))

    def applicant(self) -> tuple[Citizen, str]:
        """A new one and their number: after a lost answer another, for a second code to one number waits a minute."""
        for _ in range(TRIES):
            phone = new_phone()
            try:
                return Citizen.sign_in(self.city.url, phone, http=Line(self.city, self.ledger)), phone
            except ProblemError as error:
                if error.code != "too_many_requests":
                    raise
        raise RuntimeError(f"none of {TRIES} applicants could sign in")


def upload(applicant: Citizen, draft: str, materials: Iterable[str], ledger: Ledger) -> dict[str, list[str]]:
    """Accepted pages, one of each material; as at a page, the next is handed in while the last is being judged."""
    handed_in = {material: _handed_in(applicant, draft, material, ledger) for material in materials}
    return {material: [_accepted(applicant, one, material)] for material, one in handed_in.items()}


def _handed_in(applicant: Citizen, draft: str, material: str, ledger: Ledger) -> str:
    """A broken transfer begins anew, for the bucket's address changes with every start."""
    for _ in range(TRIES):
        try:
            return applicant.hand_in(draft, material, paper())
        except _LOST_TRANSFER:
            ledger.note_lost()
    raise RuntimeError(f"no photo of {material} got through")


def _accepted(applicant: Citizen, handed_in: str, material: str) -> str:
    verdict = applicant.verdict(handed_in)
    if verdict.state != "accepted":
        raise RuntimeError(f"a photo of {material} was refused: {verdict.sentence}")
    return verdict.upload


@cache
def paper() -> bytes:
    """Small: the load is to be commits, not pixels."""
    return photo("chaos", size=(480, 640))


def push(courier: Courier, waybill: str, state: str, chance: random.Random) -> None:
    courier.push(waybill, state, protocol=chance.choice(("kuaidi100", "standard")))


def _leaders_token(city: City, ledger: Ledger, staff: str) -> str:
    """For half an hour, which is longer than any storm."""
    line = Line(city, ledger)
    return Staff.sign_in_leader(city.url, staff, pins()[staff], numbers_of()[staff], http=line).token


def _signed_in_telephone(city: City, ledger: Ledger, staff: str) -> Line:
    """By number, PIN, and the code from the SMS since the device is new."""
    line, number = Line(city, ledger), numbers_of()[staff]
    line.post(f"{city.url}/leader", data={"who": staff, "pin": pins()[staff]}).raise_for_status()
    code = Phones(city.url, http=line).code(number)
    line.post(f"{city.url}/leader/code", data={"code": code}).raise_for_status()
    return line


@cache
def pins() -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads((city_folder() / "demo_pins.json").read_text(encoding="utf-8"))
    return found


@cache
def numbers_of() -> Mapping[str, str]:
    staff: list[dict[str, Any]] = json.loads((city_folder() / "staff.json").read_text(encoding="utf-8"))
    return {person["id"]: person["phone"] for person in staff}
