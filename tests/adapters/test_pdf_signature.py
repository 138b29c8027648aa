"""Signed certificates hold in pyHanko's own validator and in poppler's `pdfsig`; nothing in them can be changed."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader

from chalicelib import settings, wiring
from chalicelib.adapters.certificate_pdf import PdfPrinter
from chalicelib.adapters.certificates import SIGNING_CHAIN
from chalicelib.adapters.pdf_signature import KmsPdfSigner
from chalicelib.ports import UnsignableError
from infra.local.server import LocalCloud
from infra.signing.chain import ChainError, chain_for_tests, check, has_chain, install, request
from tests.adapters.test_certificate_pdf import compact, sheet
from tests.answering import listening
from tests.effort import share
from tests.signatures import root_of, signature_of

pytestmark = pytest.mark.usefixtures("cloud")

AT = datetime.now(UTC).replace(microsecond=0)


def clients() -> dict[str, Any]:
    return {
        "kms": wiring.client("kms"),
        "key": settings.value("SIGNING_KEY"),
        "s3": wiring.client("s3"),
        "bucket": settings.value("BUCKET_PAPERS"),
    }


def chain_made(at: datetime = AT) -> bytes:
    return chain_for_tests(wiring.client("kms"), settings.value("SIGNING_KEY"), "咸宁市政务服务中心", at)


def keep(stored: bytes) -> None:
    wiring.client("s3").put_object(Bucket=settings.value("BUCKET_PAPERS"), Key=SIGNING_CHAIN, Body=stored)


def new_signer(timestamps: str = "") -> KmsPdfSigner:
    """It reads the certificates that lie there now."""
    found = clients()
    return KmsPdfSigner(found["kms"], found["key"], found["s3"], found["bucket"], timestamps=timestamps)


@pytest.fixture(scope="module")
def chain(cloud: LocalCloud) -> bytes:
    assert cloud.url
    stored = chain_made()
    install(stored, **clients(), now=AT)
    return stored


@pytest.fixture(scope="module")
def signed(chain: bytes) -> bytes:
    """By a signer that has signed before, as most are."""
    assert chain
    signer = new_signer()
    signer.sign(PdfPrinter().print(sheet(number="编号：XNJSZ2026ABCDE00000")), at=AT, reason="签发证照")
    return signer.sign(PdfPrinter().print(sheet()), at=AT, reason="签发证照")


def test_pyhankos_validator_trusts_it_under_its_ca_and_no_other(signed: bytes, chain: bytes) -> None:
    found = signature_of(signed, chain)
    assert found.bottom_line, found.pretty_print_details()
    assert found.coverage.name == "ENTIRE_FILE"
    assert found.docmdp_ok
    assert not signature_of(signed, chain_made()).bottom_line


def test_a_signers_first_and_later_signatures_say_the_same_and_hold(chain: bytes) -> None:
    signer, page = new_signer(), PdfPrinter().print(sheet())
    pdfs = [signer.sign(page, at=AT, reason="r") for _ in range(3)]
    assert all(signature_of(pdf, chain).bottom_line for pdf in pdfs)
    first, *later = [PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].signed_data.native for pdf in pdfs]
    for one in (first, *later):
        (signed_by,) = one["signer_infos"]
        del signed_by["signature"]
        (digest,) = [part for part in signed_by["signed_attrs"] if part["type"] == "message_digest"]
        signed_by["signed_attrs"].remove(digest)
    assert later == [first, first]


def test_it_is_a_pades_signature_of_the_whole_file_that_allows_no_change(signed: bytes) -> None:
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == SigSeedSubFilter.PADES.value
    assert signature.docmdp_level.name == "NO_CHANGES"
    assert signature.self_reported_timestamp == AT, "the caller's time, not the machine's"
    assert signature.sig_object["/Reason"] == "签发证照"
    attributes = {one["type"].native for one in signature.signer_info["signed_attrs"]}
    assert "signing_certificate_v2" in attributes
    assert "signing_time" not in attributes, "of a PAdES signature the time is in the dictionary alone"


def test_text_can_be_selected_and_fonts_are_embedded_as_before(signed: bytes) -> None:
    page = PdfReader(io.BytesIO(signed)).pages[0]
    assert "王小明" in compact(page.extract_text())
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    for font in (fonts[name].get_object() for name in fonts):
        (descendant,) = font["/DescendantFonts"]
        assert "/FontFile2" in descendant.get_object()["/FontDescriptor"]


def signed_positions(pdf: bytes) -> list[int]:
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]", pdf)
    assert found
    first, length, second, rest = map(int, found.groups())
    return [*range(first, first + length), *range(second, second + rest)]


@pytest.mark.thorough
@effort(deadline=None, max_examples=share(600))
@given(data=st.data())
def test_one_changed_byte_anywhere_fails(signed: bytes, chain: bytes, data: st.DataObject) -> None:
    positions = signed_positions(signed)
    assert len(positions) > 20_000
    at = positions[data.draw(st.integers(0, len(positions) - 1))]
    changed = bytearray(signed)
    changed[at] ^= data.draw(st.integers(1, 255))
    assert fails(bytes(changed), chain)


def fails(pdf: bytes, chain: bytes) -> bool:
    """Whether a reader refuses the file or finds no signature in it that holds."""
    try:
        return not signature_of(pdf, chain).bottom_line
    except Exception:  # noqa: BLE001 - a broken file breaks readers in many ways, and each is a refusal
        return True


def test_something_added_after_the_signature_is_not_covered_by_it(signed: bytes, chain: bytes) -> None:
    assert not fails(signed, chain)
    assert signature_of(signed + b"\n% added\n", chain).coverage.name != "ENTIRE_FILE"


def pdf_tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        message = f"{name} is not installed (.ci/run installs poppler-utils and libnss3-tools)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def pdfsig(pdf: bytes, folder: Path, *options: str) -> str:
    path = folder / "certificate.pdf"
    path.write_bytes(pdf)
    ran = subprocess.run([pdf_tool("pdfsig"), *options, str(path)], capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


def test_pdfsig_finds_it_valid_and_trusts_it_under_its_ca(signed: bytes, chain: bytes, tmp_path: Path) -> None:
    untrusted = pdfsig(signed, tmp_path)
    assert "Signature is Valid." in untrusted
    assert "Total document signed" in untrusted
    assert "ETSI.CAdES.detached" in untrusted
    assert "Certificate is Trusted." not in untrusted
    trust, root = f"sql:{tmp_path}", tmp_path / "root.der"
    root.write_bytes(root_of(chain).dump())
    certutil = pdf_tool("certutil")
    for command in (["-N", "--empty-password"], ["-A", "-n", "root", "-t", ",C,", "-i", str(root)]):
        subprocess.run([certutil, "-d", trust, *command], check=True, capture_output=True)
    trusted = pdfsig(signed, tmp_path, "-nssdir", trust)
    assert "Signature is Valid." in trusted
    assert "Certificate is Trusted." in trusted, trusted


def test_pdfsig_sees_a_changed_byte(signed: bytes, tmp_path: Path) -> None:
    positions = signed_positions(signed)
    for at in (positions[len(positions) // 3], positions[-40]):
        changed = bytearray(signed)
        changed[at] ^= 1
        assert "Signature is Valid." not in pdfsig(bytes(changed), tmp_path)


def test_a_time_stamp_servers_word_is_in_it_where_one_is_named(chain: bytes) -> None:
    authority, certificate = timestamp_authority()
    with listening(server_of(authority)) as url:
        pdf = new_signer(f"{url}/").sign(PdfPrinter().print(sheet()), at=AT, reason="r")
    found = signature_of(pdf, chain, certificate)
    assert found.bottom_line, found.pretty_print_details()
    assert found.timestamp_validity is not None
    assert found.timestamp_validity.intact
    assert abs(found.timestamp_validity.timestamp - datetime.now(UTC)) < timedelta(minutes=5)


def timestamp_authority() -> tuple[DummyTimeStamper, asn1.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time-stamps for tests")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=9))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    own = asn1.Certificate.load(der)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    return DummyTimeStamper(own, keys.PrivateKeyInfo.load(private), certs_to_embed=store), own


def server_of(authority: DummyTimeStamper) -> HTTPServer:
    """An RFC 3161 server over HTTP."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            body = authority.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return HTTPServer(("127.0.0.1", 0), Answers)


@pytest.fixture
def other_chain(chain: bytes) -> Iterator[None]:
    yield
    keep(chain)


@pytest.mark.usefixtures("other_chain")
def test_without_a_certificate_that_holds_nothing_is_signed() -> None:
    pdf = PdfPrinter().print(sheet())
    key = wiring.client("kms").create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    foreign = chain_for_tests(wiring.client("kms"), key, "另一家", AT)
    for stored, why in (
        (foreign, "not for the key in KMS"),
        (b"nothing", "cannot be read"),
        (chain_made(AT + timedelta(days=9)), "not at"),
    ):
        keep(stored)
        with pytest.raises(UnsignableError, match=why):
            new_signer().sign(pdf, at=AT, reason="r")
    wiring.client("s3").delete_object(Bucket=settings.value("BUCKET_PAPERS"), Key=SIGNING_CHAIN)
    assert not has_chain(wiring.client("s3"), settings.value("BUCKET_PAPERS"))
    with pytest.raises(UnsignableError, match="make signing"):
        new_signer().sign(pdf, at=AT, reason="r")


def test_a_certificate_that_soon_ends_calls_for_a_person(chain: bytes, caplog: pytest.LogCaptureFixture) -> None:
    ends = x509.load_pem_x509_certificates(chain)[0].not_valid_after_utc
    new_signer().sign(PdfPrinter().print(sheet()), at=ends - timedelta(days=31), reason="r")
    assert "ALARM" not in caplog.text
    new_signer().sign(PdfPrinter().print(sheet()), at=ends - timedelta(days=29), reason="r")
    assert "ALARM the signing certificate ends" in caplog.text


def test_the_request_to_a_ca_is_for_the_key_and_signed_by_it() -> None:
    asked = x509.load_pem_x509_csr(request(wiring.client("kms"), settings.value("SIGNING_KEY"), "咸宁市政务服务中心"))
    assert asked.is_signature_valid
    assert asked.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "咸宁市政务服务中心"
    assert public_key() == asked.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def public_key() -> bytes:
    found: bytes = wiring.client("kms").get_public_key(KeyId=settings.value("SIGNING_KEY"))["PublicKey"]
    return found


def test_what_a_ca_gave_is_looked_at_before_it_is_put_in_force(chain: bytes) -> None:
    leaf, root = x509.load_pem_x509_certificates(chain)
    pem = serialization.Encoding.PEM
    other_root = x509.load_pem_x509_certificates(chain_made())[-1]
    assert [one.subject for one in check(chain, public_key(), AT)] == [leaf.subject, root.subject]
    for stored, at, why in (
        (root.public_bytes(pem) + leaf.public_bytes(pem), AT, "not for the key in KMS"),
        (leaf.public_bytes(pem) + other_root.public_bytes(pem), AT, "was not issued by"),
        (chain, AT + timedelta(days=365 * 31), "holds until"),
        (b"nothing", AT, "no certificates"),
    ):
        with pytest.raises(ChainError, match=why):
            check(stored, public_key(), at)


def test_the_test_cas_private_key_is_kept_nowhere(cloud: LocalCloud, chain: bytes) -> None:
    """What is stored is two certificates; no other object and no parameter came of it."""
    assert chain.count(b"BEGIN") == chain.count(b"BEGIN CERTIFICATE") == 2
    stored = [one.key for one in cloud.cloud.objects.current(settings.value("BUCKET_PAPERS"), "signing/")]
    assert stored == [SIGNING_CHAIN]
