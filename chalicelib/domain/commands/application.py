"""Commands from receipt to acceptance, and on documents."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.actor import Actor
from chalicelib.domain.sealed import CorrectionRow, Sealed

Sitting = Literal["grant", "accept"]


@dataclass(frozen=True)
class Application:
    """What an application consists of, once its personal data are sealed in the dossier; the rest as in facts.Received."""

    applicant: str
    channel: Literal["online", "window"]
    form: Sealed
    papers: Sealed
    required: tuple[str, ...]
    delivery: Literal["courier", "pickup"]
    skipped: tuple[str, ...] = ()
    agent: str = ""
    renews: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Receive:
    """The applicant submits online."""

    id: str
    actor: Actor
    application: Application


@dataclass(frozen=True)
class ReceiveAtWindow:
    """The whole sitting of a walk-in: receipt with the originals seen, and what the officer concludes from them."""

    id: str
    actor: Actor
    application: Application
    originals: tuple[str, ...]
    then: "Conclusion"


@dataclass(frozen=True)
class Accept:
    """受理; with sitting "grant" the instant item is granted in the same sitting."""

    id: str
    actor: Actor
    sitting: Sitting
    opinion: Sealed


@dataclass(frozen=True)
class RequestCorrection:
    id: str
    actor: Actor
    rows: tuple[CorrectionRow, ...]
    note: Sealed


@dataclass(frozen=True)
class SupplyCorrection:
    """Staff supply it at the window only: for the party that `presented` their identity document there, with the
    `originals` seen (codes of materials). Online both are empty."""

    id: str
    actor: Actor
    form: Sealed
    papers: Sealed
    skipped: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    presented: str = ""


@dataclass(frozen=True)
class Decline:
    """`ground` is one of guards.GROUNDS; `to_unit` names the unit whose matter it is, for ground "other_unit"."""

    id: str
    actor: Actor
    ground: str
    to_unit: str
    note: Sealed


@dataclass(frozen=True)
class AllowCorrection:
    """A supervisor lets the officer give a further notice with new rows."""

    id: str
    actor: Actor
    reason: Sealed


@dataclass(frozen=True)
class ServeDocument:
    """A document reached the applicant at `served_at` (a stamp, not in the future); `how` is opened, sms, phone, window or
    post."""

    id: str
    actor: Actor
    document: str
    how: str
    served_at: str
    note: Sealed


@dataclass(frozen=True)
class OpenDocuments:
    """The applicant opened the case's page, and with it these documents."""

    id: str
    actor: Actor
    documents: tuple[str, ...]


@dataclass(frozen=True)
class ReportUndelivered:
    """The SMS that told of a document failed for good."""

    id: str
    actor: Actor
    document: str


@dataclass(frozen=True)
class NoteUnanswered:
    """A telephone call about a document at `called_at` (a stamp, not in the future) that reached nobody."""

    id: str
    actor: Actor
    document: str
    called_at: str
    note: Sealed


@dataclass(frozen=True)
class Amend:
    """`subject` is form, opinion or document; `form` is the corrected form's part, unsealed for the other two."""

    id: str
    actor: Actor
    subject: str
    target: str
    form: Sealed
    reason: Sealed


Conclusion = Accept | RequestCorrection | Decline
