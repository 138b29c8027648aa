"""Secrets from the SSM parameter store (SecureString, JSON), kept for a while."""

import json
from collections.abc import Callable
from typing import Any

REFRESH_SECONDS = 5


class SsmSecrets:
    """`monotonic` gives seconds; `seconds` is how long a secret is kept."""

    def __init__(self, ssm: Any, monotonic: Callable[[], float], seconds: int) -> None:
        self._ssm = ssm
        self._monotonic = monotonic
        self._seconds = seconds
        self._kept: dict[str, tuple[float, Any]] = {}

    def get(self, name: str) -> Any:
        """The secret's JSON value, at most `seconds` old."""
        kept = self._kept.get(name)
        if kept is None or self._monotonic() - kept[0] > self._seconds:
            return self.refreshed(name)
        return kept[1]

    def refreshed(self, name: str) -> Any:
        """The secret's JSON value as it stands now, or a few seconds ago: for a key id that the kept value does not
        know. Forged ids must not turn into a flood on the parameter store."""
        kept = self._kept.get(name)
        if kept is not None and self._monotonic() - kept[0] < REFRESH_SECONDS:
            return kept[1]
        found = self._ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
        secret = json.loads(found)
        self._kept[name] = (self._monotonic(), secret)
        return secret
