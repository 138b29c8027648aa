"""`make demo`: on the city that `make run` serves at PORT, else on one of its own. Exit 1 when anything is not as it
should be."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests

from infra.api_client import Message
from infra.demo import report
from infra.demo.city import City
from infra.demo.journeys import CASES, JOURNEYS, Done
from infra.demo.progress import Progress
from infra.local.server import start


def main() -> int:
    progress = Progress()
    with _city(progress) as city:
        if lacking := items_lacking(city):
            print(
                f"{city.url} is another city's: it has no {', '.join(lacking)}. The demo plays the sample city's stories"
            )
            return 1
        before = len(city.phones.messages())
        done, problems = run(city, progress)
        _print(done, city.phones.messages()[before:])
    for problem in problems:
        print(f"NOT AS IT SHOULD BE: {problem}", file=sys.stderr)
    return 1 if problems else 0


def run(city: City, progress: Progress) -> tuple[list[Done], list[str]]:
    """The cases that came to their end, and everything that was not as it should be."""
    done, problems = list[Done](), list[str]()
    for journey in JOURNEYS:
        try:
            ended = journey(city, progress)
        except Exception as error:  # noqa: BLE001  # one journey's failure is told, and the others are still shown
            problems.append(f"{journey.__name__}: {type(error).__name__}: {error}")
            continue
        with progress.step("the applicant was told every step, word for word"):
            problems += [f"{journey.__name__}: {wrong}" for wrong in report.wrong_messages(ended, city.phones)]
        done.append(ended)
    return done, problems


@contextmanager
def _city(progress: Progress) -> Iterator[City]:
    running = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    if _is_local_cloud(running):
        progress.title(f"On the city at {running}")
        yield City(running, devices=Path(os.environ.get("DATA_DIR", ".local")) / "demo-devices.json")
        return
    with tempfile.TemporaryDirectory() as folder:
        progress.title(f"Nothing answers at {running}, so the demo starts a city of its own")
        cloud = start(Path(folder))
        try:
            yield City(cloud.url)
        finally:
            cloud.stop()


def items_lacking(city: City) -> list[str]:
    """The codes of the stories' items that this city does not offer."""
    codes = [plan["application"]["item"] for plan in CASES.values() if isinstance(plan, dict)]
    offered = {item["code"] for item in city.phones.call("GET", "/api/items")["items"]}
    return sorted(set(codes) - offered)


def _is_local_cloud(url: str) -> bool:
    try:
        return bool(requests.get(f"{url}/local/outbox.json", timeout=5).ok)
    except requests.RequestException:
        return False


def _print(done: list[Done], messages: Sequence[Message]) -> None:
    for one in done:
        print()
        print("\n".join(report.timeline(one)))
    print(f"\n{len(messages)} SMS in {sum(sms.parts for sms in messages)} parts")
    print("\n".join(report.letters(messages)))


if __name__ == "__main__":
    sys.exit(main())
