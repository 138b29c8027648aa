"""Who pushes parcels' events to us: how each source signs, what it expects as an answer, what its engineer is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from chalicelib.adapters.kuaidi100 import ACCEPTED_REPLY, Kuaidi100
from chalicelib.adapters.push_diagnosis import Compared, compare_kuaidi100, compare_standard
from chalicelib.adapters.standard_webhooks import StandardWebhooks
from chalicelib.domain.parcel import Push


class PushReader(Protocol):
    """Reads one source's signed requests."""

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Push:
        """Raises PushRefusedError."""


@dataclass(frozen=True)
class PushSource:
    """`secrets` and `test_secrets` name the keys of the source's entry in the parameter `courier-secrets`."""

    secrets: str
    test_secrets: str
    reader: Callable[[tuple[str, ...]], PushReader]
    compare: Callable[[Mapping[str, str], bytes, tuple[str, ...], datetime], Compared]
    accepted: str

    def live(self, entry: Mapping[str, Any]) -> PushReader:
        """Raises ValueError for an entry without secrets or with a worthless one."""
        return self.reader(tuple(entry.get(self.secrets, ())))

    def test_secrets_of(self, entry: Mapping[str, Any]) -> tuple[str, ...]:
        """Empty where the stage takes no test pushes. A live secret is none: what a diagnosis shows would help to forge."""
        return tuple(secret for secret in entry.get(self.test_secrets, ()) if secret not in entry[self.secrets])


SOURCES: Final[Mapping[str, PushSource]] = {
    "kuaidi100": PushSource("salts", "test_salts", Kuaidi100, compare_kuaidi100, ACCEPTED_REPLY),
    "standard": PushSource(
        "secrets",
        "test_secrets",
        lambda secrets: StandardWebhooks("standard", secrets),
        compare_standard,
        '{"status":"accepted"}',
    ),
}
"""By the last part of the webhook's path."""
