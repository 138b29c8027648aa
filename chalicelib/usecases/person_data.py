"""What is kept of one person, told and erased when they ask for it (Personal Information Protection Law, Arts. 45 and 47).

What stands in the log names nobody and stays: erasing the dossier's parts erases the person and leaves the chain valid.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from chalicelib.domain.case import ENDED, Case
from chalicelib.domain.certificate import fold_certificate
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.delivery_address import address_parts
from chalicelib.domain.inquiry import KINDS
from chalicelib.domain.inquiry_queues import inquiries_queue
from chalicelib.domain.reference import MatterKind, kind_of, reference_of
from chalicelib.domain.sealed import Sealed
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import Catalogue, Dossiers, Drafts, Log, Parties, Views
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.case_receipt import case_receipt
from chalicelib.usecases.identify import PARTY, parties_of
from chalicelib.usecases.inquiry_file import read_inquiry
from chalicelib.usecases.own_rows import newest

PAGE: Final = 100


@dataclass(frozen=True)
class Kept:
    """A matter that is not erased, and why: `running`, or `certificate` while one that came of it is in force."""

    reference: str
    why: str


@dataclass(frozen=True)
class Erased:
    """By reference; `drafts` is how many were discarded."""

    erased: Sequence[str]
    kept: Sequence[Kept]
    drafts: int


@dataclass(frozen=True)
class Stores:
    """Where something is kept of people, and what leads there."""

    log: Log
    views: Views
    catalogue: Catalogue
    parties: Parties
    dossiers: Dossiers
    complaint_dossiers: Dossiers
    drafts: Drafts


def export_person(account: str, stores: Stores) -> Mapping[str, Any]:
    """All that is theirs to read: each case as its receipt has it, what they asked and were answered, drafts as typed."""
    cases, inquiries, log = [], [], stores.log
    for matter in _matters(account, stores):
        if kind_of(matter) is MatterKind.CASE:
            file = read_case(matter, log=log, catalogue=stores.catalogue)
            cases.append(case_receipt(file, log=log, dossiers=stores.dossiers))
            continue
        commits = read_chain(log.read(matter))
        keys = {(matter, part) for part in _parts(commits)}
        found = {**stores.dossiers.get_many(keys), **stores.complaint_dossiers.get_many(keys)}
        words = {name: part.content for (_, name), part in sorted(found.items())}
        inquiries.append({"matter": matter, "since": commits[0].recorded_at, "words": words})
    drafts = stores.drafts.of_owner(account)
    saved = [{"item": one.item, "saved_at": one.saved_at, "fields": dict(one.fields)} for one in drafts]
    return {"account": account, "cases": cases, "inquiries": inquiries, "drafts": saved}


def erase_person(account: str, stores: Stores, *, now: datetime) -> Erased:
    """Erases the dossiers of all that is over, the drafts, and, where nothing stays, which parties the telephone leads to.
    Safe to repeat."""
    erased, kept = [], []
    for matter in _matters(account, stores):
        why = _why_kept(matter, now.astimezone(SHANGHAI).date(), log=stores.log, catalogue=stores.catalogue)
        if why:
            kept.append(Kept(reference_of(matter), why))
            continue
        for part in _parts(read_chain(stores.log.read(matter))):
            for dossiers in (stores.dossiers, stores.complaint_dossiers):
                dossiers.expire(matter, part, int(now.timestamp()))
        erased.append(reference_of(matter))
    unfinished = stores.drafts.of_owner(account)
    for draft in unfinished:
        stores.drafts.discard(draft.id)
    if not kept:
        for party in parties_of(account, parties=stores.parties):
            stores.parties.remove(account, PARTY + party)
    return Erased(erased, kept, len(unfinished))


def _matters(account: str, stores: Stores) -> Iterator[str]:
    """What the account's parties have applied for themselves, and what it has asked; newest first."""
    own = parties_of(account, parties=stores.parties)
    for queue in (*own, *(inquiries_queue(party) for party in (account, *own))):
        beyond = ""
        while True:
            page = newest([queue], views=stores.views, most=PAGE, before=beyond)
            yield from (one.matter for one in page.matters)
            beyond = page.beyond
            if not beyond:
                break


def _parts(commits: Sequence[Commit]) -> Sequence[str]:
    """The dossier parts that the log names."""
    sealed = {
        value.part
        for commit in commits
        for fact in commit.facts
        for value in vars(fact).values()
        if isinstance(value, Sealed) and value.part
    }
    return sorted(sealed | set(address_parts(commits)))


def _why_kept(matter: str, today: date, *, log: Log, catalogue: Catalogue) -> str:
    if kind_of(matter) in KINDS:
        return "" if read_inquiry(matter, log=log, catalogue=catalogue).inquiry.over else "running"
    if kind_of(matter) is not MatterKind.CASE:
        return "running"
    case = read_case(matter, log=log, catalogue=catalogue).case
    if case.status not in ENDED:
        return "running"
    return "certificate" if _in_force(case, today, log=log) else ""


def _in_force(case: Case, today: date, *, log: Log) -> bool:
    certificate = (
        fold_certificate(case.certificate, read_chain(log.read(case.certificate))) if case.certificate else None
    )
    if certificate is None or certificate.ends:
        return False
    last = certificate.issued.valid_until
    return not last or date.fromisoformat(last) >= today
