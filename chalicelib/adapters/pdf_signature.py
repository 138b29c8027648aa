"""PAdES signatures by pyHanko (ETSI EN 319 142-1: B-B, B-T with a time-stamp); the private key never leaves KMS."""

import asyncio
import hashlib
import io
import logging
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from asn1crypto import cms, pem, x509
from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from chalicelib.adapters.certificates import SIGNING_CHAIN
from chalicelib.ports import UnsignableError

LOG = logging.getLogger("buqiuren")

FIELD: Final = "Seal"

_ABSENT: Final = ("NoSuchKey", "AccessDenied")
"""S3 denies what is not there to a role that may not list."""

_DIGEST: Final = "sha256"
_ALGORITHM: Final = "RSASSA_PKCS1_V1_5_SHA_256"
_RENEW_WITHIN: Final = timedelta(days=30)

_ATTRIBUTES_ROOM: Final = 4096
"""Bytes for all of a signature that is neither a certificate nor made by the key; about 700 are used."""


class KmsPdfSigner:
    """`key` is the KMS key's id or ARN (RSA, SIGN_VERIFY); `timestamps` the address of an RFC 3161 server, or empty."""

    def __init__(self, kms: Any, key: str, s3: Any, bucket: str, *, timestamps: str = "") -> None:
        self._kms, self._key = kms, key
        self._s3, self._bucket = s3, bucket
        self._timestamps = HTTPTimeStamper(timestamps) if timestamps else None
        self._signer: _KmsSigner | None = None

    def sign(self, pdf: bytes, *, at: datetime, reason: str) -> bytes:
        with_key = self._with_key()
        _check_validity(with_key.chain[0], at)
        meta = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=_DIGEST,
            reason=reason,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        signer = _SignerAt(meta, with_key, timestamper=self._timestamps)
        signer.at = at
        room = None if self._timestamps else with_key.room
        document = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signed: io.BytesIO = asyncio.run(signer.async_sign_pdf(document, bytes_reserved=room))
        return signed.getvalue()

    def _with_key(self) -> "_KmsSigner":
        """Its certificates are read once in a process: a renewed one is for the same key, a new key comes with a
        deployment."""
        if not self._signer:
            try:
                stored: bytes = self._s3.get_object(Bucket=self._bucket, Key=SIGNING_CHAIN)["Body"].read()
            except ClientError as error:
                if error.response["Error"]["Code"] not in _ABSENT:
                    raise
                raise UnsignableError("no signing certificate: see `make signing`") from None
            self._signer = _KmsSigner(self._kms, self._key, read_chain(stored))
        return self._signer


class _SignerAt(PdfSigner):
    """pyHanko dates a signature by the machine's clock; ours is dated by the caller's."""

    at: datetime

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002 - pyHanko's own
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _Form(NamedTuple):
    """A signature without a time-stamp, of which the next one differs in two places, each as long as it was."""

    whole: bytes
    attributes: bytes
    digest: bytes
    signature: bytes

    @classmethod
    def of(cls, made: cms.ContentInfo, digest: bytes) -> "_Form | None":
        """None where a place cannot be told from another."""
        (signer,) = made["content"]["signer_infos"]
        form = cls(made.dump(), signer["signed_attrs"].untag().dump(), digest, signer["signature"].native)
        places = (form.whole.count(digest), form.attributes.count(digest), form.whole.count(form.signature))
        return form if places == (1, 1, 1) else None


class _KmsSigner(Signer):
    """`room` is what a signature without a time-stamp takes in the file, in hexadecimal digits. pyHanko would make a whole
    one to measure it: a third of the signing."""

    def __init__(self, kms: Any, key: str, chain: tuple[x509.Certificate, ...]) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko says no types here
        store.register_multiple(chain)
        super().__init__(signing_cert=chain[0], cert_registry=store)
        self.chain = chain
        self._kms, self._key = kms, key
        self._public = _public_key(chain[0])
        certificates = sum(len(certificate.dump()) for certificate in chain)
        self.room = 2 * (certificates + self._public.key_size // 8 + _ATTRIBUTES_ROOM)
        self._form: _Form | None = None

    async def async_sign(  # type: ignore[override]  # its other options go on as they come
        self,
        data_digest: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002
        use_pades: bool = False,  # noqa: FBT001, FBT002
        timestamper: Any = None,
        **options: Any,
    ) -> cms.ContentInfo | bytes:
        """Of a signature's ASN.1, whose making took two thirds of the signing, the second and later ones are the first with
        another digest, signed anew."""
        if self._form and not timestamper:
            form = self._form
            attributes = form.attributes.replace(form.digest, data_digest)
            signature = await self.async_sign_raw(attributes, digest_algorithm)
            return form.whole.replace(form.digest, data_digest).replace(form.signature, signature)
        made = await super().async_sign(data_digest, digest_algorithm, dry_run, use_pades, timestamper, **options)
        if not timestamper:
            self._form = _Form.of(made, data_digest)
        return made

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002
        if dry_run:
            return bytes(self._public.key_size // 8)
        answer = self._kms.sign(
            KeyId=self._key,
            Message=hashlib.new(digest_algorithm, data).digest(),
            MessageType="DIGEST",
            SigningAlgorithm=_ALGORITHM,
        )
        signature: bytes = answer["Signature"]
        try:
            self._public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise UnsignableError("the signing certificate is not for the key in KMS: see `make signing`") from None
        return signature


def read_chain(stored: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file in its order. Raises UnsignableError."""
    try:
        found = tuple(x509.Certificate.load(der) for _, _, der in pem.unarmor(stored, multiple=True))
        _public_key(found[0])
    except ValueError as error:
        raise UnsignableError(f"the signing certificates cannot be read: {error}") from None
    return found


def _public_key(certificate: x509.Certificate) -> rsa.RSAPublicKey:
    key = load_der_public_key(certificate.public_key.dump())
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("the signing certificate is for no RSA key")  # noqa: TRY004 - of the file, not of an argument
    return key


def _check_validity(certificate: x509.Certificate, at: datetime) -> None:
    first, last = certificate.not_valid_before, certificate.not_valid_after
    if not first <= at <= last:
        raise UnsignableError(f"the signing certificate holds from {first} to {last}, not at {at}")
    if last - at < _RENEW_WITHIN:
        LOG.error("ALARM the signing certificate ends at %s: renew it (`make signing`)", last.astimezone(UTC))
