"""What became of a message that SNS was asked to send: sent, surely not sent, or nobody knows."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import parse_headers

import botocore.session
import pytest
from botocore.config import Config

from chalicelib.adapters.sns_sms import SnsSms
from chalicelib.ports import Letter, SmsBusyError, SmsFailedError, SmsUnknownError

PHONE = "+8619900000000"
LETTER = Letter(PHONE, "已受理", "accepted", {})
ACCEPTED = b"<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>"


def answer(status: str, body: bytes) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def refusal(code: str) -> bytes:
    sentence = f"Invalid parameter: PhoneNumber Reason: {PHONE} is not valid"
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>{sentence}</Message></Error></ErrorResponse>".encode()


def forget(message_id: str) -> None:
    """That it is a code."""


def sms(url: str, remember: Callable[[str], None] = forget) -> SnsSms:
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=1, read_timeout=0.3, parameter_validation=False)
    client = botocore.session.get_session().create_client(
        "sns",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=config,
    )
    return SnsSms(client, remember)


def body_of(connection: socket.socket) -> bytes:
    with connection.makefile("rb") as stream:
        headers = parse_headers(stream) if stream.readline() else {}
        return stream.read(int(headers.get("Content-Length", 0)))


@contextmanager
def server(reply: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """Takes requests and gives each this reply; None keeps the sender waiting, empty hangs up."""
    requests: list[bytes] = []
    released = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    requests.append(body_of(connection))
                    if reply is None:
                        released.wait(5)
                    else:
                        connection.sendall(reply)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", requests
        finally:
            released.set()
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join()


def test_an_accepted_message_has_the_providers_id() -> None:
    with server(answer("200 OK", ACCEPTED)) as (url, requests):
        assert sms(url).send(LETTER) == "m-1"
    assert len(requests) == 1
    assert b"Transactional" in requests[0]


@pytest.mark.parametrize(("out_id", "expected"), [("", ["m-1"]), ("c-1#p-1/00000001#accepted", [])])
def test_of_a_code_it_is_kept_that_it_is_no_notice(out_id: str, expected: list[str]) -> None:
    kept: list[str] = []
    with server(answer("200 OK", ACCEPTED)) as (url, _):
        sms(url, kept.append).send(replace(LETTER, out_id=out_id))
    assert kept == expected


def test_a_message_has_left_even_if_that_is_not_kept(caplog: pytest.LogCaptureFixture) -> None:
    def broken(message_id: str) -> None:
        raise ConnectionError

    with server(answer("200 OK", ACCEPTED)) as (url, requests):
        assert sms(url, broken).send(LETTER) == "m-1"
    assert len(requests) == 1
    assert "m-1" in caplog.text


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("400 Bad Request", "InvalidParameter", SmsFailedError),
        ("403 Forbidden", "AuthorizationError", SmsFailedError),
        ("429 Too Many Requests", "Throttled", SmsBusyError),
        ("400 Bad Request", "Throttling", SmsBusyError),
        ("500 Internal Server Error", "InternalError", SmsUnknownError),
        ("503 Service Unavailable", "ServiceUnavailable", SmsUnknownError),
    ],
)
def test_an_answer_is_believed(status: str, code: str, expected: type[Exception]) -> None:
    with server(answer(status, refusal(code))) as (url, requests), pytest.raises(Exception, match=code) as raised:
        sms(url).send(LETTER)
    assert type(raised.value) is expected
    assert PHONE not in str(raised.value)
    assert len(requests) == 1


@pytest.mark.parametrize("reply", [None, b""], ids=["time-out", "hung up"])
def test_without_an_answer_nobody_knows_and_it_is_not_sent_again(reply: bytes | None) -> None:
    with server(reply) as (url, requests):
        with pytest.raises(SmsUnknownError):
            sms(url).send(LETTER)
        assert len(requests) == 1


def test_a_request_that_never_left_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(SmsBusyError):
        sms(f"http://127.0.0.1:{port}").send(LETTER)
