import base64
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from chalice import Chalice, Response

from infra.local.gateway import LARGEST_REQUEST, LARGEST_RESPONSE, Gateway, match
from infra.local.server import LocalCloud
from infra.local.wsgi import Request
from tests.infra.local_cloud import new_app, running


def echo(app: Chalice) -> dict[str, Any]:
    event = app.current_request.to_original_event()
    kept = ("path", "httpMethod", "headers", "multiValueHeaders", "body", "isBase64Encoded", "pathParameters")
    return {name: event[name] for name in kept} | {
        "query": event["queryStringParameters"],
        "queries": event["multiValueQueryStringParameters"],
        "route": event["requestContext"]["resourcePath"],
        "client": event["requestContext"]["identity"]["sourceIp"],
    }


def front_app() -> Chalice:
    app = new_app()
    together = threading.Barrier(8)

    @app.route("/echo/{word}", methods=["GET", "POST"], content_types=["*/*"])
    def echo_word(word: str) -> Any:
        return echo(app) | {"word": word}

    @app.route("/echo/fixed", methods=["POST"], content_types=["text/plain"])
    def echo_fixed() -> Any:
        return {"word": "the fixed one"}

    @app.route("/together/{word}")
    def meet(word: str) -> Any:
        # Eight requests stand here at once, so a shared current_request would be seen.
        together.wait(timeout=20)
        request = app.current_request
        return {"path": word, "query": request.query_params["q"], "id": app.lambda_context.aws_request_id}

    @app.route("/cookies")
    def cookies() -> Any:
        return Response("ok", headers={"Content-Type": "text/plain", "Set-Cookie": ["a=1; Path=/", "b=2; Path=/"]})

    @app.route("/large/{size}")
    def large(size: str) -> Any:
        return Response("x" * int(size), headers={"Content-Type": "text/plain"})

    return app


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running(tmp_path_factory.mktemp("front"), front_app()) as started:
        yield started


def test_64_concurrent_requests_each_see_their_own_data(cloud: LocalCloud) -> None:
    def ask(number: int) -> dict[str, str]:
        return requests.get(f"{cloud.url}/together/{number}", params={"q": str(number)}, timeout=30).json()

    with ThreadPoolExecutor(max_workers=64) as pool:
        answers = list(pool.map(ask, range(64)))
    assert [(answer["path"], answer["query"]) for answer in answers] == [(str(n), str(n)) for n in range(64)]
    assert len({answer["id"] for answer in answers}) == 64


def test_path_parameters_arrive_decoded(cloud: LocalCloud) -> None:
    answer = requests.get(f"{cloud.url}/echo/%E5%92%B8%E5%AE%81%20a%2Bb", timeout=10).json()
    assert answer["word"] == "咸宁 a+b"
    assert answer["route"] == "/echo/{word}"


def test_a_query_gives_the_last_value_and_all_values(cloud: LocalCloud) -> None:
    answer = requests.get(f"{cloud.url}/echo/x?a=1&a=%E4%BA%8C&b=", timeout=10).json()
    assert answer["query"] == {"a": "二", "b": ""}
    assert answer["queries"] == {"a": ["1", "二"], "b": [""]}
    assert requests.get(f"{cloud.url}/echo/x", timeout=10).json()["query"] is None


def test_cookies_come_split_and_go_out_apart(cloud: LocalCloud) -> None:
    answer = requests.get(f"{cloud.url}/echo/x", headers={"Cookie": "a=1; b=2"}, timeout=10).json()
    assert answer["multiValueHeaders"]["cookie"] == ["a=1", "b=2"]
    assert answer["headers"]["cookie"] == "b=2"
    sent = requests.get(f"{cloud.url}/cookies", timeout=10)
    assert sent.raw.headers.getlist("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/"]


def test_form_bodies_come_as_base64_and_text_does_not(cloud: LocalCloud) -> None:
    form = requests.post(f"{cloud.url}/echo/x", data={"name": "咸宁"}, timeout=10).json()
    assert form["isBase64Encoded"] is True
    assert base64.b64decode(form["body"]) == b"name=%E5%92%B8%E5%AE%81"
    text = requests.post(f"{cloud.url}/echo/x", data="咸".encode(), headers={"Content-Type": "text/plain"}, timeout=10)
    assert (text.json()["isBase64Encoded"], text.json()["body"]) == (False, "咸")


def test_the_client_address_comes_from_the_connection(cloud: LocalCloud) -> None:
    answer = requests.get(f"{cloud.url}/echo/x", headers={"X-Forwarded-For": "192.0.2.1"}, timeout=10).json()
    assert answer["client"] == "127.0.0.1"
    assert answer["headers"]["x-forwarded-for"] == "192.0.2.1, 127.0.0.1"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/none"), ("DELETE", "/echo/x"), ("GET", "/echo/x/"), ("HEAD", "/cookies")]
)
def test_what_is_no_route_gets_the_gateways_own_404(cloud: LocalCloud, method: str, path: str) -> None:
    answer = requests.request(method, f"{cloud.url}{path}", timeout=10)
    assert answer.status_code == 404
    assert method == "HEAD" or answer.json() == {"message": "Not Found"}


def test_a_request_over_10_mb_is_413(cloud: LocalCloud) -> None:
    headers = {"Content-Type": "text/plain"}
    answer = requests.post(f"{cloud.url}/echo/x", data=b"x" * (LARGEST_REQUEST + 1), headers=headers, timeout=30)
    assert (answer.status_code, answer.json()) == (413, {"message": "Request Entity Too Large"})


def test_a_response_over_6_mb_is_502(cloud: LocalCloud) -> None:
    assert requests.get(f"{cloud.url}/large/{LARGEST_RESPONSE + 1}", timeout=30).status_code == 502
    assert requests.get(f"{cloud.url}/large/{LARGEST_RESPONSE - 1000}", timeout=30).status_code == 200


def test_localhost_is_sent_to_the_one_origin_that_forms_accept(cloud: LocalCloud) -> None:
    port = cloud.url.rpartition(":")[2]
    answer = requests.get(
        f"{cloud.url}/echo/x?a=1", headers={"Host": f"localhost:{port}"}, allow_redirects=False, timeout=10
    )
    assert (answer.status_code, answer.headers["Location"]) == (307, f"{cloud.url}/echo/x?a=1")


def test_a_fixed_segment_wins_over_a_parameter_within_one_method(cloud: LocalCloud) -> None:
    text = {"Content-Type": "text/plain"}
    assert (
        requests.post(f"{cloud.url}/echo/fixed", data="x", headers=text, timeout=10).json()["word"] == "the fixed one"
    )
    assert requests.get(f"{cloud.url}/echo/fixed", timeout=10).json()["word"] == "fixed"
    found = match(["/a/{x}/c", "/a/b/{y}", "/{z}/b/c"], "/a/b/c")
    assert found
    assert (found.route, found.parameters) == ("/a/b/{y}", {"y": "c"})


def test_a_function_that_overruns_is_503_and_one_that_fails_is_500() -> None:
    release = threading.Event()

    def invoke(event: dict[str, Any]) -> dict[str, Any]:
        if event["path"] == "/slow":
            release.wait(20)
        raise RuntimeError

    gateway = Gateway({"/slow": ["GET"], "/broken": ["GET"]}, invoke, threads=2, timeout=0.05)
    slow = gateway.handle(Request("GET", "/slow", "", {}, b""))
    broken = gateway.handle(Request("GET", "/broken", "", {}, b""))
    release.set()
    gateway.stop()
    assert (slow.status, json.loads(slow.body)) == (503, {"message": "Service Unavailable"})
    assert (broken.status, json.loads(broken.body)) == (500, {"message": "Internal Server Error"})
