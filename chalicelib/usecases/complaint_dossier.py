"""Where the words of complaints lie: apart from every other dossier, so that only the function of oversight can read them.

In the ordinary dossier lie only the number to which an answer is told, where the function that sends finds it, and what is
between the office and the unit: what must be put right, what was, and what is said of cards.
"""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.domain.dossier import Part
from chalicelib.domain.inquiry import Inquiry
from chalicelib.domain.sealed import Sealed
from chalicelib.ports import Dossiers, Entropy
from chalicelib.usecases.act_on_inquiry import Sealer

CONTACT: Final = "contact"
ORDER: Final = "order"


def in_complaint_dossier(*, complaint_dossiers: Dossiers, dossiers: Dossiers, entropy: Entropy) -> Sealer:
    """Seals the words of a complaint."""

    def sealed(matter: str, name: str, content: Mapping[str, Any]) -> Sealed:
        part = Part(matter, name, entropy.token(), content)
        if name.partition("#")[0] in (CONTACT, ORDER):
            return dossiers.put(part).seal()
        return complaint_dossiers.put(part).seal()

    return sealed


def words_of_complaint(
    inquiry: Inquiry, *, complaint_dossiers: Dossiers, dossiers: Dossiers
) -> Mapping[str, Mapping[str, Any]]:
    """What was written, by dossier part, in two batches; without what has been erased."""
    keys = {(inquiry.matter, event.words.part) for event in inquiry.events}
    found = {**dossiers.get_many(keys), **complaint_dossiers.get_many(keys)}
    return {name: part.content for (_, name), part in found.items()}
