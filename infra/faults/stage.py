"""A stage in one process: the functions' own handlers on stores in memory, behind the fault layer, on a clock of its own."""

import importlib
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from chalice.app import DynamoDBEvent, SQSEvent

from chalicelib import settings, wiring
from chalicelib.adapters.city_files import SAMPLE_CITY, read_staff
from chalicelib.domain.links import LinkKeys
from chalicelib.usecases.enrol_staff import enrol_staff
from infra.faults import memory
from infra.faults.carrier import Carrier
from infra.faults.delivery import Queue, Reader
from infra.faults.layer import Faults, Faulty, KilledError
from tests.fakes.certificates import FakeCertificates
from tests.fakes.dossiers import FakeDossiers
from tests.fakes.entropy import FakeEntropy
from tests.fakes.guards import FakeGuards
from tests.fakes.parties import FakeParties
from tests.fakes.printer import FakePrinter
from tests.fakes.signer import FakeSigner
from tests.fakes.tallies import FakeTallies
from tests.fakes.waybills import FakeWaybills
from tests.sample import published

EVENTS = {"project": DynamoDBEvent, "notify": DynamoDBEvent, "work": SQSEvent, "certify": SQSEvent}


@dataclass(frozen=True)
class _Context:
    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def _root(error: BaseException) -> str:
    """The first error of a group, in words."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__} {error}"


class Stage:
    def __init__(self, seed: int, now: datetime) -> None:
        self.now, self.random = now, Random(seed)  # noqa: S311 - a seeded play, not a secret
        self.faults = Faults(self.random)
        self.log, self.notices, self.views = memory.Log(self._clock), memory.Notices(), memory.Views()
        self.dossiers, self.parties, self.catalogue = FakeDossiers(), FakeParties(), published()
        self.carrier = Carrier(self.random, self._clock)
        self.work = Queue("work", self.random, self.invoke, self._clock)
        self.certify = Queue("certify", self.random, self.invoke, self._clock)
        self.readers = {name: Reader(name, self.random, self.invoke) for name in ("project", "notify")}
        self.crashes, self.failures = 0, Counter[str]()
        enrol_staff(read_staff(SAMPLE_CITY), parties=self.parties)

    def _clock(self) -> datetime:
        return self.now

    def _ports(self) -> dict[str, object]:
        return {
            "log": self.log,
            "log_stream": self.log,
            "notices": self.notices,
            "views": self.views,
            "tallies": FakeTallies(),
            "dossiers": self.dossiers,
            "parties": self.parties,
            "guards": FakeGuards(),
            "waybills": FakeWaybills(),
            "sms": self.carrier,
            "delivery_log": self.carrier.delivery_log,
            "work_queue": self.work,
            "certify_queue": self.certify,
            "certificates": FakeCertificates(),
            "printer": FakePrinter(),
            "signer": FakeSigner(),
        }

    @contextmanager
    def installed(self) -> Iterator[None]:
        """`wiring` gives this stage's ports meanwhile."""
        entropy, keys = FakeEntropy(), LinkKeys("k", {"k": b"the key of links"})
        made = {name: Faulty(name, port, self.faults) for name, port in self._ports().items()}
        made |= {"catalogue": self.catalogue, "entropy": entropy, "link_keys": keys}  # type: ignore[dict-item]
        made |= {"pseudonym_key": b"the pseudonym key", "certificate_key": b"the certificate key"}  # type: ignore[dict-item]
        before = {name: getattr(wiring, name) for name in made}
        site = os.environ.get("SITE_ORIGIN")
        for name, port in made.items():
            setattr(wiring, name, lambda port=port: port)
        wiring.use_clock(self._clock)
        os.environ["SITE_ORIGIN"] = "https://hall.test"
        settings.value.cache_clear()
        try:
            yield
        finally:
            for name, factory in before.items():
                setattr(wiring, name, factory)
            wiring.use_clock(wiring._system_now)  # noqa: SLF001 - as it was
            os.environ.pop("SITE_ORIGIN")
            if site is not None:
                os.environ["SITE_ORIGIN"] = site
            wiring.forget()

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Runs one function as Lambda would; what it raises is raised, KilledError where the process died."""
        handle = importlib.import_module(f"chalicelib.handlers.{function}").handle
        read = EVENTS.get(function, DynamoDBEvent)
        self.faults.function = function if self.hurting else ""
        try:
            context: Any = _Context()
            return handle(read(event, context))
        except KilledError:
            self.crashes += 1
            raise
        except Exception as error:
            self.failures[f"{function}: {_root(error)}"] += 1
            raise
        finally:
            self.faults.function = ""

    hurting = True
    """Whether the fault layer does anything."""

    def scheduled(self, *functions: str) -> None:
        """Each once; one that dies or fails comes again with its next schedule."""
        for function in functions:
            with suppress(KilledError, Exception):  # an alarm rings and the next minute comes
                self.invoke(function, {})

    def minute(self) -> None:
        """What happens in one minute of the stage: deliveries, receipts, and the functions of every minute."""
        for reader in self.readers.values():
            reader.take(self.log.stream)
            reader.step(self.now)
        for task in self.carrier.receipts():
            self.work.put(task)
        while self.work.step() | self.certify.step():
            pass
        self.scheduled("sweep", "send")
        self.now += timedelta(minutes=1)

    def on_its_way(self) -> bool:
        """Whether a record or a task is still to be delivered."""
        reading = any(not reader.idle(self.log.stream) for reader in self.readers.values())
        return reading or bool(self.work.messages or self.certify.messages)

    def busy(self) -> bool:
        """Whether anything is still on its way or waits to be sent."""
        waiting = any(not notice.ended for notice in self.notices.items.values()) or bool(self.notices.waiting)
        return waiting or self.on_its_way()
