"""How a certificate is ended, suspended and put back in force: one table says on which grounds, on what it rests, whose it is
and whether it takes two people; whatever stands in no row is refused.

Administrative Licensing Law: 撤回 withdrawal for the public interest, with compensation (Art. 8); 撤销 revocation of what was
wrongly granted, by who granted it or the authority above (Art. 69); 注销 deregistration (Art. 70). 吊销 and 暂扣 are penalties
(Administrative Penalty Law, Art. 9) and rest on the penalty's document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from chalicelib.domain.actor import Actor
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.certificate import Certificate
from chalicelib.domain.certificate_commands import (
    CertificateCommand,
    ConfirmEnd,
    EndCertificate,
    NoteCall,
    Resume,
    Suspend,
    TakeBackEnd,
)
from chalicelib.domain.document.telling import Call, called
from chalicelib.domain.facts import (
    CertificateEnded,
    CertificateEndProposed,
    CertificateEndTakenBack,
    CertificateResumed,
    CertificateSuspended,
    Fact,
    Sealed,
)
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.renewal import renewal_terms, validity
from chalicelib.domain.times import local_date

Authority = Literal["organ", "superior"]
AUTHORITIES: Final[tuple[Authority, ...]] = ("organ", "superior")
LONGEST_DOCUMENT: Final = 60
"""Characters of a document's number."""

SUSPENDED: Final = "suspended"
PREVIOUS_END: Final = "ended_before"
EXPIRED: Final = "expired"


@dataclass(frozen=True)
class Rule:
    """`after` are the ends that it may follow, the empty one being none; `two`: proposed by the window, confirmed by the
    person in charge; `document`: rests on a document's number; `superior`: the authority above may decide it too; `told`:
    by a document of its own with the rights of review."""

    grounds: tuple[str, ...]
    two: bool
    document: bool = False
    superior: bool = False
    after: frozenset[str] = frozenset({""})


RULES: Final[Mapping[str, Rule]] = {
    "withdrawn": Rule(("law_changed", "circumstances_changed"), two=True),
    "revoked": Rule(
        ("abuse_of_office", "beyond_powers", "procedure_broken", "not_qualified", "deception", "other_revocation"),
        two=True,
        superior=True,
    ),
    "penalised": Rule(("penalty",), two=True, document=True),
    "deregistered": Rule(
        (EXPIRED, "holder_dead", "holder_dissolved", PREVIOUS_END, "force_majeure", "other_deregistration"),
        two=False,
        after=frozenset({"", "withdrawn", "revoked", "penalised"}),
    ),
    "replaced": Rule(("changed", "reissued", "renewed"), two=False),
    SUSPENDED: Rule(("penalty",), two=True, document=True),
}
"""By what becomes of the certificate."""

BY_DECEPTION: Final = "deception"
"""Whose interests the revocation does not protect (Art. 69)."""


@dataclass(frozen=True)
class CertificateSituation:
    """What a command on a certificate meets; `now` is a stamp."""

    certificate: Certificate
    definition: Definition
    now: str

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def window(self) -> str:
        return f"{self.certificate.issued.unit}:officer"

    @property
    def in_charge(self) -> str:
        return f"{self.certificate.issued.unit}:{self.definition.rules['in_charge_post']}"


def decide_certificate(command: CertificateCommand, at: CertificateSituation) -> tuple[tuple[Fact, ...], str]:
    """The facts of this command, and for whom its actor acts (empty: in their own name).

    Raises RefusedError.
    """
    if at.certificate.issued.holder in command.actor.parties(at.definition):
        raise RefusedError("own_case")
    match command:
        case EndCertificate():
            return _end(command, at)
        case Suspend():
            return _suspend(command, at)
        case ConfirmEnd():
            return _confirm(command, at)
        case TakeBackEnd():
            return _take_back(command, at)
        case Resume():
            return _resume(command, at)
        case NoteCall():
            return _call(command, at)


def refusal_of_certificate(command: CertificateCommand, at: CertificateSituation) -> str:
    """The code with which the command would be refused; empty where not."""
    try:
        decide_certificate(command, at)
    except RefusedError as refused:
        return refused.code
    return ""


def _end(command: EndCertificate, at: CertificateSituation) -> tuple[tuple[Fact, ...], str]:
    acts_for = _acting(command.actor, at, at.window)
    rule = RULES.get(command.end)
    if rule is None or command.end == SUSPENDED:
        raise RefusedError("end_unknown")
    _possible(command.end, command.ground, rule, at)
    _founded(command.document, command.by, command.reason, rule)
    if (command.end == "replaced") != bool(command.replaced_by):
        raise RefusedError("replacement_unknown")
    if rule.two:
        return (_proposed(command, at, by=command.by),), acts_for
    ended = (at.now, command.end, command.ground, command.document, command.by, command.replaced_by, command.reason)
    return (CertificateEnded(*ended),), acts_for


def _suspend(command: Suspend, at: CertificateSituation) -> tuple[tuple[Fact, ...], str]:
    acts_for = _acting(command.actor, at, at.window)
    rule = RULES[SUSPENDED]
    _possible(SUSPENDED, rule.grounds[0], rule, at)
    _founded(command.document, "organ", command.reason, rule)
    _suspendable(command.until, at)
    return (_proposed(command, at, until=command.until),), acts_for


def _confirm(command: ConfirmEnd, at: CertificateSituation) -> tuple[tuple[Fact, ...], str]:
    acts_for = _acting(command.actor, at, at.in_charge)
    proposal = at.certificate.proposal
    if proposal is None:
        raise RefusedError("end_not_proposed")
    if {command.actor.id, acts_for} & {proposal.staff, proposal.acts_for} - {""}:
        raise RefusedError("end_needs_two")
    told = proposal.fact
    _possible(told.end, told.ground, RULES[told.end], at, confirming=True)
    if told.end == SUSPENDED:
        _suspendable(told.until, at)
        return (CertificateSuspended(at.now, told.ground, told.document, told.until, told.reason),), acts_for
    return (CertificateEnded(at.now, told.end, told.ground, told.document, told.by, "", told.reason),), acts_for


def _take_back(command: TakeBackEnd, at: CertificateSituation) -> tuple[tuple[Fact, ...], str]:
    """By whoever could have proposed it, and by who was to confirm it."""
    acts_for = _acting(command.actor, at, at.window, at.in_charge)
    if at.certificate.proposal is None:
        raise RefusedError("end_not_proposed")
    _reasoned(command.reason)
    return (CertificateEndTakenBack(at.now, command.reason),), acts_for


def _resume(command: Resume, at: CertificateSituation) -> tuple[tuple[Fact, ...], str]:
    """A penalty is lifted by who is in charge."""
    acts_for = _acting(command.actor, at, at.in_charge)
    if at.certificate.suspended is None:
        raise RefusedError("certificate_not_suspended")
    _reasoned(command.reason)
    return (CertificateResumed(at.now, command.reason),), acts_for


def _call(command: NoteCall, at: CertificateSituation) -> tuple[tuple[Fact, ...], str]:
    acts_for = _acting(command.actor, at, at.window)
    call = Call(command.notice, command.reached, command.called_at, command.reason)
    return (called(at.certificate.untold, call, at.now),), acts_for


def _possible(end: str, ground: str, rule: Rule, at: CertificateSituation, *, confirming: bool = False) -> None:
    """Raises RefusedError."""
    certificate = at.certificate
    if certificate.proposal and not confirming:
        raise RefusedError("end_proposed_already")
    last = certificate.ends[-1].end if certificate.ends else ""
    if last not in rule.after:
        raise RefusedError("certificate_ended_already")
    if ground not in rule.grounds:
        raise RefusedError("end_ground_unknown")
    if end == "deregistered" and (ground == PREVIOUS_END) != bool(last):
        raise RefusedError("end_ground_not_so")
    if ground == EXPIRED and validity(certificate, renewal_terms(at.definition), at.today) != EXPIRED:
        raise RefusedError("end_ground_not_so")


def _founded(document: str, by: str, reason: Sealed, rule: Rule) -> None:
    """What the authority above has decided rests on its document. Raises RefusedError."""
    if by not in AUTHORITIES or (by == "superior" and not rule.superior):
        raise RefusedError("end_authority_unknown")
    if (rule.document or by == "superior") and not document:
        raise RefusedError("end_document_required")
    if len(document) > LONGEST_DOCUMENT:
        raise RefusedError("words_too_long", {"limit": str(LONGEST_DOCUMENT)})
    _reasoned(reason)


def _reasoned(reason: Sealed) -> None:
    if not reason.part:
        raise RefusedError("reason_required")


def _suspendable(until: str, at: CertificateSituation) -> None:
    """Raises RefusedError."""
    if at.certificate.suspended:
        raise RefusedError("certificate_suspended_already")
    try:
        last = date.fromisoformat(until)
    except ValueError:
        raise RefusedError("date_format") from None
    if last < at.today:
        raise RefusedError("date_past")


def _proposed(
    command: EndCertificate | Suspend, at: CertificateSituation, *, by: str = "organ", until: str = ""
) -> CertificateEndProposed:
    end = command.end if isinstance(command, EndCertificate) else SUSPENDED
    ground = command.ground if isinstance(command, EndCertificate) else RULES[SUSPENDED].grounds[0]
    return CertificateEndProposed(at.now, end, ground, command.document, by, until, command.reason)


def _acting(actor: Actor, at: CertificateSituation, *posts: str) -> str:
    """In whose name: their own where that is possible. Raises RefusedError (not_your_step)."""
    if actor.posts.intersection(posts):
        return ""
    for post in posts:
        if name := actor.acts_for(post, at.definition):
            return name
    unit, _, code = posts[0].partition(":")
    raise RefusedError("not_your_step", {"unit": unit, "post": code})
