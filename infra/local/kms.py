"""A small KMS: asymmetric signing keys that survive a restart.

moto's keys hold live OpenSSL objects, which cannot be written through; a private key here is its PKCS#8 text.
"""

import base64
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from infra.local.errors import CloudError
from infra.local.store import Store

_SCHEMA = "CREATE TABLE IF NOT EXISTS kms_keys (id TEXT PRIMARY KEY, spec TEXT NOT NULL, private_key BLOB NOT NULL)"
_ALGORITHMS = {
    "RSA_2048": ["RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PSS_SHA_256"],
    "RSA_3072": ["RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PSS_SHA_256"],
    "ECC_NIST_P256": ["ECDSA_SHA_256"],
}


class Keys:
    def __init__(self, store: Store, *, arn: Callable[[str], str]) -> None:
        self._store = store
        self._arn = arn
        store.define(_SCHEMA)
        self._operations = {
            "CreateKey": self._create,
            "DescribeKey": self._describe,
            "GetPublicKey": self._public_key,
            "Sign": self._sign,
            "Verify": self._verify,
        }

    def call(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        handler = self._operations.get(operation)
        if handler is None:
            raise CloudError("UnknownOperationException", f"{operation} is not part of the local cloud")
        return handler(body)

    def ensure(self, key_id: str, spec: str) -> None:
        """Make a key of this id once; one that is there stays as it is."""
        if spec not in _ALGORITHMS:
            raise CloudError("UnsupportedOperationException", f"KeySpec {spec} is not part of the local cloud")
        if self._store.row("SELECT 1 FROM kms_keys WHERE id = ?", key_id):
            return
        key = (
            ec.generate_private_key(ec.SECP256R1())
            if spec == "ECC_NIST_P256"
            else rsa.generate_private_key(public_exponent=65537, key_size=int(spec.removeprefix("RSA_")))
        )
        private = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._store.run("INSERT OR IGNORE INTO kms_keys VALUES (?, ?, ?)", key_id, spec, private)

    def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        key_id = str(uuid.uuid4())
        self.ensure(key_id, body.get("KeySpec", "SYMMETRIC_DEFAULT"))
        return self._describe({"KeyId": key_id})

    def _describe(self, body: dict[str, Any]) -> dict[str, Any]:
        key_id, spec, _ = self._key(body)
        metadata = {"KeyId": key_id, "Arn": self._arn(key_id), "KeySpec": spec, "KeyUsage": "SIGN_VERIFY"}
        return {"KeyMetadata": metadata | {"Enabled": True, "SigningAlgorithms": _ALGORITHMS[spec]}}

    def _public_key(self, body: dict[str, Any]) -> dict[str, Any]:
        key_id, spec, key = self._key(body)
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return {
            "KeyId": self._arn(key_id),
            "PublicKey": base64.b64encode(public).decode(),
            "KeySpec": spec,
            "KeyUsage": "SIGN_VERIFY",
            "SigningAlgorithms": _ALGORITHMS[spec],
        }

    def _sign(self, body: dict[str, Any]) -> dict[str, Any]:
        key_id, spec, key = self._key(body)
        signature = key.sign(base64.b64decode(body["Message"]), *_scheme(spec, body))
        return {
            "KeyId": self._arn(key_id),
            "Signature": base64.b64encode(signature).decode(),
            "SigningAlgorithm": body["SigningAlgorithm"],
        }

    def _verify(self, body: dict[str, Any]) -> dict[str, Any]:
        key_id, spec, key = self._key(body)
        signature, message = base64.b64decode(body["Signature"]), base64.b64decode(body["Message"])
        try:
            key.public_key().verify(signature, message, *_scheme(spec, body))
        except InvalidSignature as error:
            raise CloudError("KMSInvalidSignatureException", "The signature is not valid.") from error
        return {"KeyId": self._arn(key_id), "SignatureValid": True, "SigningAlgorithm": body["SigningAlgorithm"]}

    def _key(self, body: dict[str, Any]) -> tuple[str, str, Any]:
        key_id = str(body["KeyId"]).rpartition("/")[2]
        row = self._store.row("SELECT * FROM kms_keys WHERE id = ?", key_id)
        if row is None:
            raise CloudError("NotFoundException", f"Key '{self._arn(key_id)}' does not exist")
        return key_id, row["spec"], _loaded(row["private_key"])


@cache
def _loaded(private: bytes) -> Any:
    """Once in a process: a load proves the key's primes, which takes longer than a hundred signatures."""
    return serialization.load_der_private_key(private, password=None)


def _scheme(spec: str, body: dict[str, Any]) -> tuple[Any, ...]:
    algorithm = body["SigningAlgorithm"]
    if algorithm not in _ALGORITHMS[spec]:
        raise CloudError("ValidationException", f"{algorithm} does not fit a key of {spec}")
    digest = hashes.SHA256()
    hashed = Prehashed(digest) if body.get("MessageType") == "DIGEST" else digest
    if algorithm == "ECDSA_SHA_256":
        return (ec.ECDSA(hashed),)
    if algorithm == "RSASSA_PSS_SHA_256":
        return padding.PSS(padding.MGF1(digest), padding.PSS.DIGEST_LENGTH), hashed
    return padding.PKCS1v15(), hashed
