"""Certificates for a key that is in KMS: the request to a CA, a test CA's answer, and whether an answer fits."""

import hashlib
import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from asn1crypto import csr, keys, pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from chalicelib.adapters.certificates import SIGNING_CHAIN

TEST_CA: Final = "不求人测试根证书（仅供测试）"
_ALGORITHM: Final = "RSASSA_PKCS1_V1_5_SHA_256"
_YEARS: Final = timedelta(days=365 * 30)
_LONGEST_NAME: Final = 64
"""Of a common name and an organisation: X.520's upper bounds."""


class ChainError(ValueError):
    """The certificates do not fit; each argument is a line for whoever asked."""

    code = "signing_chain"


def request(kms: Any, key: str, organisation: str) -> bytes:
    """A PKCS #10 request in PEM for the key, signed by it."""
    info = csr.CertificationRequestInfo(
        {
            "version": "v1",
            "subject": asn1.Name.build(
                {"country_name": "CN", "organization_name": organisation, "common_name": organisation}
            ),
            "subject_pk_info": keys.PublicKeyInfo.load(_public(kms, key)),
            "attributes": [],
        }
    )
    digest = hashlib.sha256(info.dump()).digest()
    signature = kms.sign(KeyId=key, Message=digest, MessageType="DIGEST", SigningAlgorithm=_ALGORITHM)["Signature"]
    asked = csr.CertificationRequest(
        {
            "certification_request_info": info,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": signature,
        }
    )
    armoured: bytes = pem.armor("CERTIFICATE REQUEST", asked.dump())
    return armoured


def chain_for_tests(kms: Any, key: str, organisation: str, now: datetime) -> bytes:
    """Certificate and root in PEM from a CA that is made for this one and whose private key is kept nowhere."""
    ca = ec.generate_private_key(ec.SECP256R1())
    root_name = _name(TEST_CA)
    root = (
        _begun(root_name, root_name, ca.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(ca, hashes.SHA256())
    )
    public = serialization.load_der_public_key(_public(kms, key))
    if not isinstance(public, rsa.RSAPublicKey):
        raise ChainError("the key in KMS is no RSA key")
    leaf = (
        _begun(_name(organisation), root_name, public, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.public_key()), critical=False)
        .sign(ca, hashes.SHA256())
    )
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (leaf, root))


def check(stored: bytes, public: bytes, now: datetime) -> Sequence[x509.Certificate]:
    """The certificates of a PEM file, the signing one first, each vouched for by the next. `public` is the key's
    SubjectPublicKeyInfo.

    Raises ChainError.
    """
    try:
        chain = x509.load_pem_x509_certificates(stored)
    except ValueError as error:
        raise ChainError(f"no certificates in PEM: {error}") from None
    faults = [*_faults_of_first(chain[0], public)]
    faults += [
        f"{one.subject.rfc4514_string()} holds until {one.not_valid_after_utc}, not now"
        for one in chain
        if not one.not_valid_before_utc <= now <= one.not_valid_after_utc
    ]
    for one, issuer in itertools.pairwise(chain):
        try:
            one.verify_directly_issued_by(issuer)
        except Exception as error:  # noqa: BLE001 - several unrelated kinds, each a reason
            faults.append(f"{one.subject.rfc4514_string()} was not issued by the next one of the file: {error!r}")
    if faults:
        raise ChainError(*faults)
    return chain


def _faults_of_first(signing: x509.Certificate, public: bytes) -> list[str]:
    own = signing.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    faults = [] if own == public else ["the first certificate is not for the key in KMS: put the signing one first"]
    try:
        usage = signing.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return faults
    if not usage.content_commitment and not usage.digital_signature:
        faults.append("the first certificate is not for signatures (its key usage)")
    return faults


def install(stored: bytes, *, kms: Any, key: str, s3: Any, bucket: str, now: datetime) -> Sequence[x509.Certificate]:
    """Checks the certificates and puts them where `certify` looks. Raises ChainError."""
    chain = check(stored, _public(kms, key), now)
    s3.put_object(Bucket=bucket, Key=SIGNING_CHAIN, Body=stored, ContentType="application/x-pem-file")
    return chain


def has_chain(s3: Any, bucket: str) -> bool:
    return bool(s3.list_objects_v2(Bucket=bucket, Prefix=SIGNING_CHAIN).get("KeyCount"))


def _public(kms: Any, key: str) -> Any:
    return kms.get_public_key(KeyId=key)["PublicKey"]


def _name(text: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, text[:_LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, text[:_LONGEST_NAME]),
        ]
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEARS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
