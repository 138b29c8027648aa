"""A citizen's complaint about a case of theirs, or about a unit: one complaint, however often its form is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.actor import Actor
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry.commands import FileComplaint
from chalicelib.domain.reference import MatterKind, reference_of
from chalicelib.domain.refused import RefusedError
from chalicelib.ports import Catalogue, Dossiers, Entropy, Guards, Log, Parties
from chalicelib.usecases.act_on_inquiry import open_inquiry
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.complaint_dossier import CONTACT, in_complaint_dossier
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.handlers_of_complaints import concerned_staff, handling_post
from chalicelib.usecases.my_case import read_my_case
from chalicelib.usecases.own_reference import not_anothers, reference_put
from chalicelib.usecases.request_code import DAY, HOUR, count_or_refuse

PER_ACCOUNT: Final = ((HOUR, 5), (DAY, 10))


@dataclass(frozen=True)
class Complaint:
    """`case` is the reference of a case of one's own, or empty with the code of a `unit`; `named` whom it is about, if
    anybody was named."""

    case: str
    unit: str
    named: str
    text: str


def file_complaint(
    account: str,
    phone: str,
    said: Complaint,
    command: str,
    *,
    edition: Edition,
    log: Log,
    catalogue: Catalogue,
    parties: Parties,
    complaint_dossiers: Dossiers,
    dossiers: Dossiers,
    guards: Guards,
    entropy: Entropy,
    now: datetime,
) -> str:
    """The reference of the complaint; `phone` is the account's own number.

    Raises UnknownCaseError, RefusedError (unit_unknown, words_required, words_too_long), TooManyRequestsError, BusyError.
    """
    if standing := reference_put(MatterKind.COMPLAINT, command, log=log):
        return standing
    file = read_my_case(account, said.case, log=log, catalogue=catalogue, parties=parties) if said.case else None
    unit = file.definition.unit if file else said.unit
    if unit not in edition.units():
        raise RefusedError("unit_unknown")
    count_or_refuse("complaints", account, PER_ACCOUNT, guards=guards, now=now)
    concerns = concerned_staff(file.commits if file else (), said.named, parties=parties)
    post = handling_post(concerns, edition, parties=parties)
    about = (edition.digest, unit, _matter(file), concerns, post)
    filed = FileComplaint(command, Actor("applicant", account), *about)
    words = {"words": {"text": said.text.strip(), "named": said.named.strip()}}
    contact = {CONTACT: {"applicant": {"phone": phone}}}
    sealer = in_complaint_dossier(complaint_dossiers=complaint_dossiers, dossiers=dossiers, entropy=entropy)
    for matter in not_anothers(MatterKind.COMPLAINT, command, log=log):
        if open_inquiry(matter, filed, {**words, **contact}, log=log, edition=edition, sealer=sealer, now=now):
            return reference_of(matter)
    raise BusyError(command)


def _matter(file: CaseFile | None) -> str:
    return file.case.matter if file else ""
