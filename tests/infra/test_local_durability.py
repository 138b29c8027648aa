"""kill -9 loses nothing that was acknowledged; one process per data directory."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.local.lock import DataDirectoryBusyError
from infra.local.server import start
from tests.infra.local_cloud import eventually, new_app, project, queue_arn, running

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def process(data_dir: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "tests.infra.local_cloud_process", str(data_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:  # our own module
        assert child.stdout
        try:
            ready = child.stdout.readline()
            assert ready.startswith("ready http://127.0.0.1:")
            yield ready.split()[1], child
        finally:
            child.kill()


def test_what_was_acknowledged_is_there_after_kill_9(tmp_path: Path) -> None:
    versions = {}
    with process(tmp_path) as (url, child):
        for number in range(1, 6):
            assert requests.post(f"{url}/sms/{number}", timeout=10).status_code == 200
            assert requests.post(f"{url}/task/{number}", timeout=10).status_code == 200
            assert requests.post(f"{url}/commit/{number}", timeout=10).status_code == 200
            versions[number] = requests.post(f"{url}/paper/{number}", timeout=10).json()["version"]
        child.send_signal(signal.SIGKILL)
        child.wait(10)
    with process(tmp_path) as (url, child):
        outbox = requests.get(f"{url}/local/outbox.json", params={"phone": "+8619900000001"}, timeout=10).json()
        assert [message["text"] for message in outbox] == [f"sms {number}" for number in range(1, 6)]
        assert {message["parts"] for message in outbox} == {1}
        assert requests.get(f"{url}/tasks", timeout=10).json() == ["1", "2", "3", "4", "5"]
        for number, version in versions.items():
            assert requests.get(f"{url}/paper/{number}", timeout=10).json() == {"version": version, "body": str(number)}
        # The stream reader goes on from its checkpoint: what it had not seen when it was killed, it sees now.
        eventually(lambda: sorted(requests.get(f"{url}/seen", timeout=10).json()) == ["1", "2", "3", "4", "5"])
        child.send_signal(signal.SIGTERM)
        assert child.wait(15) == 0


def test_a_lease_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    app, seen = new_app(), []

    @app.on_sqs_message(queue_arn=queue_arn("WorkQueue"), name="work")
    def work(event: Any) -> None:
        seen.extend(record.body for record in event)

    with running(tmp_path, new_app()) as cloud:
        cloud.cloud.queues.send("local-WorkQueue", "leased")
        assert len(cloud.cloud.queues.receive("local-WorkQueue", 10)) == 1
    with running(tmp_path, app) as cloud:
        assert cloud.drain(10)
    assert seen == ["leased"]


def test_a_second_start_on_one_directory_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with (
        running(tmp_path, new_app()),
        pytest.raises(DataDirectoryBusyError, match=r"is in use by process \d+: stop it or set DATA_DIR"),
    ):
        start(tmp_path, project=project(new_app()))
    with running(tmp_path, new_app()) as again:
        assert again.url


def test_secrets_are_made_once(tmp_path: Path) -> None:
    with running(tmp_path, new_app()) as cloud:
        first = cloud.cloud.parameters.value("/local/link-keys")
    with running(tmp_path, new_app()) as cloud:
        assert first is not None
        assert cloud.cloud.parameters.value("/local/link-keys") == first
