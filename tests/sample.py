"""The sample city as tests use it, and shortcuts to cases in it. Everything here is built by the real code."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from chalicelib.adapters.city_files import SAMPLE_CITY, read_city
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.facts import Sealed
from chalicelib.usecases.publish_edition import publish_edition
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.dossiers import FakeDossiers
from tests.fakes.entropy import FakeEntropy
from tests.fakes.guards import FakeGuards
from tests.fakes.log import FakeLog
from tests.fakes.parties import FakeParties
from tests.fakes.queue import FakeQueue
from tests.fakes.views import FakeViews

SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY = datetime(2026, 3, 3, 9, 30, tzinfo=SHANGHAI)
KEY = b"test pseudonym key"
SEALED = Sealed("form#x", "0" * 64)

INSTANT = "XN-JYJ-001"
JOINT = "XN-GHJ-001"


_folder: ContextVar[Path] = ContextVar("city folder", default=SAMPLE_CITY)


@contextmanager
def city_in(folder: Path) -> Iterator[None]:
    """Within it everything here is of another city's folder."""
    before = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(before)


def edition() -> Edition:
    return _published(_folder.get())


@cache
def _published(folder: Path) -> Edition:
    return publish_edition(read_city(folder), catalogue=FakeCatalogue(), now=TUESDAY)


def definitions_by_unit() -> Mapping[str, Sequence[Definition]]:
    """Every published variant, by the unit whose it is: tests of all of them go unit by unit."""
    return _by_unit(_folder.get())


@cache
def _by_unit(_: Path) -> Mapping[str, Sequence[Definition]]:
    found: dict[str, list[Definition]] = {}
    for item in edition().items():
        for variant in item["variants"]:
            found.setdefault(item["unit"], []).append(edition().definition(item["code"], variant["code"]))
    return found


def calendar() -> Calendar:
    return _calendar(_folder.get())


@cache
def _calendar(_: Path) -> Calendar:
    data = edition().data
    return Calendar.from_data(data["calendar"], data["service_hours"])


def published() -> FakeCatalogue:
    catalogue = FakeCatalogue()
    catalogue.publish(edition(), now="")
    return catalogue


@dataclass
class World:
    """Every port in memory."""

    log: FakeLog = field(default_factory=FakeLog)
    views: FakeViews = field(default_factory=FakeViews)
    dossiers: FakeDossiers = field(default_factory=FakeDossiers)
    catalogue: FakeCatalogue = field(default_factory=published)
    guards: FakeGuards = field(default_factory=FakeGuards)
    parties: FakeParties = field(default_factory=FakeParties)
    queue: FakeQueue = field(default_factory=FakeQueue)
    entropy: FakeEntropy = field(default_factory=FakeEntropy)
