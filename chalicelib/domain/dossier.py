"""What a fact may not hold: personal data and free text, sealed by a salted digest. A part is written once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from chalicelib.domain.sealed import Sealed


@dataclass(frozen=True)
class Part:
    """One part of a matter's dossier: JSON content and the salt that makes its digest say nothing about it."""

    matter: str
    name: str
    salt: str
    content: Mapping[str, Any]

    def seal(self) -> Sealed:
        body = self.salt.encode() + rfc8785.dumps(dict(self.content))
        return Sealed(self.name, hashlib.sha256(body).hexdigest())
