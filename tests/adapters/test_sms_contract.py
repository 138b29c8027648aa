"""The contract of Sms, on the fake, on SNS and on the domestic gateway."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import uuid4

import pytest

from chalicelib import wiring
from chalicelib.ports import Letter, Sms, SmsBusyError, SmsFailedError, SmsUnknownError
from chalicelib.usecases.city_sms import sms_letter
from infra.local.server import LocalCloud
from tests.fakes.sms import FakeSms
from tests.gateways import Gateway, running_gateway
from tests.sample import edition


@dataclass(frozen=True)
class Outside:
    """A way to telephones, and what has left by it."""

    sms: Sms
    sent: Callable[[], list[tuple[str, str]]]


@pytest.fixture(params=["fake", "sns", "aliyun"])
def outside(request: pytest.FixtureRequest, cloud: LocalCloud) -> Iterator[Outside]:
    with ExitStack() as stack:
        makers: Mapping[str, Callable[[], Outside]] = {
            "fake": lambda: _fake(FakeSms()),
            "sns": lambda: Outside(wiring.sms(), lambda: _texts(cloud.cloud.outbox.messages())),
            "aliyun": lambda: _gateway(stack.enter_context(running_gateway())),
        }
        yield makers[request.param]()


def _fake(sms: FakeSms) -> Outside:
    return Outside(sms, lambda: sms.sent)


def _gateway(gateway: Gateway) -> Outside:
    return Outside(gateway.sms, gateway.sent)


def _texts(messages: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(message["to"], message["text"]) for message in messages]


def letter(phone: str) -> Letter:
    return sms_letter(phone, "received", {"item": "教师资格证认定", "reference": "23456-789AB"}, edition())


def new_phone() -> str:
    return f"+86199{uuid4().int % 10**8:08}"


def test_a_letter_is_sent_once_in_the_citys_words(outside: Outside) -> None:
    phone = new_phone()
    assert outside.sms.send(letter(phone))
    words = "咸宁政务服务中心：已收到您的“教师资格证认定”申请，办件编号23456-789AB，是否受理会短信告诉您。"
    assert [text for to, text in outside.sent() if to == phone] == [words]


def test_every_message_has_an_id_of_its_own(outside: Outside) -> None:
    phone = new_phone()
    assert len({outside.sms.send(letter(phone)) for _ in range(3)}) == 3


def test_what_is_no_number_is_refused_and_nothing_sent(outside: Outside) -> None:
    before = len(outside.sent())
    with pytest.raises(SmsFailedError) as refused:
        outside.sms.send(letter("+86 199 0000"))
    assert not isinstance(refused.value, SmsBusyError)
    assert "199 0000" not in str(refused.value)
    assert len(outside.sent()) == before


class TestTheGateway:
    """What only the stand-in can be made to do."""

    @pytest.fixture
    def gateway(self) -> Iterator[Gateway]:
        with running_gateway() as started:
            yield started

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("Throttling.User", SmsBusyError),
            ("isv.BUSINESS_LIMIT_CONTROL", SmsBusyError),
            ("isv.AMOUNT_NOT_ENOUGH", SmsBusyError),
            ("isv.BLACK_KEY_CONTROL_LIMIT", SmsFailedError),
            ("isp.SYSTEM_ERROR", SmsUnknownError),
        ],
    )
    def test_its_code_is_believed(self, gateway: Gateway, code: str, expected: type[Exception]) -> None:
        gateway.server.next_codes.append(code)
        with pytest.raises(Exception, match=code) as raised:
            gateway.sms.send(letter(new_phone()))
        assert type(raised.value) is expected
        assert gateway.sent() == []

    def test_a_message_taken_without_an_answer_is_unknown_and_sent_once(self, gateway: Gateway) -> None:
        gateway.server.silent_seconds.append(1.0)
        with pytest.raises(SmsUnknownError):
            gateway.sms.send(letter(new_phone()))
        assert len(gateway.sent()) == 1

    def test_a_number_that_had_too_many_must_wait(self, gateway: Gateway) -> None:
        gateway.server.per_number, phone = 1, new_phone()
        gateway.sms.send(letter(phone))
        with pytest.raises(SmsBusyError):
            gateway.sms.send(letter(phone))

    def test_a_wrong_key_sends_nothing_and_may_be_put_right(self, gateway: Gateway) -> None:
        with pytest.raises(SmsBusyError, match="SignatureDoesNotMatch"):
            gateway.sender(key_secret="other").send(letter(new_phone()))
        assert gateway.sent() == []

    def test_a_text_that_is_not_registered_is_refused(self, gateway: Gateway) -> None:
        del gateway.texts["received"]
        with pytest.raises(SmsFailedError, match="TEMPLATE_ILLEGAL"):
            gateway.sms.send(letter(new_phone()))

    def test_an_account_has_registrations_of_its_own(self, gateway: Gateway) -> None:
        gateway.texts["SMS_1001"] = gateway.texts.pop("received")
        gateway.sender(received="SMS_1001").send(letter(new_phone()))
        assert gateway.server.taken[-1].template == "SMS_1001"

    def test_a_gateway_that_is_not_there_was_sent_nothing(self, gateway: Gateway) -> None:
        gateway.stop()
        with pytest.raises(SmsBusyError):
            gateway.sms.send(letter(new_phone()))
