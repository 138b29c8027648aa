"""`make demo` against the local cloud in this process: what must have happened, and that it says so when it has not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from infra.api_client import Message
from infra.demo import __main__ as demo
from infra.demo import report
from infra.demo.city import City
from infra.demo.journeys import Done, UnexpectedError
from infra.demo.progress import Progress
from infra.local.server import LocalCloud
from tests.running_site import running_site

pytestmark = pytest.mark.journey
BRANCH_CHIEFS = {"+8619900000024", "+8619900000030", "+8619900000033"}
PLANNING_LEADERS = {"+8619900000027", "+8619900000028"}


@dataclass(frozen=True)
class Ran:
    cloud: LocalCloud
    city: City
    done: dict[str, Done]
    problems: list[str]

    @property
    def messages(self) -> list[Message]:
        return list(self.city.phones.messages())


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("demo")
    with running_site(folder / "cloud") as cloud:
        city = City(cloud.url, devices=folder / "devices.json")
        done, problems = demo.run(city, Progress(None))
        yield Ran(cloud, city, {one.kind: one for one in done}, problems)


def test_nothing_is_wrong(ran: Ran) -> None:
    assert ran.problems == []
    assert set(ran.done) == {"walk_in", "food", "joint"}


@pytest.mark.parametrize(
    ("kind", "status", "steps"),
    [
        ("walk_in", "concluded", ["decide"]),
        ("food", "served", ["approve", "handle", "review"]),
        ("joint", "served", ["approve", "defence-opinion", "fire-opinion", "handle", "housing-opinion", "review"]),
    ],
)
def test_each_case_has_come_to_its_end(ran: Ran, kind: str, status: str, steps: list[str]) -> None:
    case = ran.done[kind].case
    assert (case["status"], case["outcome"]) == (status, "granted")
    assert case["passed_steps"] == steps
    assert case["certificate_number"]
    assert case["open_steps"] == []


@pytest.mark.parametrize("kind", ["food", "joint"])
def test_the_acceptance_is_told_word_for_word(ran: Ran, kind: str) -> None:
    done = ran.done[kind]
    on = datetime.fromisoformat(done.case["accepted_at"]).astimezone(ZoneInfo("Asia/Shanghai"))
    sentence = (
        f"咸宁政务服务中心温馨提示您：您的业务于{on.month}月{on.day}日已受理，"
        "您可登录中心网上办事大厅随时查询业务办理进展情况。"
    )
    assert [sms.text for sms in ran.city.phones.messages(done.phone)].count(sentence) == 1


def test_an_instant_case_gets_one_message(ran: Ran) -> None:
    (sms,) = ran.city.phones.news(ran.done["walk_in"].phone)
    assert "已受理并办结" in sms.text


def test_leaders_were_told_by_a_link_each(ran: Ran) -> None:
    told = [sms.to for sms in ran.messages if "/t/" in sms.text]
    assert sorted(told) == sorted(set(told))
    assert {*BRANCH_CHIEFS, *PLANNING_LEADERS} <= set(told)


def test_the_report_shows_timelines_and_every_message(ran: Ran) -> None:
    lines = list(report.timeline(ran.done["joint"]))
    assert [line.strip().partition("  ")[0] for line in lines[1:]] == [
        "● 提交申请",
        "● 受理",
        "● 承办",
        "– 方案专家评审",
        "● 联审联办",
        "● 消防审查",
        "● 人防审查",
        "● 住建审查",
        "● 审核",
        "● 批准",
        "● 已办结：准予",
        "● 寄送证照",
    ]
    assert len(list(report.letters(ran.messages))) == len(ran.messages)


def test_a_wrong_message_is_found(ran: Ran) -> None:
    other = replace(ran.done["food"], waybill="0000000000000")
    assert [wrong for wrong in report.wrong_messages(other, ran.city.phones) if "0000000000000" in wrong]
    fewer = replace(ran.done["food"], kind="walk_in")
    assert len(report.wrong_messages(fewer, ran.city.phones)) == len(ran.city.phones.news(fewer.phone))


def test_a_failure_is_told_and_is_the_exit_code(
    ran: Ran, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def breaks(_city: City, _progress: Progress) -> Done:
        raise UnexpectedError("the parcel was lost")

    monkeypatch.setenv("PORT", ran.cloud.url.rpartition(":")[2])
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(demo, "JOURNEYS", (breaks,))
    assert demo.main() == 1
    assert "the parcel was lost" in capsys.readouterr().err


def test_a_leaders_telephone_is_known_the_second_time(ran: Ran) -> None:
    before = len(ran.messages)
    done, problems = demo.run(ran.city, Progress(None))
    assert problems == []
    assert len(done) == 3
    codes = [
        sms for sms in ran.messages[before:] if sms.to in BRANCH_CHIEFS | PLANNING_LEADERS and "/t/" not in sms.text
    ]
    assert codes == []
