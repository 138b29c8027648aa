"""Finding the party behind a person or company: opaque ids, reached by pseudonyms of their numbers.

A telephone's account may lead to several parties (a family shares a phone); an identity number leads to a party only
after an officer has seen the card, so that nobody reaches another's cases by typing their number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from chalicelib.domain.identity import last_four
from chalicelib.domain.pseudonym import hmac_pseudonym
from chalicelib.ports import Entropy, ExistsError, Parties

if TYPE_CHECKING:
    from chalicelib.domain.facts import Received

PARTY = "party#"

WHO_COMES: Final = ("applicant", "agent")
"""Who of a case may stand at the window; for a company, who acts for it is the applicant."""


@dataclass(frozen=True)
class Claim:
    """Who somebody says they are: normalised `phone` (E.164) and `number`, a resident id or a social credit code."""

    kind: Literal["person", "company"]
    number: str
    phone: str

    @staticmethod
    def of(applicant: Mapping[str, Any]) -> "Claim":
        """The claim in an applicant's block, normalised."""
        company = "uscc" in applicant
        number = applicant["uscc"] if company else applicant["id_number"]
        return Claim("company" if company else "person", number, applicant["phone"])


def account_of(phone: str, *, key: bytes) -> str:
    """The account of a telephone number (E.164), without the number in it."""
    return f"phone:{hmac_pseudonym('phone', phone, key=key)}"


def parties_of(account: str, *, parties: Parties) -> tuple[str, ...]:
    """The parties whose cases this account may see."""
    return tuple(kind.removeprefix(PARTY) for kind, _ in parties.query(account, PARTY))


def claimed_party(claim: Claim, *, parties: Parties, entropy: Entropy, key: bytes) -> str:
    """The party of this telephone with this number, made at the first claim; nothing else is reached by it. Of two, one
    was claimed before an officer let the telephone act for the one that is verified: that one."""
    account, number = account_of(claim.phone, key=key), _pseudonym(claim, key)
    own = [kind.removeprefix(PARTY) for kind, link in parties.query(account, PARTY) if link["number"] == number]
    if len(own) > 1:
        verified = parties.get(f"id:{number}", "verified")
        return str(verified["party"]) if verified and verified["party"] in own else own[0]
    if own:
        return own[0]
    party = f"p-{entropy.token(10)}"
    _link(account, party, claim, parties=parties, key=key)
    return party


def verified_party(claim: Claim, *, parties: Parties, entropy: Entropy, key: bytes) -> str:
    """The party whose identity document an officer has in hand; the telephone given is linked to it."""
    pointer = f"id:{_pseudonym(claim, key)}"
    known = parties.get(pointer, "verified")
    if known is None:
        party = claimed_party(claim, parties=parties, entropy=entropy, key=key)
        try:
            parties.add(pointer, "verified", {"party": party})
        except ExistsError:
            return verified_party(claim, parties=parties, entropy=entropy, key=key)
        return party
    _link(account_of(claim.phone, key=key), known["party"], claim, parties=parties, key=key)
    return str(known["party"])


def represented_party(claim: Claim, *, parties: Parties, entropy: Entropy, key: bytes) -> str:
    """The party of somebody for whom an agent acts at the window: no telephone is linked to one that is known, for it may
    be the agent's."""
    known = parties.get(f"id:{_pseudonym(claim, key)}", "verified")
    return str(known["party"]) if known else claimed_party(claim, parties=parties, entropy=entropy, key=key)


def presented_party(identity: str, application: "Received") -> str:
    """The party of the case whose identity document an officer says to have seen, one of WHO_COMES; empty where nobody's."""
    return str(getattr(application, identity)) if identity in WHO_COMES else ""


def last_four_matches(account: str, four: str, *, parties: Parties, key: bytes) -> bool:
    """Whether these are the last four characters of a number under this account (telephone numbers are recycled)."""
    return any(
        link["last_four"] == hmac_pseudonym("last-four", kind.removeprefix(PARTY) + four.upper(), key=key)
        for kind, link in parties.query(account, PARTY)
    )


def _link(account: str, party: str, claim: Claim, *, parties: Parties, key: bytes) -> None:
    four = hmac_pseudonym("last-four", party + last_four(claim.number), key=key)
    parties.put(account, PARTY + party, {"number": _pseudonym(claim, key), "last_four": four})


def _pseudonym(claim: Claim, key: bytes) -> str:
    return hmac_pseudonym(claim.kind, claim.number, key=key)
