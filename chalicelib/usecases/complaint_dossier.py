"""Where the words of complaints lie: apart from every other dossier, so that only the function of oversight can read them.

Only the number to which an answer is told lies in the ordinary dossier, where the function that sends finds it.
"""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.domain.dossier import Part
from chalicelib.domain.facts import Sealed
from chalicelib.domain.inquiry import Inquiry
from chalicelib.ports import Dossiers, Entropy
from chalicelib.usecases.act_on_inquiry import Sealer

CONTACT: Final = "contact"


def in_complaint_dossier(*, complaint_dossiers: Dossiers, dossiers: Dossiers, entropy: Entropy) -> Sealer:
    """Seals the words of a complaint."""

    def sealed(matter: str, name: str, content: Mapping[str, Any]) -> Sealed:
        part = Part(matter, name, entropy.token(), content)
        if name.startswith(f"{CONTACT}#"):
            return dossiers.put(part).seal()
        return complaint_dossiers.put(part).seal()

    return sealed


def words_of_complaint(inquiry: Inquiry, *, complaint_dossiers: Dossiers) -> Mapping[str, Mapping[str, Any]]:
    """What was written, by dossier part, in one batch; without what has been erased."""
    keys = {(inquiry.matter, event.words.part) for event in inquiry.events}
    return {name: part.content for (_, name), part in complaint_dossiers.get_many(keys).items()}
