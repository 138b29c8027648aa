"""What a commit of a certificate tells its holder, and the office of what waits for a second person."""

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.certificate import Certificate
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import (
    CertificateEnded,
    CertificateEndProposed,
    CertificateResumed,
    CertificateSuspended,
    Fact,
    RenewalDeemed,
    RenewalReminded,
)
from chalicelib.domain.notice import Message, Recipient
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.renewal import apply_by, renewal_terms
from chalicelib.domain.times import local_date


def certificate_messages(
    commit: Commit, certificate: Certificate, definition: Definition, issued_on: Case
) -> tuple[Message, ...]:
    """`issued_on` is the case whose form has the holder's number. Parameters: `on` and `by_on` are ISO dates: of a renewal the
    last day in force and the last on which to apply, else the day of the end, the last of a suspension, the first after it."""
    recipient = Recipient("applicant", certificate.issued.holder, issued_on.form.part if issued_on.form else "")
    about = {"item": definition.name, "on": certificate.issued.valid_until}
    messages = []
    for fact in commit.facts:
        if isinstance(fact, RenewalReminded):
            until = apply_by(certificate, renewal_terms(definition)).isoformat()
            messages.append(Message(recipient, "renewal_reminder", {**about, "by_on": until}))
        if isinstance(fact, RenewalDeemed):
            messages.append(Message(recipient, "renewal_deemed", about))
        if told := _of_its_end(fact):
            template, on = told
            messages.append(Message(recipient, template, {"item": definition.name, "on": on}))
    return tuple(messages)


PROPOSED: Final = "certificate_proposed"


def proposal_told(commit: Commit, certificate: Certificate, definition: Definition) -> Mapping[str, str]:
    """The parameters of PROPOSED, which the person in charge is told of a commit that proposes an end or a suspension; empty
    for every other commit."""
    for fact in commit.facts:
        if isinstance(fact, CertificateEndProposed):
            return {"item": definition.name, "reference": shown(reference_of(certificate.matter)), "end": fact.end}
    return {}


def _of_its_end(fact: Fact) -> tuple[str, str] | None:
    """The template and its day; None for what the holder is told otherwise: a new certificate comes with its own message."""
    match fact:
        case CertificateEnded() if fact.end != "replaced":
            return f"certificate_{fact.end}", local_date(fact.effective_at).isoformat()
        case CertificateSuspended():
            return "certificate_suspended", fact.until
        case CertificateResumed():
            return "certificate_resumed", local_date(fact.effective_at).isoformat()
    return None
