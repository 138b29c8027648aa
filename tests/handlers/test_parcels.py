"""A parcel that comes back, over real HTTP: what the citizen is told, what the window does, who collects."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from chalicelib import settings, wiring
from chalicelib.domain.delivery_address import address_part
from chalicelib.domain.pickup import pickup_code
from chalicelib.domain.reference import case_matter
from chalicelib.usecases.identify import Claim, account_of, claimed_party
from infra.local.server import LocalCloud
from infra.verify_receipt import verify
from tests.handlers.desk import Desk
from tests.handlers.granted import ADDRESS, case_of, dispatch, eventually, granted
from tests.handlers.served import served
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


def test_the_address_is_gone_from_the_store_ninety_days_after_service(cloud: LocalCloud) -> None:
    reference = served(cloud, "address kept", "+8619900000009", "EA000000224CN")
    form = case_of(reference).form
    assert form is not None
    stored = {"matter": {"S": case_matter(reference)}, "part": {"S": address_part(form.part)}}
    table = settings.table("DOSSIERS")

    def in_the_store() -> str:
        found = wiring.client("dynamodb").get_item(TableName=table, Key=stored, ConsistentRead=True)
        return str(found.get("Item", {}))

    eventually(lambda: "expires_at" in in_the_store())
    assert ADDRESS in in_the_store()
    desk = Desk(cloud.url)
    desk.sign_in()
    assert desk.get(f"/window/cases/{reference}").status_code == 200
    assert f"快递寄送：{ADDRESS}" in desk.page
    cloud.advance_to(cloud.clock.now() + timedelta(days=91))
    assert in_the_store() == "{}"
    desk.sign_in()
    assert desk.get(f"/window/cases/{reference}").status_code == 200
    assert "快递寄送：地址已按规定删除" in desk.page
    assert ADDRESS not in desk.page
    token = signed_in(account()).token
    receipt = requests.get(
        f"{cloud.url}/api/cases/{reference}/receipt", headers={"Authorization": f"Bearer {token}"}, timeout=20
    )
    assert receipt.status_code == 200
    assert not verify(receipt.text).faults
