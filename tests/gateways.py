"""A domestic SMS gateway on a local port, and the adapter that sends through it."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from chalicelib.adapters.aliyun_sms import PROVIDER, Account, AliyunSms
from chalicelib.texts.messages import registered_id, templates
from infra.local.sms_gateway import Registered, SmsGateway
from infra.local.sns import Outbox
from infra.local.store import Store
from infra.local.wsgi import Server, application

READ_SECONDS = 0.5
KEY_ID, KEY_SECRET, SIGN_NAME = "key", "secret", "咸宁政务"


class Clock:
    """The real time until a test sets another."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def __call__(self) -> datetime:
        return self.at or datetime.now(UTC)


@dataclass
class Gateway:
    server: SmsGateway
    texts: dict[str, str]
    url: str
    clock: Clock
    http: Server

    @property
    def sms(self) -> AliyunSms:
        return self.sender()

    def sender(self, key_secret: str = KEY_SECRET, **templates: str) -> AliyunSms:
        account = Account(self.url, KEY_ID, key_secret, SIGN_NAME, templates)
        return AliyunSms(lambda: account, self.clock, lambda: uuid4().hex, connect=1, read=READ_SECONDS)

    def sent(self) -> list[tuple[str, str]]:
        return [(message["to"], message["text"]) for message in self.server.outbox.messages()]

    def stop(self) -> None:
        self.http.stop()


@contextmanager
def running_gateway() -> Iterator[Gateway]:
    with tempfile.TemporaryDirectory() as folder, closing(Store(Path(folder) / "gateway.sqlite")) as store:
        clock, http = Clock(), Server(port=0, threads=4)
        texts = {registered_id(code, PROVIDER): template.text for code, template in templates().items()}
        outbox = Outbox(store, now=lambda: clock().isoformat())
        server = SmsGateway(outbox, Registered(KEY_ID, KEY_SECRET, SIGN_NAME, lambda: texts), clock)
        http.start(application(server.handle))
        try:
            yield Gateway(server, texts, http.url, clock, http)
        finally:
            http.stop()
