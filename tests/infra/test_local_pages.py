import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from chalice import Response

from chalicelib.adapters.kuaidi100 import Kuaidi100
from chalicelib.adapters.standard_webhooks import StandardWebhooks
from infra.local.server import LocalCloud
from infra.local.stage_secrets import courier_secrets
from tests.infra.local_cloud import client, new_app, running

PUSHED: list[tuple[dict[str, str], bytes]] = []


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    app = new_app()

    @app.route("/webhooks/courier/{carrier}", methods=["POST"], content_types=["*/*"])
    def push(carrier: str) -> Any:
        request = app.current_request
        PUSHED.append((dict(request.headers), request.raw_body))
        return Response(
            "refused" if b"REFUSE" in request.raw_body else carrier,
            status_code=401 if b"REFUSE" in request.raw_body else 200,
        )

    with running(tmp_path_factory.mktemp("pages"), app) as started:
        yield started


def test_the_phone_shows_each_number_its_messages_with_links(cloud: LocalCloud) -> None:
    sns = client("sns")
    sns.publish(PhoneNumber="+8619900000003", Message="第一条")
    sns.publish(PhoneNumber="+8619900000003", Message="<b>请点</b>http://127.0.0.1:8000/t/a-b_c，三日内有效")
    sns.publish(PhoneNumber="+8619900000004", Message="别人的")
    numbers = requests.get(f"{cloud.url}/local/phone", timeout=10).text
    assert 'href="/local/phone?phone=%2B8619900000003"' in numbers
    page = requests.get(f"{cloud.url}/local/phone", params={"phone": "19900000003"}, timeout=10).text
    assert page.index("第一条") < page.index("三日内有效")
    assert '<a href="http://127.0.0.1:8000/t/a-b_c">http://127.0.0.1:8000/t/a-b_c</a>，三日内有效' in page
    assert "&lt;b&gt;" in page
    assert "别人的" not in page
    everything = requests.get(f"{cloud.url}/local/outbox.json", timeout=10).json()
    assert [message["to"] for message in everything] == ["+8619900000003", "+8619900000003", "+8619900000004"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00", everything[0]["at"])
    mine = requests.get(f"{cloud.url}/local/outbox.json", params={"phone": "+8619900000004"}, timeout=10).json()
    assert [message["text"] for message in mine] == ["别人的"]


def test_a_receipt_of_no_message_is_refused(cloud: LocalCloud) -> None:
    client("sns").publish(PhoneNumber="+8610000000005", Message="回执")
    [message] = requests.get(f"{cloud.url}/local/outbox.json", params={"phone": "+8610000000005"}, timeout=10).json()
    page = requests.get(f"{cloud.url}/local/phone", params={"phone": "+8610000000005"}, timeout=10).text
    assert f'name="message" value="{message["id"]}"' in page
    for form in ({}, {"message": "none", "outcome": "delivered"}, {"message": message["id"], "outcome": "eaten"}):
        assert requests.post(f"{cloud.url}/local/phone", data=form, timeout=10).status_code == 400


@pytest.mark.parametrize("path", ["/local/", "/local", "/local/phone", "/local/clock", "/local/courier"])
def test_every_local_page_stands_alone(cloud: LocalCloud, path: str) -> None:
    answer = requests.get(f"{cloud.url}{path}", timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert not re.search(r"(src|href)=\"(https?:)?//", answer.text)
    assert requests.get(f"{cloud.url}/local/nothing", timeout=10).status_code == 404


def push(cloud: LocalCloud, **fields: str) -> tuple[requests.Response, dict[str, str], bytes]:
    PUSHED.clear()
    answer = requests.post(f"{cloud.url}/local/courier", data=fields, timeout=10)
    [(headers, body)] = PUSHED
    return answer, headers, body


def test_the_courier_signs_what_our_own_reader_accepts(cloud: LocalCloud) -> None:
    secrets = courier_secrets(cloud.cloud.parameters)
    answer, headers, body = push(cloud, waybill="EA123456789CN", protocol="standard", state="delivered")
    assert "系统收下了这次推送" in answer.text
    reader = StandardWebhooks("ems", tuple(secrets["standard"]["secrets"]))
    read = reader.read(headers, body, now=cloud.clock.now())
    assert (read.waybill, read.events[0].state) == ("EA123456789CN", "delivered")


def test_kuaidi100_sends_the_whole_history_newest_first(cloud: LocalCloud) -> None:
    salts = tuple(courier_secrets(cloud.cloud.parameters)["kuaidi100"]["salts"])
    for state in ("collected", "in_transit", "delivered"):
        _, headers, body = push(cloud, waybill="SF1000", protocol="kuaidi100", company="shunfeng", state=state)
        read = Kuaidi100(salts).read(headers, body, now=cloud.clock.now())
        assert (read.carrier, read.waybill, read.events[0].state) == ("shunfeng", "SF1000", state)
    assert body.count(b"ftime") == 3


def test_a_push_that_is_refused_is_shown_as_refused(cloud: LocalCloud) -> None:
    answer, _, _ = push(cloud, waybill="REFUSE-1", protocol="standard", state="collected")
    assert "系统没有收下这次推送（401）" in answer.text
    wrong = requests.post(f"{cloud.url}/local/courier", data={"protocol": "pigeon", "waybill": "x1234"}, timeout=10)
    assert wrong.status_code == 400
