"""What failed for good is shown with its reason and done again, in the local cloud's own dead letters."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.dossier import Part
from chalicelib.domain.reference import case_matter, derive
from chalicelib.usecases.execute import open_case
from infra.functions import AsyncSource, Function, StreamSource
from infra.local.resources import queue_name
from infra.local.server import LocalCloud
from infra.redrive.__main__ import main, redrive
from infra.redrive.letters import QUEUES, Letter, describe, function_of
from tests import cases
from tests.infra.local_cloud import (
    CASE_LOG_STREAM,
    OBJECT_CREATED,
    append,
    client,
    impatient_template,
    messages,
    new_app,
    queue_arn,
    running,
)
from tests.running_site import running_site
from tests.sending import PHONE

MATTER = case_matter(derive("redrive", 0))
IMPATIENT = {
    "project": Function(stream=StreamSource(retries=0)),
    "material_check": Function(asynchronous=AsyncSource(retries=0)),
    "sweep": Function(asynchronous=AsyncSource(retries=0)),
}
NOTHING = ["StreamDeadLetters: nothing", "WorkDeadLetters: nothing"]


@pytest.fixture(autouse=True)
def fresh_clients() -> Iterator[None]:
    wiring.forget()
    yield
    wiring.forget()


def address(queue: str) -> str:
    return str(client("sqs").get_queue_url(QueueName=queue_name(queue))["QueueUrl"])


def lay(queue: str, body: Any) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    client("sqs").send_message(QueueUrl=address(queue), MessageBody=text)


def shown(capsys: pytest.CaptureFixture[str], cloud: LocalCloud) -> list[str]:
    assert redrive(address, replaying=False, now=cloud.clock.now(), wait=0) == 0
    return capsys.readouterr().out.splitlines()


def replay(cloud: LocalCloud) -> int:
    status = redrive(address, replaying=True, now=cloud.clock.now(), wait=0)
    assert cloud.drain(20)
    return status


class App:
    """The functions that fail while `broken` is set, and what they were given."""

    def __init__(self) -> None:
        self.app = new_app()
        self.broken = threading.Event()
        self.broken.set()
        self.seen: list[Any] = []
        self.app.on_dynamodb_record(CASE_LOG_STREAM, name="project")(self._take)
        self.app.on_sqs_message(queue_arn=queue_arn("WorkQueue"), name="work", batch_size=1)(self._task)
        self.app.on_cw_event(OBJECT_CREATED, name="material_check")(self._take)
        self.app.schedule("rate(1 hour)", name="sweep")(self._take)

    def _take(self, event: Any) -> None:
        if self.broken.is_set():
            raise RuntimeError("the table is away")
        self.seen.append(event.to_dict())

    def _task(self, event: Any) -> None:
        self._take(event)
        self.seen[-1] = json.loads(self.seen[-1]["Records"][0]["body"])


def test_records_that_a_reader_gave_up_become_tasks_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = App()
    with running(tmp_path, small.app, functions=IMPATIENT) as cloud:
        append("c-1", 1)
        assert cloud.drain(20)
        append("c-2", 1)
        assert cloud.drain(20)
        told = shown(capsys, cloud)
        assert told[:2] == [
            "StreamDeadLetters: 2",
            "  2 x project of the log's stream: RetryAttemptsExhausted after 1 tries; the oldest 0 min old",
        ]
        assert shown(capsys, cloud) == told, "looking changes nothing"
        small.broken.clear()
        assert replay(cloud) == 0
        assert "1 commits handed to work for project" in capsys.readouterr().out
        assert small.seen == [
            {"kind": "redo", "reader": "project", "matter": matter, "seq": 1} for matter in ("c-1", "c-2")
        ]
        assert replay(cloud) == 0, "nothing is left, and nothing happens twice"
        assert len(small.seen) == 2
        assert shown(capsys, cloud)[-4:-2] == NOTHING


def test_records_that_have_left_the_stream_are_the_nightly_checks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = App()
    with running(tmp_path, small.app, functions=IMPATIENT) as cloud:
        append("c-1", 1)
        assert cloud.drain(20)
        small.broken.clear()
        cloud.advance_to(cloud.clock.now() + timedelta(days=2))
        small.seen.clear()
        assert "the oldest 2 days old" in "\n".join(shown(capsys, cloud))
        assert replay(cloud) == 0
        assert "0 commits handed to work for project; 1 have left the stream" in capsys.readouterr().out
        assert (small.seen, messages(cloud, "StreamDeadLetters")) == ([], [])


def test_a_task_goes_back_and_messages_are_planned_however_old_the_news(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = App()
    with running(tmp_path, small.app, resources_template=impatient_template(tmp_path)) as cloud:
        lay("WorkQueue", {"kind": "redo", "reader": "notify", "matter": "c-1", "seq": 4})
        assert cloud.drain(20)
        small.broken.clear()
        lay("WorkDeadLetters", {"kind": "courier_push", "body": "13800000000"})
        lay("WorkDeadLetters", "no JSON")
        told = "\n".join(shown(capsys, cloud))
        assert "1 x redo notify: failed at each try, the log of work says why at the message" in told
        assert "matter c-1, seq 4, message " in told
        assert "13800000000" not in told, "what a push holds is nobody's to read here"
        assert "1 x unreadable" in told
        assert replay(cloud) == 1, "a letter still stands"
        said = capsys.readouterr()
        assert "replayed 2, left 1" in said.out
        assert "left: unreadable" in said.err
        assert {"kind": "redo", "reader": "notify_by_hand", "matter": "c-1", "seq": 4} in small.seen
        assert messages(cloud, "WorkDeadLetters") == ["no JSON"]


def test_events_call_their_function_again_and_missed_turns_of_a_schedule_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = App()
    with running(tmp_path, small.app, functions=IMPATIENT) as cloud:
        client("s3").put_object(Bucket="local-papers", Key="incoming/page", Body=b"x")
        for _ in range(2):
            cloud.advance_to(cloud.clock.now() + timedelta(hours=1))
        told = "\n".join(shown(capsys, cloud))
        assert "1 x material_check on Object Created: RuntimeError: the table is away" in told
        assert "x sweep on Scheduled Event" in told
        assert "incoming/page" in told
        missed = len(messages(cloud, "EventDeadLetters")) - 1
        assert missed > 1
        small.broken.clear()
        assert replay(cloud) == 0
        kinds = sorted(event["detail-type"] for event in small.seen)
        assert kinds == ["Object Created", "Scheduled Event"]
        assert messages(cloud, "EventDeadLetters") == []


def test_a_function_that_cannot_be_called_leaves_its_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = App()
    letter = {
        "requestContext": {"functionArn": "arn:aws:lambda:us-east-1:1:function:buqiuren-prod-Sweep-1AB:$LATEST"},
        "requestPayload": {"detail-type": "Scheduled Event"},
    }
    with running(tmp_path, small.app) as cloud:
        lay("EventDeadLetters", letter)
        assert replay(cloud) == 1
        assert "ResourceNotFoundException" in capsys.readouterr().err
        assert len(messages(cloud, "EventDeadLetters")) == 1
        with pytest.raises(ClientError, match="InvocationType Event only"):
            client("lambda").invoke(FunctionName="sweep", Payload=b"{}")


def test_the_command_reaches_the_running_stage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path, App().app), monkeypatch.context() as environment:
        environment.setenv("DATA_DIR", str(tmp_path))
        environment.setenv("STAGE", "")
        assert main() == 0
        assert capsys.readouterr().out.splitlines()[:2] == NOTHING
        environment.setenv("REPLAY", "yes")
        assert main() == 1
        assert "REPLAY=1" in capsys.readouterr().err


@pytest.mark.journey
def test_a_case_that_no_reader_could_follow_is_on_the_worklist_after_a_replay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_: Any) -> None:
        raise RuntimeError("out of memory")

    with running_site(tmp_path / "cloud") as cloud:
        with monkeypatch.context() as breaking:
            breaking.setattr("chalicelib.handlers.project.handle", down)
            breaking.setattr("chalicelib.handlers.notify.handle", down)
            received()
            assert cloud.drain()
        assert wiring.views().query("GHJ:officer") == []
        assert redrive(address, replaying=True, now=cloud.clock.now(), wait=0) == 0
        assert "1 commits handed to work for notify" in capsys.readouterr().out
        assert cloud.drain()
        assert len(wiring.views().query("GHJ:officer")) == 1
        assert len(wiring.notices().of_recipient(f"{MATTER}#{cases.APPLICANT.id}")) == 1
        assert not any(cloud.cloud.queues.unfinished(queue_name(queue)) for queue in QUEUES)


def received() -> None:
    of = wiring.edition().definition("XN-GHJ-001", "XN-GHJ-001-1")
    wiring.dossiers().put(Part(MATTER, cases.FORM.part, "salt", {"applicant": {"phone": PHONE}}))
    receive = c.Receive("receive", cases.APPLICANT, cases.application(of))
    open_case(MATTER, receive, of, log=wiring.log(), calendar=wiring.calendar(), now=wiring.now())


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("buqiuren-prod-MaterialCheck-1ABC2", "material_check"),
        ("buqiuren-work-Notify-9Z", "notify"),
        ("sweep", "sweep"),
    ],
)
def test_a_deployed_functions_name_tells_which_it_is(name: str, function: str) -> None:
    arn = f"arn:aws:lambda:cn-north-1:1:function:{name}:$LATEST"
    assert function_of({"requestContext": {"functionArn": arn}}) == function


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"requestContext": 1}', '{"requestContext": {"functionArn": "x"}}'])
@pytest.mark.parametrize("queue", ["StreamDeadLetters", "EventDeadLetters"])
def test_what_is_no_letter_of_lambdas_is_said_to_be_unreadable(queue: str, body: str) -> None:
    assert describe(Letter(queue, "m", "r", body, datetime.now(UTC))).what == "unreadable"
