"""Companies own their cases; who acts for them was seen by an officer, and who only types the code reaches nothing."""

from typing import Any

import pytest

from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import batch_matter, reference_of
from chalicelib.usecases.batch_file import UnknownBatchError
from chalicelib.usecases.company_members import admit_member, dismiss_member, members_of
from chalicelib.usecases.identify import Claim, account_of, parties_of, verified_party
from chalicelib.usecases.my_batches import read_my_batch
from tests.batches import APPLICANT, OFFICER, PHONE, Garage
from tests.sample import KEY, World

OTHER = "+8619900000009"


def block(phone: str = PHONE) -> dict[str, Any]:
    return {"uscc": APPLICANT["uscc"], "phone": phone}


def admit(world: World, phone: str = PHONE) -> str:
    garage = Garage(world)
    ports: dict[str, Any] = {"parties": world.parties, "entropy": world.entropy}
    return admit_member(block(phone), OFFICER, **ports, key=KEY, now=garage.now)


def sees(garage: Garage, matter: str, phone: str) -> bool:
    world = garage.world
    try:
        read_my_batch(
            account_of(phone, key=KEY),
            reference_of(matter),
            log=world.log,
            catalogue=world.catalogue,
            parties=world.parties,
        )
    except UnknownBatchError:
        return False
    return True


def test_every_member_sees_what_another_member_applied_for() -> None:
    garage = Garage()
    company = admit(garage.world)
    assert admit(garage.world, OTHER) == company
    garage.prepare(1)
    matter = batch_matter(garage.submit())
    assert garage.file(matter).batch.received.applicant == company
    assert sees(garage, matter, PHONE)
    assert sees(garage, matter, OTHER)


def test_who_only_types_the_code_is_no_member_and_sees_nothing() -> None:
    garage = Garage()
    company = admit(garage.world, OTHER)
    garage.prepare(1)
    matter = batch_matter(garage.submit())
    assert garage.file(matter).batch.received.applicant != company
    assert not sees(garage, matter, OTHER)
    assert company not in parties_of(account_of(PHONE, key=KEY), parties=garage.world.parties)


def test_a_member_is_recorded_with_role_officer_and_day_and_stays_as_first_admitted() -> None:
    world = World()
    company = admit(world)
    (member,) = members_of(company, parties=world.parties)
    assert (member.role, member.by) == ("agent", OFFICER.id)
    admit(world)
    assert members_of(company, parties=world.parties) == [member]


def test_who_is_dismissed_sees_the_companys_cases_no_more() -> None:
    garage = Garage()
    company = admit(garage.world)
    admit(garage.world, OTHER)
    garage.prepare(1)
    matter = batch_matter(garage.submit())
    dismiss_member(company, account_of(OTHER, key=KEY), parties=garage.world.parties)
    for stranger in ("phone:nobody", "", "x" * 5000, "\0"):
        dismiss_member(company, stranger, parties=garage.world.parties)
    assert not sees(garage, matter, OTHER)
    assert sees(garage, matter, PHONE)
    assert [one.account for one in members_of(company, parties=garage.world.parties)] == [account_of(PHONE, key=KEY)]


def test_a_person_has_no_members() -> None:
    world = World()
    with pytest.raises(RefusedError) as refused:
        admit_member(
            {"id_number": APPLICANT["agent_id_number"], "phone": PHONE},
            OFFICER,
            parties=world.parties,
            entropy=world.entropy,
            key=KEY,
            now=Garage(world).now,
        )
    assert refused.value.code == "not_a_company"
    assert verified_party(
        Claim("company", APPLICANT["uscc"], PHONE), parties=world.parties, entropy=world.entropy, key=KEY
    )
