"""CloudFront and the functions never disagree on the key, and the way beside CloudFront is shut only when it is not needed."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.front_door import check_may_shut, origin_key_rounds
from infra.stack import DeployError
from tests.answering import listening
from tests.infra import packaged


@pytest.fixture
def ssm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("ssm")


class Stage:
    """What a stack's CloudFront sends and its functions accept, while each round changes them in either order."""

    def __init__(self) -> None:
        self.sent = ""
        self.accepted: set[str] = set()

    def deploy(self, given: dict[str, str]) -> None:
        sent, accepted = given["OriginKey"], {*given.values()} - {""}
        if self.sent:
            assert sent in self.accepted, "CloudFront was first"
            assert self.sent in accepted, "the functions were first"
        self.sent, self.accepted = sent, accepted


def test_the_key_is_made_once_for_each_stage_and_kept_encrypted(ssm: Any) -> None:
    [made] = origin_key_rounds(ssm, "prod", renewed=False)
    assert len(made["OriginKey"]) >= 32
    assert made["OtherOriginKey"] == ""
    assert [*origin_key_rounds(ssm, "prod", renewed=False)] == [made]
    assert [*origin_key_rounds(ssm, "test", renewed=False)] != [made]
    assert ssm.get_parameter(Name="/prod/origin-keys")["Parameter"]["Type"] == "SecureString"


@pytest.mark.parametrize("broken_off_in", [None, 1, 2, 3])
def test_a_change_of_the_key_never_shuts_anybody_out_wherever_it_breaks_off(
    ssm: Any, broken_off_in: int | None
) -> None:
    stage = Stage()
    for given in origin_key_rounds(ssm, "prod", renewed=False):
        stage.deploy(given)
    before = stage.sent
    for number, given in enumerate(origin_key_rounds(ssm, "prod", renewed=True), 1):
        if number == broken_off_in:
            break
        stage.deploy(given)
    for given in origin_key_rounds(ssm, "prod", renewed=False):
        stage.deploy(given)
    assert stage.sent != before
    assert stage.accepted == {stage.sent}, "what may have leaked opens nothing any more"


@pytest.fixture(params=[200, 404])
def site(request: pytest.FixtureRequest) -> Iterator[tuple[str, dict[str, str]]]:
    """A site and the headers that it sends along, with its home page there or not."""
    headers: dict[str, str] = {}

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(request.param)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with listening(HTTPServer(("127.0.0.1", 0), Answers)) as url:
        yield url, headers


def test_the_way_beside_cloudfront_is_shut_only_where_the_site_is_reached_by_it(
    site: tuple[str, dict[str, str]],
) -> None:
    origin, headers = site
    asked = {"SiteOrigin": origin, "EdgeCertificateArn": "arn", "EdgeOnly": "yes"}
    with pytest.raises(DeployError, match="not answered through CloudFront"):
        check_may_shut(asked, {"EdgeOnly": "no"})
    check_may_shut({**asked, "EdgeOnly": "no"}, {})
    check_may_shut(asked, {"EdgeOnly": "yes"})
    headers["X-Amz-Cf-Id"] = "k3y"
    check_may_shut(asked, {"EdgeOnly": "no"})
    with pytest.raises(DeployError, match="EDGE_CERTIFICATE_ARN first"):
        check_may_shut({**asked, "EdgeCertificateArn": ""}, {})


def test_nobody_answers_at_all() -> None:
    with pytest.raises(DeployError, match="not answered"):
        check_may_shut({"SiteOrigin": "http://127.0.0.1:9", "EdgeCertificateArn": "arn", "EdgeOnly": "yes"}, {})


def test_a_first_deployment_with_cloudfront_leaves_the_other_way_open() -> None:
    template = packaged.template()
    assert template["Parameters"]["EdgeOnly"]["Default"] == "no"
    assert template["Parameters"]["OtherOriginKey"]["NoEcho"] is True
    variables = template["Resources"]["Site"]["Properties"]["Environment"]["Variables"]
    assert variables["ORIGIN_KEYS"] == {"Fn::If": ["HasEdge", {"Fn::Sub": "${OriginKey} ${OtherOriginKey}"}, ""]}
    assert variables["EDGE_ONLY"] == {"Fn::If": ["HasEdge", {"Ref": "EdgeOnly"}, "no"]}
