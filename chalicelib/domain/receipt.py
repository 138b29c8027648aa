"""What a provider tells of an SMS afterwards, and by what it names the notice."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.domain.notice import AGAIN, Notice, bounced, delivered, sent
from chalicelib.domain.reference import REFERENCE_LENGTH, MatterKind, certificate_matter, kind_of
from chalicelib.domain.times import instant

Outcome = Literal["accepted", "delivered", "failed"]
"""`accepted`: a network took it; whether it arrived, nobody has said."""

_BETWEEN = "/"

BEFORE: Final = timedelta(seconds=30)
"""By how much a provider's clock may be behind ours."""


@dataclass(frozen=True)
class Receipt:
    """`at` is the provider's time; `out_id` is ours, empty where the provider knows its own id only: then `number` is the
    pseudonym of the telephone, and `sent_at` the stamp at which, by the provider's clock, it was sent; `problem` is the
    provider's code of a failure."""

    outcome: Outcome
    at: datetime
    provider_id: str = ""
    out_id: str = ""
    problem: str = ""
    number: str = ""
    sent_at: str = ""


def out_id(notice: Notice) -> str:
    """The notice as a provider is told it: its key, which holds no personal data."""
    return f"{notice.recipient_key}{_BETWEEN}{notice.message_key}"


REMEMBERED: Final = timedelta(days=7)
"""How long it is known that a provider's message id is a code's; networks' receipts take three days at most."""


def sent_key(provider_id: str) -> str:
    """Where the out_id of a message that is no notice is kept, for a provider that does not tell it back: it has none, and
    nobody waits for what is told of it."""
    return f"sms:{provider_id}"


def notice_key(given: str) -> tuple[str, str] | None:
    """(recipient key, message key) of an `out_id`; None for what is none of ours."""
    recipient, between, message = given.partition(_BETWEEN)
    return (recipient, message) if between and recipient and message else None


def after_receipt(notice: Notice, receipt: Receipt) -> Notice:
    """The notice as the receipt leaves it: as it is where the receipt is repeated, late or out of order. Nothing arrives
    before it was sent, whatever a gateway's clock says."""
    known = notice if notice.provider_id else replace(notice, provider_id=receipt.provider_id)
    at = max(receipt.at, instant(notice.claimed_at)) if notice.claimed_at else receipt.at
    match receipt.outcome:
        case "delivered":
            moved = delivered(known, at)
        case "failed":
            moved = bounced(known, receipt.problem, at)
        case "accepted":
            moved = sent(known, receipt.provider_id, at)
    return notice if moved.state == notice.state else moved


def commit_told(notice: Notice) -> tuple[str, int] | None:
    """The matter and seq of the commit that the notice tells the public of: a case's, a batch's, or a certificate's, which is
    told under its case; None for a notice of anything else."""
    if notice.message.recipient.kind == "staff":
        return None
    mark, kind = notice.mark.partition(AGAIN)[0], kind_of(notice.matter)
    if mark.isdecimal() and kind in (MatterKind.CASE, MatterKind.BATCH):
        return notice.matter, int(mark)
    certificate, _, seq = mark.partition("-")
    if kind is MatterKind.CASE and len(certificate) == REFERENCE_LENGTH and seq.isdecimal():
        return certificate_matter(certificate), int(seq)
    return None
