"""What befalls a certificate that runs out: reminders, the application for its renewal, and what the law makes of silence."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class RenewalReminded:
    """The holder was reminded, for the `number`-th time, that the certificate runs out."""

    TYPE: ClassVar = "renewal_reminded"
    V: ClassVar = 1
    effective_at: str
    number: int


@dataclass(frozen=True)
class RenewalApplied:
    """The matter `case`, received at `effective_at`, asks for the renewal of this certificate."""

    TYPE: ClassVar = "renewal_applied"
    V: ClassVar = 1
    effective_at: str
    case: str


@dataclass(frozen=True)
class RenewalDecided:
    """That case ended; `outcome` is the case's own."""

    TYPE: ClassVar = "renewal_decided"
    V: ClassVar = 1
    effective_at: str
    case: str
    outcome: str


@dataclass(frozen=True)
class RenewalDeemed:
    """视为准予延续: applied for in time and undecided when the certificate ran out (Administrative Licensing Law, Art. 50)."""

    TYPE: ClassVar = "renewal_deemed"
    V: ClassVar = 1
    effective_at: str
    case: str
