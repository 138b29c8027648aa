"""Cities to run the same journey on, and what the journey reads from their data: nothing about a city is written here."""

import io
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.adapters.city_files import SAMPLE_CITY, read_city, read_staff
from chalicelib.domain.carriers import Carrier, carriers
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.desk_posts import DESK_POSTS
from chalicelib.domain.flow import Flow
from chalicelib.domain.sample_answers import sample_value
from infra.local.server import LocalCloud, start

SECOND_CITY = Path(__file__).parent / "second_city"
CITIES = (SAMPLE_CITY, SECOND_CITY)

_FIRST_ADMIN = re.compile(r"(\S+) sets a PIN at (\S+)/staff/enrol with (\S+)")
_WORDS = "示例"


@dataclass(frozen=True)
class Application:
    """One variant with answers by which no step waits for a survey or experts; `flow` is what such a case runs through."""

    definition: Definition
    answers: Mapping[str, Any]
    flow: Flow

    @property
    def papers(self) -> list[str]:
        """The codes of the materials that the applicant uploads."""
        needed = self.definition.required_materials(self.answers)
        return [material.code for material in needed if not material.shared]


@dataclass(frozen=True)
class FoundedCity:
    """A city that has just been started on empty data: nobody has a PIN; `admin` may set one with `code`."""

    cloud: LocalCloud
    folder: Path
    admin: str
    code: str

    @property
    def url(self) -> str:
        return self.cloud.url

    @cached_property
    def edition(self) -> Edition:
        return Edition("", read_city(self.folder))

    @cached_property
    def staff(self) -> Mapping[str, Mapping[str, Any]]:
        return {person["id"]: person for person in read_staff(self.folder)}

    @property
    def name(self) -> str:
        """As people say it, which no other city's page may."""
        return str(self.edition.city["name"]).removesuffix("市")

    def holder(self, unit: str, post: str) -> str:
        held = {"unit": unit, "post": post}
        return next(staff for staff, person in self.staff.items() if held in person["posts"])

    def carrier(self) -> Carrier:
        """The first that may carry certificates."""
        return next(one for one in carriers(self.edition).values() if one.official_documents)

    def application(self) -> Application:
        """The first in the catalogue that a person sends in with papers, that leaders decide, and whose certificate is
        mailed."""
        return next(one for one in self._applications() if _is_decided_by_leaders(one))

    def walk_in(self) -> Application:
        """The first in the catalogue that a person is granted on the spot."""
        return next(one for one in self._applications() if one.definition.instant)

    def _applications(self) -> Iterator[Application]:
        """Everything that a person may apply for one by one, answered with what the form requires."""
        samples = self.edition.city["samples"]
        for item in self.edition.items():
            for variant in item["variants"]:
                of = self.edition.definition(item["code"], variant["code"])
                form = of.data["form"]
                if of.data["status"] == "published" and "person" in of.data["applicants"] and "batch" not in of.data:
                    answers = {
                        name: sample_value(form["properties"][name], _WORDS, samples) for name in form["required"]
                    }
                    yield Application(of, answers, of.flow.without(of.flow.skipped_by(answers)))

    def fields(self, application: Application, phone: str) -> Mapping[str, Any]:
        """As the API takes a person's application; its result is fetched."""
        samples, block = self.edition.city["samples"], self.edition.data["applicants"]["person"]
        person = {name: sample_value(block["properties"][name], _WORDS, samples) for name in block["required"]}
        return {
            "item": application.definition.item,
            "variant": application.definition.variant,
            "applicant_kind": "person",
            "applicant": {**person, "phone": phone},
            "answers": application.answers,
            "delivery": "pickup",
        }


def _is_decided_by_leaders(application: Application) -> bool:
    """Online, with papers, without a survey or experts, and with a certificate to be mailed."""
    data, steps = application.definition.data, [*application.flow.steps()]
    mailed = data["online"] and data["courier"] and data["result"]
    led = {step.post for step in steps} - DESK_POSTS and not any(step.needs for step in steps)
    return bool(mailed and led and application.papers)


@contextmanager
def founded(folder: Path, data: Path) -> Iterator[FoundedCity]:
    """The city of the folder as the README says that another city starts: without demo PINs, on empty data."""
    own = data / "city"
    shutil.copytree(folder, own, ignore=shutil.ignore_patterns("demo_pins.json"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CITY_DIR", str(own))
        with redirect_stdout(io.StringIO()) as said:
            cloud = start(data / "cloud")
        try:
            told = _FIRST_ADMIN.search(said.getvalue())
            assert told, f"who may come in first was not told: {said.getvalue()!r}"
            assert told[2] == cloud.url
            yield FoundedCity(cloud, own, told[1], told[3])
        finally:
            cloud.stop()
            wiring.forget()
