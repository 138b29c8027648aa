"""`make signing`, on a small city's local stage: asked for, looked at, put in force, and nothing lost by a wrong file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra.signing.__main__ import main
from tests.cities import SECOND_CITY

CENTRE = "云岭市市民服务中心"


@pytest.fixture(autouse=True)
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CITY_DIR", str(SECOND_CITY))
    for name in ("ASK", "FILE", "STAGE"):
        monkeypatch.delenv(name, raising=False)


def answer(request: x509.CertificateSigningRequest) -> bytes:
    """What a CA makes of the request: the certificate and its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A CA")]), datetime.now(UTC)

    def made(subject: x509.Name, public: object) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(name).serial_number(7)
        dated = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=90))
        return dated.public_key(public).sign(key, hashes.SHA256())  # type: ignore[arg-type]

    chain = made(request.subject, request.public_key()), made(name, key.public_key())
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)


def test_from_the_request_to_the_certificate_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASK", "request")
    assert main() == 0
    out = capsys.readouterr().out
    asked = x509.load_pem_x509_csr(out[out.index("-----BEGIN") :].encode())
    given, wrong = tmp_path / "chain.pem", tmp_path / "wrong.pem"
    given.write_bytes(answer(asked))
    wrong.write_text(out)
    for file, code in ((wrong, 1), (tmp_path / "nowhere.pem", 1), (given, 0)):
        monkeypatch.setenv("FILE", str(file))
        assert main() == code, file
    told = capsys.readouterr()
    assert "no certificates in PEM" in told.err
    assert "nowhere.pem" in told.err
    monkeypatch.delenv("FILE")
    monkeypatch.setenv("ASK", "show")
    assert main() == 0
    assert given.read_text() in capsys.readouterr().out
    monkeypatch.setenv("ASK", "test")
    assert main() == 1, "a test CA never takes the place of a real one"
    assert "there is a certificate already" in capsys.readouterr().err


def test_without_a_question_it_says_what_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 1
    assert "ASK=request" in capsys.readouterr().err
