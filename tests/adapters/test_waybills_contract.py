"""Waybills and Certificates: the fake and the real adapter keep the same contract."""

import hashlib
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chalicelib import wiring
from chalicelib.domain.parcel import CORRECTED, ParcelEvent, ParcelNote, ParcelState
from chalicelib.ports import Waybills
from tests.fakes.waybills import FakeWaybills

pytestmark = pytest.mark.usefixtures("cloud")
AT = datetime(2026, 3, 3, 9, 0, 0, 123456, tzinfo=UTC)
both = pytest.mark.parametrize("make", [FakeWaybills, wiring.waybills], ids=["fake", "real"])


def event(state: str, hour: int) -> ParcelEvent:
    return ParcelEvent(ParcelState(state), AT + timedelta(hours=hour))


@both
def test_cases_stand_on_their_own_waybill_once(make: Callable[[], Waybills]) -> None:
    waybills, number = make(), uuid4().hex.upper()
    assert list(waybills.cases("ems", number)) == []
    for matter in ("c-B", "c-A", "c-B"):
        waybills.add_case("ems", number, matter)
    waybills.add_case("sf", number, "c-C")
    waybills.park("ems", number, event("collected", 0), expires_at=100)
    assert list(waybills.cases("ems", number)) == ["c-A", "c-B"]
    assert list(waybills.cases("sf", number)) == ["c-C"]


@both
def test_events_are_parked_once_in_order_until_they_expire(make: Callable[[], Waybills]) -> None:
    waybills, number = make(), uuid4().hex.upper()
    waybills.add_case("ems", number, "c-A")
    late, early = event("delivered", 3), event("collected", 1)
    for one, expires_at in ((late, 200), (early, 100), (late, 200)):
        waybills.park("ems", number, one, expires_at=expires_at)
    assert list(waybills.reports("ems", number, now=99).events) == [early, late]
    assert list(waybills.reports("ems", number, now=100).events) == [late]
    assert list(waybills.reports("ems", number, now=200).events) == []
    assert list(waybills.reports("sf", number, now=0).events) == []


@both
def test_what_may_be_personal_is_not_kept(make: Callable[[], Waybills]) -> None:
    waybills, number = make(), uuid4().hex.upper()
    said = ParcelEvent(ParcelState.DELIVERED, AT, location="咸宁", remark="放前台", signed_by="王小明")
    waybills.park("ems", number, said, expires_at=100)
    assert list(waybills.reports("ems", number, now=0).events) == [ParcelEvent(ParcelState.DELIVERED, AT)]


@both
def test_notes_are_kept_until_they_expire_and_are_no_events(make: Callable[[], Waybills]) -> None:
    waybills, number = make(), uuid4().hex.upper()
    lost, corrected = ParcelNote("abandoned", AT + timedelta(hours=1)), ParcelNote(CORRECTED, AT, "sf")
    for one, expires_at in ((lost, 200), (corrected, 100), (lost, 200)):
        waybills.note("ems", number, one, expires_at=expires_at)
    assert list(waybills.reports("ems", number, now=99).notes) == [corrected, lost]
    assert list(waybills.reports("ems", number, now=100).notes) == [lost]
    assert list(waybills.reports("sf", number, now=0).notes) == []
    assert (list(waybills.reports("ems", number, now=0).events), list(waybills.cases("ems", number))) == ([], [])


@both
def test_a_waybill_is_watched_until_that_expires(make: Callable[[], Waybills]) -> None:
    waybills, number = make(), uuid4().hex.upper()
    assert not waybills.reports("ems", number, now=0).watched
    for _ in range(2):
        waybills.watch("ems", number, expires_at=100)
    assert [waybills.reports(by, number, now=now).watched for by, now in (("ems", 99), ("ems", 100), ("sf", 0))] == [
        True,
        False,
        False,
    ]
    assert list(waybills.cases("ems", number)) == []


def test_a_certificate_is_stored_once_and_shown_as_its_number() -> None:
    certificates = wiring.certificates()
    pdf = b"%PDF-1.7 " + uuid4().bytes
    digest = hashlib.sha256(pdf).hexdigest()
    certificates.keep(digest, pdf, "XNSP2026ABCDE23456")
    certificates.keep(digest, b"something else", "other")
    with urllib.request.urlopen(certificates.sign_view(digest, seconds=60)) as answer:  # noqa: S310 - the local bucket
        assert answer.read() == pdf
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == 'inline; filename="XNSP2026ABCDE23456.pdf"'
    assert certificates.read(digest) == pdf
    unsigned = certificates.sign_view(digest, seconds=60).partition("?")[0]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(unsigned)  # noqa: S310 - the local bucket
    refused.value.close()
    assert refused.value.code == 403
