"""What an invocation used is what its calls came to: a real botocore client, answered near, watched by the meter."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from infra.simulate.apart import Apart, FailedApartError
from infra.simulate.figures import metered
from infra.simulate.meter import Meter
from infra.simulate.near import answer_near

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
CASE = "c-CP6553X2RM"


@pytest.fixture
def dynamodb(tmp_path: Path) -> Any:
    """At an endpoint where nobody listens."""
    client = botocore.session.get_session().create_client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    answer_near(client, tmp_path, lambda: NOW)
    client.create_table(
        TableName="local-CaseLog",
        KeySchema=[{"AttributeName": "matter", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "matter", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


@pytest.fixture
def lines(tmp_path: Path, dynamodb: Any) -> list[dict[str, Any]]:
    """What is metered of three writes and a read of one case, one of them refused."""
    meter = Meter(tmp_path / "meter.jsonl", now=lambda: NOW, tables={"local-CaseLog": "case_log"})
    meter.watch(dynamodb)
    item = {"matter": {"S": CASE}, "body": {"S": "x" * 1500}}
    dynamodb.put_item(TableName="local-CaseLog", Item=item)  # nobody's: outside an invocation
    with meter.invocation("window", "POST /x", {}):
        dynamodb.put_item(TableName="local-CaseLog", Item=item)
        with pytest.raises(ClientError):
            dynamodb.put_item(TableName="local-CaseLog", Item=item, ConditionExpression="attribute_not_exists(matter)")
        dynamodb.get_item(TableName="local-CaseLog", Key={"matter": {"S": CASE}}, ConsistentRead=True)
    return [dict(one) for one in metered(tmp_path / "meter.jsonl")]


def test_units_are_those_of_the_items_and_a_refused_write_costs_as_much(lines: list[dict[str, Any]]) -> None:
    (line,) = lines
    assert line["writes"] == {"case_log": 4.0}
    assert line["reads"] == {"case_log": 1.0}
    assert line["requests"] == {"dynamodb.PutItem": 2, "dynamodb.GetItem": 1}


def test_the_line_says_which_case_it_was(lines: list[dict[str, Any]]) -> None:
    assert (lines[0]["cases"], lines[0]["function"], lines[0]["at"]) == (
        [CASE],
        "window",
        NOW.isoformat("T", "milliseconds"),
    )


def test_a_line_that_a_kill_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "meter.jsonl"
    path.write_text(json.dumps({"at": "1"}) + "\n" + '{"at": "2', encoding="utf-8")
    assert [one["at"] for one in metered(path)] == ["1"]


def _opened(added: int) -> Any:
    def invoke(function: str, number: int) -> int:
        if number < 0:
            raise ValueError(function)
        return number + added

    return invoke


def test_functions_run_apart_and_what_they_raise_comes_back_in_words() -> None:
    apart = Apart(("work", "send"), _opened, 10)
    assert apart.invoke("work", 1) == 11
    with pytest.raises(FailedApartError, match="ValueError"):
        apart.invoke("send", -1)
    assert apart.invoke("send", 2) == 12
