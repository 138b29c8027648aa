"""`make demo` against the local cloud in this process: what must have happened, and that it says so when it has not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chalicelib import wiring
from chalicelib.adapters.log import DynamoLog
from infra.api_client import Message
from infra.demo import __main__ as demo
from infra.demo import report
from infra.demo.city import City
from infra.demo.journeys import Done, UnexpectedError, joint_review
from infra.demo.progress import Progress
from infra.drill.__main__ import drill, stage_tables
from infra.drill.copies import latest_instant, left_over, remove, restore
from infra.drill.proof import MARGIN, items, logs_agree, seals_hold, tables_agree
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


def test_a_leaders_telephone_is_known_the_second_time(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(ran.messages)
    monkeypatch.setattr(demo, "JOURNEYS", (joint_review,))
    done, problems = demo.run(ran.city, Progress(None))
    assert problems == []
    assert len(done) == 1
    codes = [
        sms for sms in ran.messages[before:] if sms.to in BRANCH_CHIEFS | PLANNING_LEADERS and "/t/" not in sms.text
    ]
    assert codes == []


def test_the_drill_has_everything_back_and_takes_its_copies_away(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    ran.cloud.drain()
    assert drill(remove_copies=True) == 0
    told = capsys.readouterr().out
    assert "everything agrees" in told
    [commits] = [line for line in told.splitlines() if line.startswith("equal    log:")]
    assert int(commits.split()[2]) > 20
    assert left_over(wiring.client("dynamodb"), stage_tables().values()) == []


def test_the_drill_restores_an_instant_and_tells_what_a_copy_lacks(ran: Ran) -> None:
    ran.cloud.drain()
    dynamodb, tables = wiring.client("dynamodb"), stage_tables()
    instant = latest_instant(dynamodb, tables.values())
    newer = {"party": {"S": "p-later"}, "kind": {"S": "later"}, "value": {"S": "{}"}}
    dynamodb.put_item(TableName=tables["Parties"], Item=newer)
    copies = restore(dynamodb, tables, instant)
    try:
        assert ("p-later", "later") not in items(dynamodb, copies["Parties"])
        matter = max(wiring.log().matters(), key=lambda one: len(wiring.log().read(one)))
        copied, last = DynamoLog(copies["CaseLog"], dynamodb), len(wiring.log().read(matter))
        assert logs_agree(copied, wiring.log(), instant)[0].wrong == ()
        found = tables_agree(
            "Parties", items(dynamodb, copies["Parties"]), items(dynamodb, tables["Parties"]), frozenset()
        )
        assert found.wrong == ("Parties p-later later is not as the stage has it",)
        has = items(dynamodb, tables["Dossiers"])
        whole = seals_hold(copied, items(dynamodb, copies["Dossiers"]), has)
        assert whole.wrong == ()
        assert int(whole.told.split()[1]) > 10
        in_the_log = {one: b"".join(wiring.log().read(one)).decode() for one in wiring.log().matters()}
        [dossier, other, *_] = [key for key in has if f'"part":"{key[1]}"' in in_the_log[key[0]]]
        kept = {"matter": {"S": dossier[0]}, "part": {"S": dossier[1]}}
        dynamodb.delete_item(TableName=copies["Dossiers"], Key=kept)
        dynamodb.delete_item(TableName=copies["CaseLog"], Key={"matter": {"S": matter}, "seq": {"N": "2"}})
        forged = {**has[other], "content": {"S": "{}"}}
        dynamodb.put_item(TableName=copies["Dossiers"], Item=forged)
        told = seals_hold(copied, items(dynamodb, copies["Dossiers"]), has).wrong
        assert {line.split()[-1] for line in told} <= {"lost", "sealed"}
        assert f"{other[0]}: part {other[1]} is not what the log has sealed" in told
        [broken, *_] = logs_agree(copied, wiring.log(), instant)[0].wrong
        assert broken == f"the chain is broken at {matter} seq 3"
        dynamodb.delete_item(TableName=copies["CaseLog"], Key={"matter": {"S": matter}, "seq": {"N": str(last)}})
        later = instant + 2 * MARGIN
        assert any(wrong.endswith("is lost") for wrong in logs_agree(copied, wiring.log(), later)[0].wrong)
        had, has = items(dynamodb, copies["Dossiers"]), items(dynamodb, tables["Dossiers"])
        assert len(tables_agree("Dossiers", had, has, frozenset()).wrong) == 2
        assert tables_agree("Dossiers", had, has, frozenset({dossier[0], other[0]})).wrong == ()
    finally:
        dynamodb.delete_item(TableName=tables["Parties"], Key={"party": newer["party"], "kind": newer["kind"]})
        remove(dynamodb, copies.values())


def test_views_that_are_not_the_logs_are_told(ran: Ran) -> None:
    ran.cloud.drain()
    dynamodb, views = wiring.client("dynamodb"), stage_tables()["Views"]
    key, row = next(iter(items(dynamodb, views).items()))
    dynamodb.put_item(TableName=views, Item={**row, "queue": {"S": "stray"}})
    try:
        assert drill(remove_copies=True) == 1
        standing = left_over(dynamodb, stage_tables().values())
        assert len(standing) == len(stage_tables()) + 1
        remove(dynamodb, standing)
    finally:
        dynamodb.delete_item(TableName=views, Key={"queue": {"S": "stray"}, "sort": {"S": key[1]}})
