"""Receipt, correction and acceptance."""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.sealed import CorrectionRow, Sealed


@dataclass(frozen=True)
class Received:
    """收件: the application stands in the log. `unit` handles it (a county's, where the item is delegated); `required` are
    the materials and `skipped` the flow's steps and branches that the form's conditions take out; `agent` is the
    authorised person who applied; `renews` the certificate to be renewed; `parent` the batch that it is a child of."""

    TYPE: ClassVar = "received"
    V: ClassVar = 2
    applicant: str
    item: str
    variant: str
    edition: str
    unit: str
    channel: str
    effective_at: str
    form: Sealed
    papers: Sealed
    required: tuple[str, ...]
    delivery: str
    skipped: tuple[str, ...]
    agent: str
    renews: str
    parent: str


@dataclass(frozen=True)
class OriginalsChecked:
    """原件已核: the officer saw these originals at the window."""

    TYPE: ClassVar = "originals_checked"
    V: ClassVar = 1
    materials: tuple[str, ...]


@dataclass(frozen=True)
class Accepted:
    """受理 by an officer."""

    TYPE: ClassVar = "accepted"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class DeemedAccepted:
    """Accepted as of receipt because the notice limit ran out (Administrative Licensing Law, Art. 32(4))."""

    TYPE: ClassVar = "deemed_accepted"
    V: ClassVar = 1
    effective_at: str
    due_at: str


@dataclass(frozen=True)
class CorrectionRequested:
    """补正: one notice that lists everything missing."""

    TYPE: ClassVar = "correction_requested"
    V: ClassVar = 1
    effective_at: str
    rows: tuple[CorrectionRow, ...]
    note: Sealed


@dataclass(frozen=True)
class CorrectionAllowed:
    """A supervisor lets the officer give a further notice with new rows."""

    TYPE: ClassVar = "correction_allowed"
    V: ClassVar = 1
    effective_at: str
    reason: Sealed


@dataclass(frozen=True)
class CorrectionSupplied:
    """The applicant answered the correction notice; before acceptance, receipt is counted from here on. `skipped` as in
    Received, by the corrected form."""

    TYPE: ClassVar = "correction_supplied"
    V: ClassVar = 2
    effective_at: str
    form: Sealed
    papers: Sealed
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class IdentityChecked:
    """身份已核: the officer of this commit saw at the window the identity document of `party`, the applicant or the agent
    (of a company: of who acts for it), for whom the commit's other facts are."""

    TYPE: ClassVar = "identity_checked"
    V: ClassVar = 1
    effective_at: str
    party: str


@dataclass(frozen=True)
class CorrectionReminded:
    """The applicant was reminded of the notice of commit `notice`, for the `number`-th time."""

    TYPE: ClassVar = "correction_reminded"
    V: ClassVar = 1
    effective_at: str
    notice: int
    number: int


@dataclass(frozen=True)
class DocumentServed:
    """送达 of one document (see documents.Document.id); `how` is one of ways_of_service.OF_A_DOCUMENT, `note` whom the
    officer spoke to."""

    TYPE: ClassVar = "document_served"
    V: ClassVar = 1
    effective_at: str
    document: str
    how: str
    note: Sealed


@dataclass(frozen=True)
class NoticeUndelivered:
    """The SMS that told of this document could not be delivered, for good: the window telephones."""

    TYPE: ClassVar = "notice_undelivered"
    V: ClassVar = 1
    effective_at: str
    document: str


@dataclass(frozen=True)
class CallUnanswered:
    """未接通: an officer telephoned about this document and reached nobody; `note` is what they wrote down of it."""

    TYPE: ClassVar = "call_unanswered"
    V: ClassVar = 1
    effective_at: str
    document: str
    note: Sealed


@dataclass(frozen=True)
class Amended:
    """更正: a slip of the office put right; `subject` is form, opinion or document, `target` the step or document."""

    TYPE: ClassVar = "amended"
    V: ClassVar = 1
    effective_at: str
    subject: str
    target: str
    form: Sealed
    reason: Sealed
