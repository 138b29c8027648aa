"""咨询, 投诉, 好差评: what is asked, complained of and rated, what the office did about it, and what the person said of that."""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.sealed import Sealed


@dataclass(frozen=True)
class ConsultationAsked:
    """`item` is empty for a general question; `words` hold the question and where the answer is told of."""

    TYPE: ClassVar = "consultation_asked"
    V: ClassVar = 1
    effective_at: str
    edition: str
    party: str
    unit: str
    item: str
    words: Sealed


@dataclass(frozen=True)
class ComplaintFiled:
    """About a case, or (`case` empty) a unit. `concerns` are staff ids who have no part in handling it and never see it;
    `post` is the code of the post that handles it. `words` lie in the complaint dossiers, `contact` in the ordinary ones."""

    TYPE: ClassVar = "complaint_filed"
    V: ClassVar = 1
    effective_at: str
    edition: str
    party: str
    unit: str
    case: str
    concerns: tuple[str, ...]
    post: str
    words: Sealed
    contact: Sealed


@dataclass(frozen=True)
class CaseRated:
    """`level` from 5, very satisfied, to 1; `post` is the code of the post that calls back after a bad one."""

    TYPE: ClassVar = "case_rated"
    V: ClassVar = 1
    effective_at: str
    edition: str
    party: str
    unit: str
    item: str
    case: str
    level: int
    post: str
    words: Sealed


@dataclass(frozen=True)
class InquiryRedirected:
    """A question is another unit's to answer; its limit runs on."""

    TYPE: ClassVar = "inquiry_redirected"
    V: ClassVar = 1
    effective_at: str
    unit: str


@dataclass(frozen=True)
class ComplaintTaken:
    """Somebody has begun to look into it."""

    TYPE: ClassVar = "complaint_taken"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class RatingVerified:
    """核实: `finding` founded or unfounded, after talking to the person."""

    TYPE: ClassVar = "rating_verified"
    V: ClassVar = 1
    effective_at: str
    finding: str
    words: Sealed


@dataclass(frozen=True)
class InquiryAnswered:
    """The person is answered; `finding` of a complaint founded or unfounded, else empty."""

    TYPE: ClassVar = "inquiry_answered"
    V: ClassVar = 1
    effective_at: str
    finding: str
    words: Sealed


@dataclass(frozen=True)
class RectificationOrdered:
    """责令整改: what the holder of the `post` (`unit:code`, or a code in whichever unit) must put right. `words` lie in the
    ordinary dossiers, for the unit to read, apart from what was complained of."""

    TYPE: ClassVar = "rectification_ordered"
    V: ClassVar = 1
    effective_at: str
    post: str
    words: Sealed


@dataclass(frozen=True)
class InquiryRectified:
    """整改: what was put right."""

    TYPE: ClassVar = "inquiry_rectified"
    V: ClassVar = 1
    effective_at: str
    words: Sealed


@dataclass(frozen=True)
class InquiryCalledBack:
    """回访, which closes it; `result` says whether the person holds it for settled: settled, unsettled or unreached."""

    TYPE: ClassVar = "inquiry_called_back"
    V: ClassVar = 1
    effective_at: str
    result: str
    words: Sealed


@dataclass(frozen=True)
class ComplaintReopened:
    """Once, as of right, by who complained."""

    TYPE: ClassVar = "complaint_reopened"
    V: ClassVar = 1
    effective_at: str
    words: Sealed


@dataclass(frozen=True)
class AnswerPublished:
    """Question and answer stand among the item's, in words without personal data."""

    TYPE: ClassVar = "answer_published"
    V: ClassVar = 1
    effective_at: str
    words: Sealed


@dataclass(frozen=True)
class AnswerWithdrawn:
    """They stand there no more."""

    TYPE: ClassVar = "answer_withdrawn"
    V: ClassVar = 1
    effective_at: str
    words: Sealed


@dataclass(frozen=True)
class InquiryEscalated:
    """A limit ran out: `level` 1 and above, of the `clock`; `post` is a post `unit:code`, or a code alone in whichever unit.
    Logs of before inquiries earned cards have it."""

    TYPE: ClassVar = "inquiry_escalated"
    V: ClassVar = 1
    effective_at: str
    clock: str
    level: int
    post: str
