"""An upload from asking to verdict, over the ports' fakes and the real decoders."""

import hashlib
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.inspector import FileInspector
from chalicelib.domain.verdict import MAX_BYTES
from chalicelib.ports import Draft, Upload
from chalicelib.usecases.create_upload import (
    MOST_PAGES,
    PER_OWNER,
    Page,
    Slot,
    UploadRefusedError,
    create_upload,
    declared_type,
)
from chalicelib.usecases.drafts import SubmittedDraftError, UnknownDraftError
from chalicelib.usecases.judge_upload import judge_upload
from chalicelib.usecases.own_upload import UnknownUploadError, own_upload, remove_upload
from chalicelib.usecases.request_code import TooManyRequestsError
from tests import pictures
from tests.cases import instant
from tests.fakes.drafts import FakeDrafts
from tests.fakes.papers import FakePapers
from tests.fakes.uploads import FakeUploads
from tests.sample import TUESDAY, World

OWNER = "phone:a"
ITEM = instant()
MATERIAL = ITEM.materials[0].code
PAGE = Page("d1", MATERIAL, "image/jpeg", 400_000, "IMG_0001.jpg")


@dataclass
class Desk:
    """A draft of the instant item, and everything an upload passes through; `at` is the clock."""

    at: datetime = TUESDAY
    world: World = field(default_factory=World)
    papers: FakePapers = field(default_factory=FakePapers)

    def __post_init__(self) -> None:
        self.drafts = FakeDrafts(lambda: self.at)
        self.uploads = FakeUploads(lambda: self.at)
        self.expires_at = int((self.at + timedelta(days=60)).timestamp())
        self.drafts.add(Draft("d1", OWNER, ITEM.item, ITEM.variant, ITEM.edition, "", {}, {}, "", "", self.expires_at))

    def ask(self, page: Page = PAGE, owners: tuple[str, ...] = (OWNER,)) -> Slot:
        return create_upload(
            page,
            owners,
            catalogue=self.world.catalogue,
            drafts=self.drafts,
            uploads=self.uploads,
            papers=self.papers,
            guards=self.world.guards,
            entropy=self.world.entropy,
            now=self.at,
        )

    def arrive(self, upload: str, body: bytes, version: str = "v1") -> Upload | None:
        self.papers.incoming[upload, version] = body
        return judge_upload(
            upload,
            version,
            uploads=self.uploads,
            papers=self.papers,
            inspector=FileInspector(),
            now=self.at,
        )

    def pages(self) -> list[str]:
        draft = self.drafts.get("d1")
        assert draft is not None
        return list(draft.uploads.get(MATERIAL, ()))


def refusal(desk: Desk, page: Page) -> str:
    with pytest.raises(UploadRefusedError) as refused:
        desk.ask(page)
    return refused.value.code


def test_a_photo_is_asked_for_posted_judged_and_kept_by_its_digest() -> None:
    desk, body = Desk(), pictures.photo()
    slot = desk.ask()
    assert slot.fields["limit"] == f"{MAX_BYTES}/900"
    assert own_upload(slot.upload, [OWNER], uploads=desk.uploads).state == "waiting"
    judged = desk.arrive(slot.upload, body)
    assert judged == own_upload(slot.upload, [OWNER], uploads=desk.uploads)
    digest = hashlib.sha256(body).hexdigest()
    assert (judged.state, judged.code, judged.sha256, judged.version, judged.size) == (
        "accepted",
        "",
        digest,
        "v1",
        len(body),
    )
    assert desk.papers.papers[digest] == (body, "image/jpeg")
    assert desk.pages() == [slot.upload]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90" + b"\0" * 500, "executable"),
        (b"<html><script>alert(1)</script></html>", "wrong_type"),
        (pictures.zipped(), "wrong_type"),
        (pictures.locked_pdf(), "encrypted_pdf"),
        (b"%PDF-1.7\nhello", "broken_pdf"),
        (b"\xff\xd8\xff" + b"\0" * (MAX_BYTES - 2), "too_large"),
    ],
)
def test_what_cannot_serve_is_refused_with_its_reason_and_not_kept(body: bytes, code: str) -> None:
    check_refused(body, code)


@pytest.mark.parametrize(("taken", "code"), [({"light": 0.05}, "too_dark"), ({"lines": 0}, "blank")])
def test_a_photo_on_which_nothing_can_be_read_is_refused_and_not_kept(taken: dict[str, Any], code: str) -> None:
    check_refused(pictures.photo(**taken), code)


def check_refused(body: bytes, code: str) -> None:
    desk = Desk()
    judged = desk.arrive(desk.ask().upload, body)
    assert judged is not None
    assert (judged.state, judged.code) == ("refused", code)
    assert not desk.papers.papers


def test_the_content_counts_whatever_was_declared() -> None:
    desk = Desk()
    judged = desk.arrive(desk.ask().upload, pictures.pdf())
    assert judged is not None
    assert (judged.state, judged.content_type) == ("accepted", "application/pdf")


def test_an_object_swapped_after_its_verdict_changes_nothing() -> None:
    desk, body = Desk(), pictures.photo()
    upload = desk.ask().upload
    first = desk.arrive(upload, body)
    assert desk.arrive(upload, pictures.photo(0.5), version="v2") is None
    assert desk.arrive(upload, body) is None
    assert desk.uploads.get(upload) == first
    assert list(desk.papers.papers) == [hashlib.sha256(body).hexdigest()]


def test_two_versions_judged_at_once_make_one_verdict() -> None:
    desk = Desk()
    upload = desk.ask().upload
    bodies = {"v1": pictures.photo(), "v2": pictures.photo(0.01)}
    verdicts: list[Upload | None] = []
    threads = [
        threading.Thread(target=lambda v=version, b=body: verdicts.append(desk.arrive(upload, b, v)))
        for version, body in bodies.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [verdict for verdict in verdicts if verdict is not None]
    assert told == [desk.uploads.get(upload)]


def test_another_persons_draft_and_upload_are_unknown() -> None:
    desk = Desk()
    slot = desk.ask()
    with pytest.raises(UnknownDraftError):
        desk.ask(owners=("phone:b", "s-officer"))
    with pytest.raises(UnknownDraftError):
        desk.ask(replace(PAGE, draft="d2"))
    with pytest.raises(UnknownUploadError):
        own_upload(slot.upload, ["phone:b"], uploads=desk.uploads)
    with pytest.raises(UnknownUploadError):
        remove_upload(slot.upload, ["phone:b"], uploads=desk.uploads, drafts=desk.drafts)
    with pytest.raises(UnknownUploadError):
        own_upload("t-unknown", [OWNER], uploads=desk.uploads)
    assert desk.pages() == [slot.upload]


def test_what_can_be_refused_beforehand_never_travels() -> None:
    desk = Desk()
    assert refusal(desk, replace(PAGE, material="passport")) == "material_unknown"
    assert refusal(desk, replace(PAGE, content_type="application/zip")) == "wrong_type"
    assert refusal(desk, replace(PAGE, content_type="", name="virus.exe")) == "wrong_type"
    assert refusal(desk, replace(PAGE, size=0)) == "empty"
    assert refusal(desk, replace(PAGE, size=MAX_BYTES + 1)) == "too_large"
    assert desk.pages() == []
    assert desk.ask(replace(PAGE, size=MAX_BYTES)).upload


@pytest.mark.parametrize(
    ("declared", "name", "found"),
    [
        ("image/jpeg", "x", "image/jpeg"),
        ("image/jpg", "x", "image/jpeg"),
        ("IMAGE/PNG; q=1", "x", "image/png"),
        ("image/heif", "x", "image/heic"),
        ("", "IMG_0001.HEIC", "image/heic"),
        ("application/octet-stream", "扫描件.pdf", "application/pdf"),
        ("", "none", ""),
    ],
)
def test_the_declared_type_is_read_as_browsers_mean_it(declared: str, name: str, found: str) -> None:
    assert declared_type(declared, name) == found


def test_a_material_has_twenty_pages_and_refused_ones_make_room() -> None:
    desk = Desk()
    slots = [desk.ask() for _ in range(MOST_PAGES)]
    assert refusal(desk, PAGE) == "too_many_pages"
    desk.arrive(slots[3].upload, b"")
    assert desk.ask().upload
    assert refusal(desk, PAGE) == "too_many_pages"
    remove_upload(slots[5].upload, [OWNER], uploads=desk.uploads, drafts=desk.drafts)
    assert desk.ask().upload


def test_what_never_arrived_makes_room_and_is_forgotten() -> None:
    desk = Desk()
    lost = [desk.ask().upload for _ in range(MOST_PAGES)]
    desk.at += timedelta(hours=1)
    assert desk.ask().upload
    with pytest.raises(UnknownUploadError):
        own_upload(lost[0], [OWNER], uploads=desk.uploads)
    assert desk.arrive(lost[0], pictures.photo()) is None


def test_uploads_are_limited_by_the_hour() -> None:
    desk = Desk()
    hourly = PER_OWNER[0][1]
    for _ in range(hourly):
        slot = desk.ask()
        remove_upload(slot.upload, [OWNER], uploads=desk.uploads, drafts=desk.drafts)
    with pytest.raises(TooManyRequestsError):
        desk.ask()
    desk.at += timedelta(hours=1)
    assert desk.ask().upload


def test_a_submitted_draft_takes_and_loses_no_pages() -> None:
    desk = Desk()
    slot = desk.ask()
    desk.drafts.submitted("d1", "R-1")
    with pytest.raises(SubmittedDraftError):
        desk.ask()
    remove_upload(slot.upload, [OWNER], uploads=desk.uploads, drafts=desk.drafts)
    assert desk.pages() == [slot.upload]


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_words_of_a_stranger_break_the_declared_type(content_type: str, name: str) -> None:
    assert isinstance(declared_type(content_type, name), str)
