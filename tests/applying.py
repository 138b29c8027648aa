"""An applicant at home, with every port in memory: drafts, uploads, submitting."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.times import stamp
from chalicelib.ports import Draft, Upload
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.drafts import new_draft, save_draft
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.my_case import read_my_case
from chalicelib.usecases.submit_case import submit_case
from chalicelib.usecases.supply_correction import supply_correction
from tests import cases
from tests.fakes.drafts import FakeDrafts
from tests.fakes.uploads import FakeUploads
from tests.sample import KEY, TUESDAY, World, calendar, edition

PHONE = "+8619900000001"
ACCOUNT = account_of(PHONE, key=KEY)
ID = "420101199003070006"
DRAFT = "a" * 26

FIELDS: dict[str, Any] = {
    "applicant_kind": "person",
    "name": "张三",
    "id_number": ID,
    "phone": "19900000001",
    "answers.subject": "语文",
    "answers.apply_at": "户籍所在地",
    "answers.education": "大学本科",
    "answers.examination": "免试认定",
    "delivery": "courier",
    "address": "湖北省咸宁市示例路1号",
}
"""What an applicant for the instant sample item types."""


@dataclass
class Home:
    world: World = field(default_factory=World)
    now: datetime = TUESDAY
    account: str = ACCOUNT
    phone: str = PHONE

    def __post_init__(self) -> None:
        self.drafts = FakeDrafts(lambda: self.now)
        self.uploads = FakeUploads(lambda: self.now)

    @cached_property
    def item(self) -> Definition:
        return cases.instant()

    def begin(self, draft_id: str = DRAFT, item: Definition | None = None) -> Draft:
        of = item or self.item
        current = self.world.catalogue.current()
        return new_draft(draft_id, self.account, of.item, of.variant, edition=current, drafts=self.drafts, now=self.now)

    def type(self, draft_id: str = DRAFT, **changes: Any) -> None:
        save_draft(self.account, draft_id, {**FIELDS, **changes}, drafts=self.drafts, now=self.now)

    def upload(self, material: str, draft_id: str = DRAFT, *, state: str = "accepted", name: str = "") -> str:
        upload_id = name or f"u-{len(self.uploads.uploads)}"
        expires_at = int((self.now + timedelta(days=1)).timestamp())
        upload = Upload(
            upload_id, self.account, draft_id, material, state, "", "", "", "", 0, stamp(self.now), expires_at
        )
        judged = {"sha256": upload_id, "content_type": "image/jpeg", "size": 9}
        self.uploads.add(Upload(**{**vars(upload), **judged}))
        self.drafts.attach(draft_id, material, upload_id)
        return upload_id

    def upload_all(self, draft_id: str = DRAFT) -> None:
        for material in self.item.materials:
            if material.required == "always" and not material.shared:
                self.upload(material.code, draft_id)

    def complete(self, draft_id: str = DRAFT) -> None:
        self.begin(draft_id)
        self.type(draft_id)
        self.upload_all(draft_id)

    def submit(self, draft_id: str = DRAFT) -> str:
        world = self.world
        return submit_case(
            self.account,
            self.phone,
            draft_id,
            edition=world.catalogue.current(),
            calendar=calendar(),
            drafts=self.drafts,
            uploads=self.uploads,
            dossiers=world.dossiers,
            log=world.log,
            parties=world.parties,
            entropy=world.entropy,
            key=KEY,
            now=self.now,
        )

    def supply(self, reference: str, draft_id: str) -> Executed:
        world = self.world
        return supply_correction(
            self.account,
            reference,
            draft_id,
            calendar=calendar(),
            catalogue=world.catalogue,
            drafts=self.drafts,
            uploads=self.uploads,
            dossiers=world.dossiers,
            log=world.log,
            parties=world.parties,
            entropy=world.entropy,
            now=self.now,
        )

    def file(self, reference: str) -> CaseFile:
        world = self.world
        return read_my_case(self.account, reference, log=world.log, catalogue=world.catalogue, parties=world.parties)


def someone_else(home: Home) -> Home:
    """Another account in the same world."""
    other = Home(home.world, home.now, account_of("+8619900000009", key=KEY), "+8619900000009")
    other.drafts, other.uploads = home.drafts, home.uploads
    return other


def closed_edition(status: str) -> Any:
    """The sample edition with the instant item in another status."""
    data = edition().data
    item = {**data["items"][cases.INSTANT], "status": status}
    return type(edition())(f"{status}-edition", {**data, "items": {**data["items"], cases.INSTANT: item}})
