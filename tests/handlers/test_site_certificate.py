"""From the grant to the certificate in hand: issued off the queue, opened by its holder, verified by anybody."""

import hashlib
import io
from collections.abc import Iterator
from typing import get_args

import pytest
import requests
from pypdf import PdfReader

from chalicelib import settings, wiring
from chalicelib.adapters.certificates import SIGNING_CHAIN
from chalicelib.domain.certificate import certificate_secret
from chalicelib.domain.identity import check_mobile
from chalicelib.domain.parcel import ParcelEvent, ParcelState, Push
from chalicelib.domain.reference import reference_of
from chalicelib.domain.renewal import Validity
from chalicelib.domain.row import RowKey
from chalicelib.domain.typed_code import shown_code
from chalicelib.pages.certificate_view import COLOURS
from chalicelib.texts import text
from chalicelib.usecases.certificate_file import read_certificate
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.project_certificate import certificates_queue
from chalicelib.usecases.take_push import push_task
from infra.local.server import LocalCloud
from tests.handlers.granted import case_of, dispatch, eventually, granted
from tests.handlers.hall import PATIENCE, Citizen, words
from tests.handlers.test_hall import check_page
from tests.running_site import running_site
from tests.signatures import signature_of

WAYBILL = "EA000000009CN"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("certificates")) as started:
        yield started


@pytest.fixture(scope="module")
def reference(cloud: LocalCloud) -> str:
    """A granted case whose certificate is there."""
    made = granted("a certificate to verify")
    eventually(lambda: case_of(made).certificate)
    return made


def test_the_file_is_signed_by_the_stages_key_and_the_log_has_its_digest(reference: str) -> None:
    certificate = read_certificate(case_of(reference).certificate, log=wiring.log())
    assert certificate is not None
    pdf = wiring.certificates().read(certificate.issued.pdf)
    assert hashlib.sha256(pdf).hexdigest() == certificate.issued.pdf
    stored = wiring.client("s3").get_object(Bucket=settings.value("BUCKET_PAPERS"), Key=SIGNING_CHAIN)["Body"].read()
    found = signature_of(pdf, stored)
    assert found.bottom_line, found.pretty_print_details()


@pytest.fixture(scope="module")
def holder(cloud: LocalCloud, reference: str) -> Citizen:
    citizen = Citizen(cloud).sign_in()
    account = account_of(check_mobile(citizen.phone), key=wiring.pseudonym_key())
    wiring.parties().put(account, "party#p-test", {"number": "", "last_four": ""})
    return citizen


@pytest.fixture
def guest(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud)


def certificate_of(reference: str) -> tuple[str, str, str]:
    """Reference, number and secret of the case's certificate."""
    case = case_of(reference)
    secret = certificate_secret(case.certificate, key=wiring.certificate_key())
    return reference_of(case.certificate), case.certificate_number, secret


def test_the_queue_makes_the_certificate_and_its_row(cloud: LocalCloud, reference: str) -> None:
    assert cloud.drain()
    row = wiring.views().get(RowKey(certificates_queue("p-test"), case_of(reference).certificate))
    assert row is not None
    assert row["number"] == case_of(reference).certificate_number
    assert not cloud.cloud.queues.receive("local-CertifyDeadLetters", 1, visibility=0)


def test_the_holder_opens_the_file(cloud: LocalCloud, holder: Citizen, reference: str) -> None:
    page = holder.get(f"/cases/{reference}")
    check_page(page)
    assert "查看电子证照" in words(page)
    shown = holder.get(f"/cases/{reference}/certificate/view")
    check_page(shown)
    picture = holder.get(f"/cases/{reference}/certificate/pages/1")
    assert picture.content.startswith(b"\x89PNG")
    assert holder.get(f"/cases/{reference}/certificate/pages/2").status_code == 404
    answer = holder.get(f"/cases/{reference}/certificate")
    assert answer.status_code == 303
    pdf = requests.get(answer.headers["Location"], timeout=PATIENCE)
    assert pdf.headers["Content-Type"] == "application/pdf"
    said = "".join(PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text().split())
    _, number, secret = certificate_of(reference)
    for part in ("王小明", number, shown_code(secret), "420101************", "高级中学教师资格证书"):
        assert part in said


def test_nobody_else_does(cloud: LocalCloud, guest: Citizen, reference: str) -> None:
    assert guest.get(f"/cases/{reference}/certificate").headers["Location"].startswith("/signin?next=")
    stranger = Citizen(cloud).sign_in()
    assert stranger.get(f"/cases/{reference}/certificate").status_code == 404


def test_the_qr_code_tells_that_it_is_genuine(guest: Citizen, reference: str) -> None:
    own, number, secret = certificate_of(reference)
    answer = guest.get(f"/v/{own}?k={secret}")
    check_page(answer)
    said = words(answer)
    for part in ("这份证照是真的，目前有效", number, "王*明", "咸宁市教育局", "长期有效"):
        assert part in said
    assert "王小明" not in answer.text
    assert "420101" not in answer.text


def test_typed_by_hand_it_tells_the_same(guest: Citizen, reference: str) -> None:
    _, number, secret = certificate_of(reference)
    answer = guest.get("/verify", params={"number": number.lower(), "k": shown_code(secret).lower()})
    assert "这份证照是真的" in words(answer)


def test_what_is_not_genuine_gets_one_sentence(guest: Citizen, reference: str) -> None:
    own, _, secret = certificate_of(reference)
    answers = [guest.get(path) for path in (f"/v/{own}?k=wrong", f"/v/{own}", f"/v/{reference}?k={secret}", "/v/x?k=y")]
    for answer in answers:
        check_page(answer, 404)
        assert "没有查到这份证照" in words(answer)
        assert "王" not in words(answer)


def test_the_empty_form_and_what_is_missing(guest: Citizen) -> None:
    check_page(guest.get("/verify"))
    answer = guest.get("/verify", params={"number": "XNSP2026", "k": ""})
    check_page(answer, 422)
    assert 'value="XNSP2026"' in answer.text


def test_the_interface_tells_programs(guest: Citizen, reference: str) -> None:
    own, number, secret = certificate_of(reference)
    told = guest.get(f"/api/certificates/{own}?k={secret}").json()
    assert (told["genuine"], told["in_force"], told["valid_until"], told["holder"]) == (True, True, None, "王*明")
    assert told["number"] == number
    wrong = guest.get(f"/api/certificates/{own}?k=wrong")
    assert (wrong.status_code, wrong.json()["code"]) == (404, "certificate_unknown")


def test_the_parcel_shows_on_the_holders_page(cloud: LocalCloud, holder: Citizen, reference: str) -> None:
    dispatch(reference, WAYBILL)
    assert "还没有揽收记录" in words(holder.get(f"/cases/{reference}"))
    moved = (ParcelState.COLLECTED, ParcelState.OUT_FOR_DELIVERY)
    for state in moved:
        event = ParcelEvent(state, wiring.now(), location="某小区", remark="放门口")
        wiring.work_queue().put(push_task("kuaidi100", Push("p", "ems", WAYBILL, (event,)), now=wiring.now()))
        eventually(lambda state=state: (last := case_of(reference).parcels[0].last) and last.state == state)
    page = holder.get(f"/cases/{reference}")
    check_page(page)
    said = words(page)
    for part in ("正在派送，请留意快递员的电话", "中国邮政EMS", WAYBILL, "已揽收"):
        assert part in said
    assert "某小区" not in page.text


def test_every_validity_has_its_sentence_and_colour() -> None:
    assert set(COLOURS) == set(get_args(Validity))
    assert all(text(f"certificate.{validity}", on="X", until="X") for validity in COLOURS)
