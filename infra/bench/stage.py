"""What a decision needs, small and real: the case log and the dossiers in the local DynamoDB over HTTP, the sample city."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib import wiring
from chalicelib.adapters.city_files import SAMPLE_CITY, read_city
from chalicelib.adapters.dossiers import DynamoDossiers
from chalicelib.adapters.entropy import SystemEntropy
from chalicelib.adapters.log import DynamoLog
from chalicelib.domain import commands as c
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.facts import Sealed
from chalicelib.domain.step_digest import step_digest
from chalicelib.domain.times import SHANGHAI
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.decide_step import StepAnswer, decide_step
from chalicelib.usecases.execute import Executed, execute, open_case
from chalicelib.usecases.publish_edition import edition_of
from infra.local import environment
from infra.local.cloud import ACCOUNT, CREDENTIALS
from infra.local.dynamodb import DynamoDB
from infra.local.dynamodb.server import serving

ITEM = "XN-GHJ-001"
NOW = datetime(2026, 3, 3, 9, 30, tzinfo=SHANGHAI)
WORDS = Sealed("note#bench", "0" * 64)
_TABLES = {"CaseLog": ("matter", "seq", "N"), "Dossiers": ("matter", "part", "S"), "Views": ("queue", "sort", "S")}


@dataclass(frozen=True)
class OneEdition:
    """A catalogue with nothing but this edition; nothing is published here."""

    only: Edition

    def current(self) -> Edition:
        return self.only

    def edition(self, name: str) -> Edition:
        return self.only.named(name)


@dataclass(frozen=True)
class Stage:
    ports: Mapping[str, Any]
    dossiers: DynamoDossiers
    definition: Definition

    def read(self, matter: str) -> CaseFile:
        return read_case(matter, log=self.ports["log"], catalogue=self.ports["catalogue"])

    def opened(self, matter: str) -> None:
        """A joint review whose branches are open; its form needs no plan that experts would have to assess."""
        form = Sealed("form#bench", "f" * 64)
        applied = c.Application("p-bench", "online", form, form, (), "pickup", skipped=("assess",))
        receive = c.Receive("receive", c.Actor("applicant", "p-bench"), applied)
        open_case(matter, receive, self.definition, log=self.ports["log"], calendar=self.ports["calendar"], now=NOW)
        self.does(matter, c.Accept("accept", self.holder("handle"), "accept", WORDS))
        self.decides(matter, "handle", "s-officer", self.shown(matter, "handle"))

    def does(self, matter: str, command: c.Command) -> Executed:
        return execute(matter, command, now=NOW, **self.ports)

    def shown(self, matter: str, step: str) -> str:
        file = self.read(matter)
        return step_digest(file.case, file.definition, step)

    def decides(self, matter: str, step: str, staff: str, shown: str) -> Executed:
        """Agreed by this member of staff, who holds the step's post; the command is theirs alone."""
        return decide_step(
            matter,
            f"{matter}-{step}-{staff}",
            StepAnswer(step, "pass", "", "", shown),
            self.holder(step, staff),
            via="page",
            dossiers=self.dossiers,
            entropy=SystemEntropy(),
            now=NOW,
            **self.ports,
        )

    def holder(self, step: str, staff: str = "s-bench") -> c.Actor:
        where = self.definition.flow.step(step)
        return c.Actor("staff", staff, frozenset({f"{where.unit}:{where.post}"}))


@contextmanager
def tables(folder: Path) -> Iterator[tuple[DynamoLog, DynamoDossiers]]:
    """The database lies in the folder; nothing of the process's own AWS settings is used."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a crowd waits in the server's queue by design
    with closing(DynamoDB(folder / "bench.sqlite", ACCOUNT, CREDENTIALS.region, lambda: datetime.now(UTC))) as dynamodb:
        for table, keys in _TABLES.items():
            dynamodb.call("DynamoDB_20120810.CreateTable", _described(table, keys))
        with serving(dynamodb) as url, environment.in_force(_environment(url)):
            wiring.forget()
            client = wiring.client("dynamodb")
            yield DynamoLog("CaseLog", client), DynamoDossiers("Dossiers", client, lambda: NOW)
            wiring.forget()


@contextmanager
def running(folder: Path) -> Iterator[Stage]:
    with tables(folder) as (log, dossiers):
        edition = edition_of(read_city(SAMPLE_CITY))
        calendar = Calendar.from_data(edition.data["calendar"], edition.data["service_hours"])
        ports = {"log": log, "catalogue": OneEdition(edition), "calendar": calendar}
        yield Stage(ports, dossiers, edition.definition(ITEM, f"{ITEM}-1"))


def _environment(url: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": CREDENTIALS.access_key,
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS.secret_key,
        "AWS_DEFAULT_REGION": CREDENTIALS.region,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _described(table: str, keys: Sequence[str]) -> dict[str, Any]:
    partition, sort, kind = keys
    return {
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}],
        "AttributeDefinitions": [
            {"AttributeName": partition, "AttributeType": "S"},
            {"AttributeName": sort, "AttributeType": kind},
        ],
    }
