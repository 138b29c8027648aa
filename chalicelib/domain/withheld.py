"""When a certificate may not be handed over although its case was granted: it was taken out of force before."""

from dataclasses import dataclass
from typing import Final

SUSPENDED: Final = "suspended"
"""The one of these that ends again; the others are certificate_ends' ends."""

REPLACED: Final = "replaced"
"""The one of these that takes nothing from its holder."""


@dataclass(frozen=True)
class Withheld:
    """`how` it was taken out of force; stamps, `until` empty while it stands."""

    how: str
    since: str
    until: str = ""

    @property
    def for_good(self) -> bool:
        return self.how != SUSPENDED
