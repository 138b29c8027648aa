"""A form as it was written, its delivery address read from the part in which that lies."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.delivery_address import SEAL, address_part, with_address
from chalicelib.domain.sealed import Sealed
from chalicelib.ports import Dossiers


def read_form(matter: str, sealed: Sealed | None, *, dossiers: Dossiers) -> Mapping[str, Any]:
    """Empty once the form is erased; its address alone is empty once that is."""
    part = dossiers.get(matter, sealed.part) if sealed else None
    if part is None:
        return {}
    address = dossiers.get(matter, address_part(part.name)) if SEAL in part.content else None
    return with_address(part.content, address.content if address else {})
