"""Notices that somebody must be told of, whatever matter gave them: served, not delivered, telephoned about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.document.kinds import Document
from chalicelib.domain.facts import CallUnanswered, DocumentServed, NoticeUndelivered, Sealed
from chalicelib.domain.refused import RefusedError

Told = DocumentServed | NoticeUndelivered | CallUnanswered

Documents = tuple[Document, ...]


@dataclass(frozen=True)
class Call:
    """A telephone call about a document, at a stamp; `note` seals who was told what."""

    document: str
    reached: bool
    called_at: str
    note: Sealed


def told(documents: Documents, fact: Told) -> Documents:
    """The documents after the fact about one of them."""
    return tuple(_told(one, fact) if one.id == fact.document else one for one in documents)


def waiting(documents: Documents, document: str) -> Document:
    """The document of this id that nothing has served yet. Raises RefusedError (document_unknown, document_served)."""
    found = next((one for one in documents if one.id == document), None)
    if found is None:
        raise RefusedError("document_unknown", {"document": document})
    if found.served_at:
        raise RefusedError("document_served", {"document": document, "at": found.served_at})
    return found


def since_it_was_given(stamped: str, document: Document, now: str) -> None:
    """Raises RefusedError (service_time)."""
    if not document.at <= stamped <= now:
        raise RefusedError("service_time", {"at": stamped})


def called(documents: Documents, call: Call, now: str) -> DocumentServed | CallUnanswered:
    """What the call makes of its document: whoever was reached has been served, as the note says.

    Raises RefusedError (document_unknown, document_served, service_time, call_unnoted).
    """
    since_it_was_given(call.called_at, waiting(documents, call.document), now)
    if not call.reached:
        return CallUnanswered(call.called_at, call.document, call.note)
    if not call.note.part:
        raise RefusedError("call_unnoted")
    return DocumentServed(call.called_at, call.document, "phone", call.note)


def unserved(documents: Sequence[Document]) -> Documents:
    return tuple(one for one in documents if not one.served_at)


def _told(document: Document, fact: Told) -> Document:
    match fact:
        case DocumentServed():
            return replace(document, served_at=fact.effective_at, served_how=fact.how)
        case NoticeUndelivered():
            return replace(document, undelivered_at=fact.effective_at)
        case CallUnanswered():
            return replace(document, calls=(*document.calls, fact.effective_at))
