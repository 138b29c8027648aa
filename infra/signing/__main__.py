"""`make signing`: the certificate of the signing key of a stage (`STAGE=prod`), or of the local one.

ASK=request   prints a certificate request (PKCS #10) to be taken to the CA
FILE=x.pem    checks what the CA gave (the signing certificate first, then its issuers) and puts it in force
ASK=test      makes a test CA's certificate for a stage that has none; no program trusts it by itself
ASK=show      prints the certificates in force
"""

import os
import sys
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from cryptography import x509

from chalicelib import settings, wiring
from chalicelib.adapters.certificates import SIGNING_CHAIN
from infra.local.visit import NotReachedError
from infra.signing.chain import ChainError, chain_for_tests, has_chain, install, request
from infra.stack import DeployError
from infra.stage import stage_of


def main() -> int:
    asked, file = os.environ.get("ASK", ""), os.environ.get("FILE", "")
    if not file and asked not in ("request", "test", "show"):
        print(__doc__, file=sys.stderr)
        return 1
    try:
        with stage_of(os.environ.get("STAGE", "")):
            _do(asked, Path(file) if file else None)
    except (ChainError, DeployError, NotReachedError) as error:
        print(*error.args, sep="\n", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _do(asked: str, file: Path | None) -> None:
    kms, key = wiring.client("kms"), settings.value("SIGNING_KEY")
    s3, bucket = wiring.client("s3"), settings.value("BUCKET_PAPERS")
    centre: str = wiring.edition().city["centre_full"]
    if file:
        _tell(install(file.read_bytes(), kms=kms, key=key, s3=s3, bucket=bucket, now=wiring.now()))
    elif asked == "request":
        print(request(kms, key, centre).decode(), end="")
    elif asked == "show":
        stored: bytes = s3.get_object(Bucket=bucket, Key=SIGNING_CHAIN)["Body"].read()
        print(stored.decode(), end="")
        _tell(x509.load_pem_x509_certificates(stored))
    elif has_chain(s3, bucket):
        raise ChainError("there is a certificate already; another one is put in force by FILE=")
    else:
        made = chain_for_tests(kms, key, centre, wiring.now())
        _tell(install(made, kms=kms, key=key, s3=s3, bucket=bucket, now=wiring.now()))


def _tell(chain: Any) -> None:
    for one in chain:
        fingerprint = one.fingerprint(one.signature_hash_algorithm).hex()
        print(f"{one.subject.rfc4514_string()}: until {one.not_valid_after_utc:%Y-%m-%d}, SHA-256 {fingerprint}")


if __name__ == "__main__":
    sys.exit(main())
