"""A case that is over, in a running local cloud: granted, made, sent, delivered."""

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.reference import case_matter
from chalicelib.domain.times import stamp
from chalicelib.usecases.execute import execute
from chalicelib.usecases.identify import Claim, claimed_party
from infra.local.server import LocalCloud
from tests.handlers.granted import case_of, dispatch, eventually, granted


def party_of(phone: str) -> str:
    """Whoever has the telephone (E.164), as the applicant of `granted` cases."""
    ports = {"parties": wiring.parties(), "entropy": wiring.entropy(), "key": wiring.pseudonym_key()}
    return claimed_party(Claim("person", "420101199003070006", phone), **ports)


def served(cloud: LocalCloud, name: str, phone: str, waybill: str) -> str:
    """The reference of a case of this telephone's, delivered by courier."""
    reference = granted(name, party=party_of(phone))
    assert cloud.drain()
    eventually(lambda: case_of(reference).certificate)
    dispatch(reference, waybill)
    delivered(reference, waybill)
    assert cloud.drain()
    return reference


def delivered(reference: str, waybill: str) -> None:
    moved = c.RecordParcel(f"m-{waybill}", c.Actor("courier", "ems"), "ems", waybill, "delivered", stamp(wiring.now()))
    ports = {"log": wiring.log(), "catalogue": wiring.catalogue(), "calendar": wiring.calendar()}
    execute(case_matter(reference), moved, now=wiring.now(), **ports)
