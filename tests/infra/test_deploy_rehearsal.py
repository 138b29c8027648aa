"""`make deploy` and `make rollback` from nothing to a page that is served, against the local cloud's endpoints."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.exceptions import ClientError

from chalicelib import wiring
from infra.deploy import deploy
from infra.functions import ENVIRONMENT
from infra.local.application import PROJECT
from infra.local.server import LocalCloud, start
from infra.package.bundle import PYTHON
from infra.package.template import PROJECT as PROJECT_FOLDER
from infra.rollback import roll_back
from infra.stack import DeployError, outputs, parameters_of
from infra.stage import stage_of
from tests.infra import packaged

STACK = "buqiuren-try"
SECOND_CITY = PROJECT_FOLDER / "tests" / "second_city"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """Without a stage of its own in it: what is served must come from the deployment."""
    running = start(tmp_path_factory.mktemp("cloud"), project=replace(PROJECT, publish_city=lambda: None))
    before = dict(os.environ)
    try:
        yield running
    finally:
        os.environ.clear()
        os.environ.update(before)
        running.stop()
        wiring.forget()


@pytest.fixture(scope="module")
def session(cloud: LocalCloud) -> Any:
    assert cloud.url
    return boto3.session.Session()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zips by name only: test_package_bundle.py makes them."""
    folder = tmp_path_factory.mktemp("package")
    for name in ("app.zip", "PdfAndImageLayer.zip", "SignatureLayer.zip"):
        (folder / name).write_bytes(f"{name} for {PYTHON}".encode())
    return folder


@pytest.fixture
def agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YES", "1")
    monkeypatch.delenv("SITE_ORIGIN", raising=False)
    # The smaller of the two.
    monkeypatch.setenv("CITY_DIR", str(SECOND_CITY))


@pytest.mark.usefixtures("agreed")
def test_from_nothing_to_a_page_that_is_served(
    cloud: LocalCloud, session: Any, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert requests.get(f"{cloud.url}/items", timeout=30).status_code == 500
    deploy(session, "try", packaged.template(), out)
    told = capsys.readouterr().out
    assert f"{cloud.url} answers 200" in told
    assert "ADD       CaseLog" in told
    assert "MODIFY    Papers" in told, "the address is known after the first round"
    assert "sets a PIN at" in told
    assert wiring.log().matters() == []
    assert os.environ["TABLE_CASE_LOG"] == f"{STACK}-CaseLog"
    assert os.environ["STREAM_CASE_LOG"].startswith(
        "arn:aws:dynamodb:us-east-1:123456789012:table/buqiuren-try-CaseLog/"
    )
    page = requests.get(f"{cloud.url}/items", timeout=30)
    assert page.status_code == 200
    assert wiring.edition().city["centre"] in page.text
    assert outputs(session.client("cloudformation"), STACK)["SiteOrigin"] == cloud.url


@pytest.mark.usefixtures("agreed")
def test_the_same_again_changes_nothing_and_what_was_given_stays(
    session: Any, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALARM_EMAIL", "operator@centre.test")
    deploy(session, "try", packaged.template(), out)
    assert "ADD       AlarmEmailSubscription" in capsys.readouterr().out
    monkeypatch.delenv("ALARM_EMAIL")
    deploy(session, "try", packaged.template(), out)
    assert f"{STACK} is up to date" in capsys.readouterr().out
    assert parameters_of(session.client("cloudformation"), STACK)["AlarmEmail"] == "operator@centre.test"


@pytest.mark.usefixtures("agreed")
def test_rolling_back_puts_the_earlier_code_in_force_and_publishes_nothing(
    session: Any, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From a checkout whose city is no longer the one in force, and which stands on a table that the older had not."""
    (out / "app.zip").write_bytes(b"newer code")
    deploy(session, "try", packaged.template(), out)
    assert "MODIFY    Site " in capsys.readouterr().out
    roll_back(session, "try", "")
    listed = [line.split()[-1] for line in capsys.readouterr().out.splitlines()[:-1]]
    assert len(listed) == 2
    with pytest.raises(DeployError, match="0 templates"):
        roll_back(session, "try", "nosuchdigest")
    in_force = wiring.edition().digest
    monkeypatch.setenv("CITY_DIR", str(tmp_path))
    monkeypatch.setattr("infra.stack.ENVIRONMENT", {**ENVIRONMENT, "TABLE_NEWER": {"Ref": "Newer"}})
    roll_back(session, "try", listed[1][:12])
    told = capsys.readouterr().out
    assert "MODIFY    Site " in told
    assert "answers 200" in told
    wiring.forget()
    assert wiring.edition().digest == in_force
    with pytest.raises(DeployError, match="Newer is neither"), stage_of("try"):
        pass


def test_nobody_agrees_nothing_is_deployed(
    session: Any, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("YES", raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "no")
    (out / "app.zip").write_bytes(b"code that nobody wants")
    with pytest.raises(DeployError, match="nothing was deployed"):
        deploy(session, "try", packaged.template(), out)
    assert "MODIFY    Site " in capsys.readouterr().out


def test_a_command_reaches_the_deployed_stage() -> None:
    with stage_of("try"):
        assert os.environ["TABLE_VIEWS"] == f"{STACK}-Views"
        assert list(wiring.log_stream().recent()) == []
        assert wiring.edition().city["name"]
    with pytest.raises(DeployError, match="make deploy STAGE=never"), stage_of("never"):
        pass


def test_what_cloudformation_would_refuse_is_refused(session: Any, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YES", "1")
    monkeypatch.setenv("LOG_RETENTION_DAYS", "31")
    with pytest.raises(ClientError, match="LogRetentionDays failed to satisfy"):
        deploy(session, "try", packaged.template(), out)
