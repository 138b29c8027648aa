"""The contract of DeliveryLog, on SNS's log and on the domestic gateway's query."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import botocore.session
import pytest
from botocore.config import Config

from chalicelib import wiring
from chalicelib.adapters.sns_delivery_log import SnsDeliveryLog
from chalicelib.ports import DeliveryLog, DeliveryLogError, Letter, Sms
from chalicelib.usecases.city_sms import sms_letter
from infra.local.server import LocalCloud
from tests.gateways import running_gateway
from tests.sample import edition

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Outside:
    """A sender, its log, the log when it cannot be read, and the time there."""

    sms: Sms
    log: DeliveryLog
    broken: DeliveryLog
    now: Callable[[], datetime]


@pytest.fixture(params=["sns", "aliyun"])
def outside(request: pytest.FixtureRequest, cloud: LocalCloud) -> Iterator[Outside]:
    with ExitStack() as stack:
        if request.param == "sns":
            yield Outside(wiring.sms(), wiring.delivery_log(), _out_of_reach(), cloud.clock.now)
        else:
            gateway = stack.enter_context(running_gateway())
            yield Outside(gateway.sms, gateway.sms, gateway.sender(key_secret="other"), gateway.clock)


def _out_of_reach() -> SnsDeliveryLog:
    config = Config(retries={"total_max_attempts": 1})
    logs = botocore.session.get_session().create_client("logs", endpoint_url="http://127.0.0.1:9", config=config)
    return SnsDeliveryLog(logs, "sns/x")


def sent(outside: Outside, phone: str) -> Letter:
    told = sms_letter(phone, "withdrawn", {"item": "教师资格证认定", "reference": "23456-789AB"}, edition())
    letter = replace(told, out_id=f"c-1#p-1/{uuid4().hex}#withdrawn")
    outside.sms.send(letter)
    return letter


def new_phone() -> str:
    return f"+86199{uuid4().int % 10**8:08}"


def test_a_message_is_found_by_number_and_time(outside: Outside) -> None:
    letter, now = sent(outside, new_phone()), outside.now()
    [found] = outside.log.find(letter.phone, letter.out_id, now - MINUTE, now + MINUTE)
    assert found.outcome in {"accepted", "delivered"}
    assert found.at.astimezone(UTC) - now < MINUTE
    assert found.out_id in {letter.out_id, ""}


def test_neither_another_number_nor_another_time_finds_it(outside: Outside) -> None:
    letter, now = sent(outside, new_phone()), outside.now()
    assert not outside.log.find(new_phone(), letter.out_id, now - MINUTE, now + MINUTE)
    assert not outside.log.find(letter.phone, letter.out_id, now - timedelta(days=3), now - timedelta(days=2))


def test_a_log_that_cannot_be_read_says_so(outside: Outside) -> None:
    now = outside.now()
    with pytest.raises(DeliveryLogError):
        outside.broken.find(new_phone(), "c-1#p-1/1#withdrawn", now - MINUTE, now + MINUTE)


def test_sns_has_no_group_before_its_first_line(cloud: LocalCloud) -> None:
    now = cloud.clock.now()
    assert not SnsDeliveryLog(wiring.client("logs"), "sns/none").find(new_phone(), "", now - MINUTE, now + MINUTE)
