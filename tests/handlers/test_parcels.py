"""A parcel that comes back, over real HTTP: what the citizen is told, what the window does, who collects."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.pickup import pickup_code
from chalicelib.domain.reference import case_matter
from chalicelib.usecases.identify import Claim, account_of, claimed_party
from infra.local.server import LocalCloud
from tests.handlers.granted import case_of, dispatch, eventually, granted
from tests.handlers.test_courier import kuaidi, post
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
NUMBER = "EA000000222CN"
AGENT = {"name": "李四", "id_number": "420101199003070006"}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("parcels")) as started:
        yield started


def party() -> str:
    claim = Claim("person", "420101199003070006", "+8619900000009")
    stores = {"parties": wiring.parties(), "entropy": wiring.entropy()}
    return claimed_party(claim, **stores, key=wiring.pseudonym_key())


def account() -> str:
    return account_of("+8619900000009", key=wiring.pseudonym_key())


def asked(cloud: LocalCloud, reference: str, subject: str = "") -> requests.Response:
    token = signed_in(subject or account()).token
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{cloud.url}/api/cases/{reference}/parcel", headers=headers, timeout=20)


def done(cloud: LocalCloud, reference: str, path: str, body: dict[str, Any], key: str = "") -> requests.Response:
    token = signed_in("s-jyj-1", "staff").token
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or f"{path}-{reference}-key-000001"}
    return requests.post(f"{cloud.url}/api/cases/{reference}/{path}", json=body, headers=headers, timeout=20)


def test_a_parcel_that_comes_back_is_kept_and_collected_by_an_agent(cloud: LocalCloud) -> None:
    reference = granted("comes back", party=party())
    assert asked(cloud, reference).json() == {"kept_for_pickup": False, "parcels": []}
    eventually(lambda: case_of(reference).certificate)
    dispatch(reference, NUMBER)
    assert done(cloud, reference, "keeping", {}).json()["code"] == "parcel_under_way"
    post(cloud, "kuaidi100", *kuaidi(NUMBER, "14"))
    eventually(lambda: case_of(reference).parcels[-1].last)

    [parcel] = asked(cloud, reference).json()["parcels"]
    assert (parcel["state"], parcel["comes_back"], parcel["telephone"]) == ("refused", True, "11183")
    assert "窗口会打电话" in parcel["advice"]
    assert [move["state"] for move in parcel["moves"]] == ["refused"]
    kept = done(cloud, reference, "keeping", {})
    assert kept.status_code == 200, kept.text
    assert done(cloud, reference, "keeping", {}).json()["repeated"], "a second click"
    assert asked(cloud, reference).json()["kept_for_pickup"]
    assert (
        done(cloud, reference, "pickup", {"agent": AGENT}, "pickup-unproved-key-0001").json()["code"]
        == "pickup_unproved"
    )
    code = pickup_code(case_matter(reference), key=wiring.pseudonym_key())
    assert done(cloud, reference, "pickup", {"code": code, "agent": AGENT}).json()["status"] == "served"
    assert done(cloud, reference, "pickup", {"code": code, "agent": AGENT}).json()["repeated"]
    assert case_of(reference).served_how == "pickup"


def test_the_holder_who_has_it_says_so(cloud: LocalCloud) -> None:
    reference = granted("arrived unseen", party=party())
    eventually(lambda: case_of(reference).certificate)
    assert done(cloud, reference, "arrival", {}, "nothing-was-sent-key-01").json()["code"] == "nothing_was_sent"
    dispatch(reference, "EA000000223CN")
    assert done(cloud, reference, "arrival", {}).json()["status"] == "served"
    assert case_of(reference).served_how == "confirmed"


def test_a_stranger_finds_no_parcel(cloud: LocalCloud) -> None:
    reference = granted("not yours", party=party())
    answer = asked(cloud, reference, "phone:stranger")
    assert (answer.status_code, answer.json()["code"]) == (404, "case_unknown")
