"""Companies own their cases, by their social credit code; people act for them once an officer has seen that they may.

A member's account is linked to the company's party, so the list of their cases shows them all of its cases. Whoever only types the code gets
a party of their own, which nobody else can see.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.actor import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.times import stamp
from chalicelib.ports import Entropy, ExistsError, Parties
from chalicelib.usecases.identify import PARTY, Claim, account_of, represented_party, verified_party

MEMBER: Final = "member#"
"""Kinds of a company's party: one for each account that acts for it."""

AGENT: Final = "agent"


@dataclass(frozen=True)
class Member:
    """`by` is the staff id of the officer who saw the authorisation, `since` when (a stamp)."""

    account: str
    role: str
    since: str
    by: str


def admit_member(
    applicant: Mapping[str, Any], actor: Actor, *, parties: Parties, entropy: Entropy, key: bytes, now: datetime
) -> str:
    """The party of the company whose licence and authorisation the officer has in hand; the telephone in the applicant's
    block acts for it from now on. A member stays as they were admitted first.

    Raises RefusedError (not_a_company).
    """
    claim = Claim.of(applicant)
    if claim.kind != "company":
        raise RefusedError("not_a_company")
    company = verified_party(claim, parties=parties, entropy=entropy, key=key)
    value = {"role": AGENT, "since": stamp(now), "by": actor.id}
    with suppress(ExistsError):
        parties.add(company, MEMBER + account_of(claim.phone, key=key), value)
    return company


def company_of(applicant: Mapping[str, Any], *, parties: Parties, entropy: Entropy, key: bytes) -> str:
    """The party of the company in an applicant's block: the verified one, else the one that its submitter claimed."""
    return represented_party(Claim.of(applicant), parties=parties, entropy=entropy, key=key)


def members_of(company: str, *, parties: Parties) -> Sequence[Member]:
    """Who acts for the company, in no particular order."""
    return [
        Member(kind.removeprefix(MEMBER), value["role"], value["since"], value["by"])
        for kind, value in parties.query(company, MEMBER)
    ]


def dismiss_member(company: str, account: str, *, parties: Parties) -> None:
    """The account acts for the company no more and sees none of its cases; nothing happens when it did not."""
    if account in {member.account for member in members_of(company, parties=parties)}:
        parties.remove(account, PARTY + company)
        parties.remove(company, MEMBER + account)
