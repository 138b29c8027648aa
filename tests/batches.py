"""A coach company's batch put together in memory: the table, the results' file, the photos; everything runs the real code."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.commands import Actor
from chalicelib.domain.commit import read_commit
from chalicelib.domain.identity import uscc_check_character
from chalicelib.domain.reference import batch_matter
from chalicelib.domain.times import stamp
from chalicelib.ports import Upload
from chalicelib.usecases.batch_cases import open_batch_cases, settle_batch
from chalicelib.usecases.batch_draft import BatchDraft, Kind, photo_place, put_table, read_batch_draft
from chalicelib.usecases.batch_file import BatchFile, read_batch
from chalicelib.usecases.check_table import columns_of, result_columns
from chalicelib.usecases.drafts import new_draft, save_draft
from chalicelib.usecases.follow_batch import batch_tasks
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.instruct_batch import Desk
from chalicelib.usecases.submit_batch import Choice, submit_batch
from tests.fakes.drafts import FakeDrafts
from tests.fakes.papers import FakePapers
from tests.fakes.uploads import FakeUploads
from tests.sample import KEY, TUESDAY, World, calendar, edition

ITEM, VARIANT = "XN-JTJ-001", "XN-JTJ-001-1"
DEFINITION = edition().definition(ITEM, VARIANT)
PHONE = "+8619900000001"
ACCOUNT = account_of(PHONE, key=KEY)
DRAFT = "b" * 26
OFFICER = Actor("staff", "s-jtj-1", frozenset({"JTJ:officer"}))
PHOTO, SHARED = "vehicle-licence", ("qualification", "insurance")


def uscc(body: str = "91421200MA49ABC12") -> str:
    return body + uscc_check_character(body)


APPLICANT: dict[str, Any] = {
    "batch": "1",
    "applicant_kind": "company",
    "name": "咸宁市示例客运有限公司",
    "uscc": uscc(),
    "legal_representative": "王总",
    "agent_name": "张经办",
    "agent_id_number": "420101199003070006",
    "phone": "19900000001",
    "delivery": "courier",
    "address": "湖北省咸宁市示例路1号",
}


def plate(number: int) -> str:
    return f"鄂L{12000 + number}"


def vehicle(number: int, **other: str) -> dict[str, str]:
    return {
        "plate": plate(number),
        "vehicle_type": "大型普通客车",
        "seats": "49",
        "route": "咸安—通山",
        "driver_name": f"司机{number}",
        "driver_certificate": f"4212000000000000{number:03}",
        "licence_number": "鄂交运管许可咸字000001号",
        **other,
    }


def vehicles_csv(*rows: dict[str, str]) -> bytes:
    columns = columns_of(DEFINITION)
    lines = [",".join(columns.values()), *(",".join(row.get(name, "") for name in columns) for row in rows)]
    return "\r\n".join(lines).encode("gb18030")


def results_csv(*numbers: int, failed: frozenset[int] = frozenset()) -> bytes:
    columns = result_columns(DEFINITION)
    told = [f"{plate(n)},{'不合格' if n in failed else '合格'},2026-03-02,JC2026{n:04}" for n in numbers]
    return "\n".join([",".join(columns.values()), *told]).encode()


@dataclass
class Garage:
    world: World = field(default_factory=World)
    now: datetime = TUESDAY
    account: str = ACCOUNT

    def __post_init__(self) -> None:
        self.drafts = FakeDrafts(lambda: self.now)
        self.uploads = FakeUploads(lambda: self.now)
        self.papers = FakePapers()

    @property
    def ports(self) -> dict[str, Any]:
        return {"edition": edition(), "drafts": self.drafts, "uploads": self.uploads, "papers": self.papers}

    @property
    def desk(self) -> Desk:
        world = self.world
        return Desk(world.log, world.dossiers, world.catalogue, world.entropy, calendar())

    def begin(self, draft_id: str = DRAFT, **changes: Any) -> None:
        new_draft(draft_id, self.account, ITEM, VARIANT, edition=edition(), drafts=self.drafts, now=self.now)
        save_draft(self.account, draft_id, {**APPLICANT, **changes}, drafts=self.drafts, now=self.now)

    def put(self, kind: Kind, body: bytes, name: str = "t.csv", draft_id: str = DRAFT) -> None:
        from chalicelib.adapters.table_files import TableFiles

        put_table(self.account, draft_id, kind, name, body, **self.ports, tables=TableFiles(), now=self.now)

    def photo(self, number: int, draft_id: str = DRAFT, *, state: str = "accepted") -> None:
        keys = [row.key for row in self.read(draft_id).rows]
        self.page(photo_place(PHOTO, f"{plate(number)}.jpg", keys), f"u{number}", draft_id, state=state)

    def page(self, place: str, upload_id: str, draft_id: str = DRAFT, *, state: str = "accepted") -> None:
        expires_at = int((self.now + timedelta(days=1)).timestamp())
        at = stamp(self.now)
        self.uploads.add(
            Upload(upload_id, self.account, draft_id, place, state, "", upload_id, "", "image/jpeg", 9, at, expires_at)
        )
        self.drafts.attach(draft_id, place, upload_id)

    def read(self, draft_id: str = DRAFT) -> BatchDraft:
        return read_batch_draft(self.account, draft_id, **self.ports, now=self.now)

    def prepare(self, count: int, *, failed: frozenset[int] = frozenset(), **changes: Any) -> None:
        """A draft of which nothing is missing."""
        self.begin(**changes)
        numbers = range(1, count + 1)
        self.put("rows", vehicles_csv(*(vehicle(number) for number in numbers)))
        self.put("results", results_csv(*numbers, failed=failed))
        for number in numbers:
            self.photo(number)
        for material in SHARED:
            self.page(material, material)

    def submit(self, choice: Choice = "all", draft_id: str = DRAFT) -> str:
        world = self.world
        return submit_batch(
            self.account,
            PHONE,
            draft_id,
            choice,
            **self.ports,
            dossiers=world.dossiers,
            log=world.log,
            parties=world.parties,
            entropy=world.entropy,
            key=KEY,
            now=self.now,
        )

    def open(self, matter: str) -> None:
        """What the work queue does after the first commit."""
        first = self.world.log.get(matter, 1)
        assert first is not None
        for task in batch_tasks(read_commit(first)):
            self.open_from(matter, int(task.body["first"]))

    def open_from(self, matter: str, first: int) -> None:
        world = self.world
        open_batch_cases(
            matter,
            first,
            log=world.log,
            catalogue=world.catalogue,
            dossiers=world.dossiers,
            papers=self.papers,
            entropy=world.entropy,
            calendar=calendar(),
        )

    def received(self, count: int, **changes: Any) -> str:
        """A batch whose cases stand; its matter."""
        self.prepare(count, **changes)
        matter = batch_matter(self.submit())
        self.open(matter)
        return matter

    def file(self, matter: str) -> BatchFile:
        return read_batch(matter, log=self.world.log, catalogue=self.world.catalogue)

    def settle(self, matter: str) -> BatchFile:
        return settle_batch(matter, log=self.world.log, catalogue=self.world.catalogue, now=self.now)
