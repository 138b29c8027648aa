"""What a function keeps in memory, each function asks for itself: here one process serves all, so that one would get what
another has read. Every use of a kept secret or edition is therefore judged as if it were read now.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib import settings
from chalicelib.adapters import catalogue, secrets
from chalicelib.domain.catalogue import Edition

Judge = Callable[[str, str, dict[str, Any]], None]
"""Service, operation and parameters of a call that the function at work would make."""


@contextmanager
def asked_for_by_each(judge: Judge) -> Iterator[None]:
    """Adapters that wiring builds meanwhile ask before they answer from memory."""

    class AskedSecrets(secrets.SsmSecrets):
        def get(self, name: str) -> Any:
            judge("ssm", "GetParameter", {"Name": name})
            return super().get(name)

        def refreshed(self, name: str) -> Any:
            judge("ssm", "GetParameter", {"Name": name})
            return super().refreshed(name)

    class AskedCatalogue(catalogue.S3Catalogue):
        def current(self) -> Edition:
            judge("dynamodb", "GetItem", {"TableName": settings.table("CATALOGUE")})
            return super().current()

        def edition(self, name: str) -> Edition:
            judge("s3", "GetObject", {"Bucket": settings.value("BUCKET_PAPERS"), "Key": "editions/kept"})
            return super().edition(name)

    plain = secrets.SsmSecrets, catalogue.S3Catalogue
    secrets.SsmSecrets, catalogue.S3Catalogue = AskedSecrets, AskedCatalogue  # type: ignore[misc]
    try:
        yield
    finally:
        secrets.SsmSecrets, catalogue.S3Catalogue = plain  # type: ignore[misc]
