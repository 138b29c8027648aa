"""A citizen's question about an item, or a general one: one consultation, however often its form is sent."""

from datetime import datetime
from typing import Final

from chalicelib.domain.actor import Actor
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.inquiry.clocks import inquiry_rules
from chalicelib.domain.inquiry.commands import Ask
from chalicelib.domain.reference import MatterKind, reference_of
from chalicelib.ports import Dossiers, Entropy, Guards, Log
from chalicelib.usecases.act_on_inquiry import in_dossier, open_inquiry
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.own_reference import not_anothers, reference_put
from chalicelib.usecases.request_code import DAY, HOUR, count_or_refuse

PER_ACCOUNT: Final = ((HOUR, 10), (DAY, 30))


def ask_consultation(
    account: str,
    phone: str,
    item: str,
    question: str,
    command: str,
    *,
    edition: Edition,
    log: Log,
    dossiers: Dossiers,
    guards: Guards,
    entropy: Entropy,
    now: datetime,
) -> str:
    """The reference of the consultation; `item` is empty for a general question, `phone` the account's own number.

    Raises UnknownItemError, RefusedError (words_required, words_too_long), TooManyRequestsError, BusyError.
    """
    unit = str(edition.item(item)["unit"] if item else inquiry_rules(edition)["general_unit"])
    if standing := reference_put(MatterKind.CONSULTATION, command, log=log):
        return standing
    count_or_refuse("questions", account, PER_ACCOUNT, guards=guards, now=now)
    ask = Ask(command, Actor("applicant", account), edition.digest, unit, item)
    words = {"words": {"text": question.strip(), "applicant": {"phone": phone}}}
    sealer = in_dossier(dossiers=dossiers, entropy=entropy)
    for matter in not_anothers(MatterKind.CONSULTATION, command, log=log):
        if open_inquiry(matter, ask, words, log=log, edition=edition, sealer=sealer, now=now):
            return reference_of(matter)
    raise BusyError(command)
