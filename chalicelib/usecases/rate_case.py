"""Rating a case, once: its rating's matter is the case's own reference, so that no second can stand beside it."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.case import ENDED
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry.commands import Rate
from chalicelib.domain.reference import MatterKind, matter_of, reference_of
from chalicelib.domain.refused import RefusedError
from chalicelib.ports import Dossiers, Entropy, Log, Parties
from chalicelib.usecases.act_on_inquiry import InquiryDone, in_dossier, open_inquiry
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.handlers_of_complaints import concerned_staff, handling_post


def rating_of(file: CaseFile) -> str:
    """The matter of the case's rating."""
    return matter_of(MatterKind.RATING, reference_of(file.case.matter))


def may_rate(file: CaseFile, *, log: Log) -> bool:
    """Whether the case is over, and nobody has rated it."""
    return file.case.status in ENDED and log.get(rating_of(file), 1) is None


def rate_case(
    file: CaseFile,
    party: str,
    level: int,
    text: str,
    command: str,
    *,
    edition: Edition,
    log: Log,
    dossiers: Dossiers,
    parties: Parties,
    entropy: Entropy,
    now: datetime,
) -> InquiryDone:
    """`party` is who rates; `text` may be empty.

    Raises RefusedError (rating_too_early, rating_unknown, rated_already, words_too_long).
    """
    concerns = concerned_staff(file.commits, "", parties=parties)
    rate = Rate(
        command,
        Actor("applicant", party),
        edition.digest,
        file.definition.unit,
        file.case.application.item,
        file.case.matter,
        file.case.status in ENDED,
        level,
        handling_post(concerns, edition, parties=parties),
    )
    sealer = in_dossier(dossiers=dossiers, entropy=entropy)
    words = {"words": {"text": text.strip()}}
    done = open_inquiry(rating_of(file), rate, words, log=log, edition=edition, sealer=sealer, now=now)
    if done is None:
        raise RefusedError("rated_already")
    return done
