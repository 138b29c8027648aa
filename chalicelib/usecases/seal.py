"""Putting personal data or free text into a matter's dossier and sealing it for a fact."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.delivery_address import ADDRESS, address_part, has_own_address, without_address
from chalicelib.domain.dossier import Part
from chalicelib.domain.sealed import Sealed
from chalicelib.ports import Dossiers, Entropy


def seal(matter: str, name: str, content: Mapping[str, Any], *, dossiers: Dossiers, entropy: Entropy) -> Sealed:
    """The seal of the part that stands under this name: this content, or that of an earlier try of the same command.

    A form's delivery address goes into a part of its own.
    """
    if has_own_address(name, content):
        address = Part(matter, address_part(name), entropy.token(), {ADDRESS: content[ADDRESS]})
        content = without_address(content, dossiers.put(address).seal())
    return dossiers.put(Part(matter, name, entropy.token(), content)).seal()
