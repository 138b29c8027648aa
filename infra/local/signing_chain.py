"""The local signing key's certificate, by a test CA that exists for the moment in which it is made."""

from chalicelib import settings, wiring
from infra.signing.chain import chain_for_tests, has_chain, install


def keep_signing_chain() -> None:
    """Make it once; one that is there is kept, whoever vouches for it."""
    kms, s3 = wiring.client("kms"), wiring.client("s3")
    key, bucket = settings.value("SIGNING_KEY"), settings.value("BUCKET_PAPERS")
    if not has_chain(s3, bucket):
        made = chain_for_tests(kms, key, wiring.edition().city["centre_full"], wiring.now())
        install(made, kms=kms, key=key, s3=s3, bucket=bucket, now=wiring.now())
