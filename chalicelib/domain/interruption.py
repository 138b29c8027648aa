"""What holds up a review: special procedures and hearings, surveys, corrections after acceptance, fees.

Whether that stops a clock is a rule of each kind: the statutory clock stops for the special procedures of the
Administrative Licensing Law, Art. 45, only; the city's own promise also stops while the applicant is to act, and for
a survey where the item says so.
"""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.sealed import Sealed

PROCEDURES: Final = ("bidding", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review")
"""Art. 45's list beside the hearing, which has rules of its own."""

HEARING, SURVEY, SUPPLEMENT, FEE = "hearing", "survey", "supplement", "fee"

CARRIED = "carried"
"""While a carrier has the result, or it lies ready at the window: no interruption of the review, but the clock of the
delivery stands still."""

WITHHELD = "withheld"
"""While a penalty's suspension keeps a certificate from being handed over: as CARRIED."""

PHASES: Final = {
    SUPPLEMENT: "supplementing",
    FEE: "fee_due",
    SURVEY: "survey",
    **dict.fromkeys((*PROCEDURES, HEARING), "special_procedure"),
}
"""The phase of a case under review that such an interruption makes; of several that are open the first here."""

INTERRUPTED: Final = tuple(dict.fromkeys(PHASES.values()))

APPLICANTS: Final = frozenset({SUPPLEMENT, FEE})
"""In these the applicant has the case in hand."""

EVERY_CLOCK: Final = frozenset({"statutory", "joint", "promised", "step"})
OWN_CLOCKS: Final = frozenset({"promised", "step"})


@dataclass(frozen=True)
class Interruption:
    """`since` is a stamp, `planned_end_on` a local date (empty for a correction: the applicant's clock tells),
    `ended_at` a stamp or empty while it is open; `overran`: its planned end came without a result; `done_on` the local
    date on which a recorded survey was made. `step_anew`: a return has since opened its step anew. `stops_clocks` is false
    for a special procedure of a kind for which the clocks have stood still there before: it may be done again, and the
    limits run on."""

    id: str
    kind: str
    step: str
    since: str
    planned_end_on: str
    evidence: Sealed
    officers: tuple[str, ...] = ()
    prolonged: bool = False
    overran: bool = False
    ended_at: str = ""
    result: Sealed | None = None
    done_on: str = ""
    step_anew: bool = False
    stops_clocks: bool = True
    reminded: int = 0

    def overlaps(self, step: str) -> bool:
        """Whether it and one for this step (empty: the whole case) concern the same part of the review."""
        return self.step == step or not (self.step and step)

    @property
    def open(self) -> bool:
        return not self.ended_at

    @property
    def running(self) -> bool:
        """A special procedure within its planned time."""
        return self.open and self.phase == "special_procedure" and not self.overran

    @property
    def phase(self) -> str:
        return PHASES[self.kind]

    @property
    def article(self) -> str:
        """The rule by which clocks stop: a code of texts/law.json."""
        if self.kind in (CARRIED, WITHHELD):
            return f"city_{self.kind}"
        return "licensing_45" if self.phase == "special_procedure" else f"city_{self.kind}"


def stops(interruption: Interruption, definition: Definition) -> frozenset[str]:
    """The clocks that stand still meanwhile."""
    if not interruption.stops_clocks:
        return frozenset()
    if interruption.phase == "special_procedure":
        return EVERY_CLOCK
    if interruption.kind == SURVEY and not definition.data.get("survey", {}).get("stops_promise", False):
        return frozenset()
    return OWN_CLOCKS
