"""许可结果公示 over real HTTP: what was granted, by whom; no person's name, no reference of a case."""

from collections.abc import Iterator

import fastjsonschema
import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.dossier import Part
from chalicelib.domain.row import RowKey
from chalicelib.domain.rows.grants import GRANTS_QUEUE
from chalicelib.handlers.site_grants_operations import LIST_GRANTS
from chalicelib.usecases.public_grants import LISTED
from infra.local.server import LocalCloud
from tests.handlers.granted import case_of, eventually, granted
from tests.handlers.hall import Citizen, check_page, words
from tests.running_site import running_site

pytestmark = pytest.mark.journey
COMPANY = {"name": "咸宁示例餐饮有限公司", "uscc": "91420101MA4KX00000"}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("grants")) as running:
        yield running


def listed(cloud: LocalCloud, before: str = "") -> dict[str, object]:
    answer = requests.get(f"{cloud.url}/api/grants", params={"before": before}, timeout=20)
    assert answer.status_code == 200
    fastjsonschema.validate(LIST_GRANTS.response.schema, answer.json())
    return dict(answer.json())


def test_a_licence_is_public_and_who_is_a_person_is_not(cloud: LocalCloud) -> None:
    guest = Citizen(cloud)
    check_public(guest)
    assert "还没有准予的行政许可" in words(guest.get("/grants"))
    reference = granted("public grant", person="王小明")
    assert cloud.drain()
    eventually(lambda: case_of(reference).certificate)
    assert cloud.drain()
    page = guest.get("/grants")
    check_public(guest)
    assert "教师资格证认定" in words(page)
    assert case_of(reference).certificate_number in words(page)
    assert "个人" in words(page)
    assert "王小明" not in page.text
    (grant,) = listed(cloud)["grants"]  # type: ignore[misc]
    assert (grant["company"], grant["unit"]) == ("", "JYJ")


def test_a_company_is_named_and_pages_follow_each_other(cloud: LocalCloud) -> None:
    for number in range(60):
        matter = f"c-made-{number}"
        row = {
            "matter": matter,
            "item": "XN-JYJ-001",
            "variant": "XN-JYJ-001-1",
            "unit": "JYJ",
            "edition": wiring.edition().digest,
            "granted_at": f"2026-01-{number % 28 + 1:02}T01:00:00.000000Z",
            "certificate": f"XN{number:03}",
            "form": "form#t",
        }
        wiring.views().put(RowKey(GRANTS_QUEUE, f"{row['granted_at']}#{matter}"), row)
        wiring.dossiers().put(Part(matter, "form#t", "salt", {"applicant": COMPANY}))
    pages = [listed(cloud)]
    while pages[-1]["beyond"]:
        pages.append(listed(cloud, str(pages[-1]["beyond"])))
    numbers = [one["certificate"] for page in pages for one in page["grants"]]  # type: ignore[attr-defined]
    assert len(numbers) == len(set(numbers)) >= 60
    assert len(pages) == -(-len(numbers) // LISTED)
    guest = Citizen(cloud)
    check_public(guest)
    assert COMPANY["name"] in words(guest.get("/grants"))
    assert "显示更多" in words(guest.get("/grants"))
    assert "没有更早的了" in words(guest.get("/grants?before=1"))


def check_public(guest: Citizen) -> None:
    page = guest.get("/grants")
    check_page(page)
    assert page.headers["Cache-Control"].startswith("public")
