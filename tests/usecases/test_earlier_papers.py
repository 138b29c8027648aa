"""Papers of one's own earlier cases, offered again and taken without a new upload."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.commands import Actor, Application, Receive
from chalicelib.ports import Draft
from chalicelib.usecases.drafts import UnknownDraftError
from chalicelib.usecases.earlier_papers import (
    LOOKED_AT,
    EarlierPapers,
    UnknownPapersError,
    attach_earlier_papers,
    earlier_papers,
)
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.project import project
from chalicelib.usecases.seal import seal
from tests.cases import definition, instant
from tests.fakes.drafts import FakeDrafts
from tests.fakes.uploads import FakeUploads
from tests.sample import TUESDAY, World, calendar

ACCOUNT, PARTY, DRAFT = "phone:a", "p-a", "d" * 26
ITEM = instant()
OTHER = "XN-RSJ-003"
"""An item that shares exactly one material with the first: the identity card."""
MATERIAL = next(material for material in ITEM.materials if not material.shared)


def page(name: str) -> dict[str, Any]:
    return {"sha256": name * 64, "content_type": "image/jpeg", "size": 5}


@dataclass
class Hall:
    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.drafts = FakeDrafts(lambda: TUESDAY)
        self.uploads = FakeUploads(lambda: TUESDAY)
        self.world.parties.put(ACCOUNT, f"party#{PARTY}", {})
        self.draft = self.add_draft(DRAFT)

    def add_draft(self, draft_id: str, matter: str = "") -> Draft:
        expires_at = int((TUESDAY + timedelta(days=60)).timestamp())
        draft = Draft(draft_id, ACCOUNT, ITEM.item, ITEM.variant, ITEM.edition, matter, {}, {}, "", "", expires_at)
        self.drafts.add(draft)
        return draft

    def case(self, matter: str, papers: dict[str, Any], *, party: str = PARTY, at: datetime = TUESDAY) -> None:
        sealed = {
            name: seal(matter, f"{name}#c", content, dossiers=self.world.dossiers, entropy=self.world.entropy)
            for name, content in {"form": {}, "papers": {"papers": papers}}.items()
        }
        applied = Application(party, "online", sealed["form"], sealed["papers"], (), "pickup")
        receive = Receive(f"c-{matter}", Actor("applicant", party), applied)
        assert open_case(matter, receive, ITEM, log=self.world.log, calendar=calendar(), now=at)
        project(
            matter,
            log=self.world.log,
            views=self.world.views,
            catalogue=self.world.catalogue,
            calendar=calendar(),
            projected=lambda *_: None,
        )

    def ports(self) -> dict[str, Any]:
        world = self.world
        return {
            "log": world.log,
            "views": world.views,
            "catalogue": world.catalogue,
            "dossiers": world.dossiers,
            "parties": world.parties,
        }

    def offered(self, account: str = ACCOUNT, draft: Draft | None = None, of: Any = ITEM) -> list[EarlierPapers]:
        return list(earlier_papers(account, draft or self.draft, of, **self.ports()))

    def take(self, matter: str, material: str = MATERIAL.code, account: str = ACCOUNT) -> list[str]:
        attach_earlier_papers(
            account,
            DRAFT,
            material,
            matter,
            drafts=self.drafts,
            uploads=self.uploads,
            now=TUESDAY,
            **self.ports(),
        )
        draft = self.drafts.get(DRAFT)
        assert draft is not None
        return [self.uploads.uploads[upload].sha256 for upload in draft.uploads[material]]


def test_the_newest_papers_of_ones_own_cases_are_offered() -> None:
    hall = Hall()
    hall.case("c-OLD", {MATERIAL.code: [page("a")]}, at=TUESDAY - timedelta(days=9))
    hall.case("c-NEW", {MATERIAL.code: [page("b"), page("c")]}, at=TUESDAY - timedelta(days=1))
    hall.case("c-THEIRS", {MATERIAL.code: [page("d")]}, party="p-b")
    (offer,) = hall.offered()
    assert (offer.matter, offer.material, offer.pages) == ("c-NEW", MATERIAL.code, (page("b"), page("c")))
    assert hall.offered("phone:b") == []


def test_only_materials_of_the_same_name_fit() -> None:
    hall = Hall()
    hall.case("c-1", {material.code: [page("a")] for material in ITEM.materials})
    (offer,) = hall.offered(of=definition(OTHER))
    names = {material.code: material.name for material in definition(OTHER).materials}
    assert names[offer.material] == "申请人居民身份证"


def test_no_more_than_the_recent_cases_are_read() -> None:
    hall = Hall()
    hall.case("c-0", {MATERIAL.code: [page("a")]}, at=TUESDAY - timedelta(days=30))
    for number in range(LOOKED_AT):
        hall.case(f"c-{number + 1}", {}, at=TUESDAY - timedelta(days=number))
    assert hall.offered() == []


def test_the_recent_cases_are_those_received_last_whatever_their_references() -> None:
    """More than could be read at once, the newest with the reference that sorts first."""
    hall = Hall()
    for number in range(2 * LOOKED_AT):
        hall.case(f"c-{number}", {MATERIAL.code: [page("a")]}, at=TUESDAY - timedelta(days=number))
    assert [offer.matter for offer in hall.offered()] == ["c-0"]


def test_a_correction_is_not_offered_the_papers_that_it_corrects() -> None:
    hall = Hall()
    hall.case("c-1", {MATERIAL.code: [page("a")]})
    assert hall.offered(draft=hall.add_draft("e" * 26, matter="c-1")) == []


def test_an_offer_is_taken_once_without_a_new_upload() -> None:
    hall = Hall()
    hall.case("c-1", {MATERIAL.code: [page("a"), page("b")]})
    assert hall.take("c-1") == ["a" * 64, "b" * 64]
    assert hall.take("c-1") == ["a" * 64, "b" * 64]
    assert {upload.state for upload in hall.uploads.uploads.values()} == {"accepted"}


def test_a_page_taken_out_can_be_taken_again() -> None:
    hall = Hall()
    hall.case("c-1", {MATERIAL.code: [page("a")]})
    hall.take("c-1")
    hall.drafts.detach(DRAFT, MATERIAL.code, next(iter(hall.uploads.uploads)))
    assert hall.take("c-1") == ["a" * 64]


def test_nobody_takes_another_persons_papers() -> None:
    hall = Hall()
    hall.case("c-THEIRS", {MATERIAL.code: [page("d")]}, party="p-b")
    with pytest.raises(UnknownPapersError):
        hall.take("c-THEIRS")
    with pytest.raises(UnknownPapersError):
        hall.take("c-NONE")
    with pytest.raises(UnknownDraftError):
        hall.take("c-THEIRS", account="phone:b")
    assert not hall.uploads.uploads
