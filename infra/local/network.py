"""The mobile network behind the phone page: says on a button what became of a message, as the stage's provider tells it.

`SMS_SENDER=aliyun make run` sends through a stand-in of that gateway, which pushes receipts to our webhook; else SNS sends,
whose delivery log comes by subscription.
"""

import json
import os
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from importlib import import_module
from typing import Any, Protocol

from infra.local.clock import LocalClock
from infra.local.cloud import Cloud
from infra.local.resources import STAGE
from infra.local.sms_gateway import Registered, SmsGateway, batches
from infra.local.sms_log import line, subscription_event
from infra.local.sns import Outbox
from infra.local.store import Store
from infra.local.wsgi import Server, application

_SCHEMA = "CREATE TABLE IF NOT EXISTS sms_outcomes (message_id TEXT PRIMARY KEY, outcome TEXT NOT NULL)"
_TIMEOUT_SECONDS = 10
_PROVIDER = "aliyun"
_ACCOUNT = {"key_id": "local", "key_secret": "local", "sign_name": "local"}
_UNDELIVERED = "MOBILE_NOT_ON_SERVICE"

OUTCOMES = ("delivered", "failed")


class Provider(Protocol):
    def tell(self, message: Mapping[str, Any], outcome: str) -> None:
        """Tells the stage of a message of the outbox. Raises KeyError for one that the provider has forgotten."""


class Network:
    def __init__(self, store: Store, outbox: Outbox, provider: Provider) -> None:
        self._store = store
        self._outbox = outbox
        self._provider = provider
        store.define(_SCHEMA)

    def report(self, message_id: str, outcome: str) -> None:
        """Raises KeyError for an unknown message or outcome, or one that a restarted gateway has forgotten."""
        message = {found["id"]: found for found in self._outbox.messages()}[message_id]
        if outcome not in OUTCOMES:
            raise KeyError(outcome)
        self._provider.tell(message, outcome)
        self._store.run("INSERT OR REPLACE INTO sms_outcomes VALUES (?, ?)", message_id, outcome)

    def outcomes(self) -> Mapping[str, str]:
        """What was said last, by message."""
        return {row["message_id"]: row["outcome"] for row in self._store.rows("SELECT * FROM sms_outcomes")}


class _Sns:
    def __init__(self, answer: Callable[[dict[str, Any]], Any]) -> None:
        self._answer = answer

    def tell(self, message: Mapping[str, Any], outcome: str) -> None:
        self._answer(subscription_event([line(message, outcome)]))


class _Gateway:
    def __init__(self, gateway: SmsGateway, address: Callable[[], str]) -> None:
        self._gateway = gateway
        self._address = address

    def tell(self, message: Mapping[str, Any], outcome: str) -> None:
        """Pushed more than once, as gateways do."""
        taken = {one.message_id: one for one in self._gateway.taken}[message["id"]]
        report = self._gateway.report(taken, "DELIVERED" if outcome == "delivered" else _UNDELIVERED)
        for batch in batches([report], seed=0):
            self._push(batch)

    def _push(self, batch: list[Mapping[str, Any]]) -> None:
        body, headers = json.dumps(batch).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(self._address(), data=body, headers=headers, method="POST")  # noqa: S310  # our own
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            answer.read()


def start(
    cloud: Cloud,
    *,
    clock: LocalClock,
    store: Store,
    answer: Callable[[dict[str, Any]], Any],
    site: str,
    stack: ExitStack,
) -> Network:
    """The network of the sender that SMS_SENDER names; `stack` stops what it starts."""
    if os.environ.get("SMS_SENDER") != _PROVIDER:
        return Network(store, cloud.outbox, _Sns(answer))
    registered = Registered(_ACCOUNT["key_id"], _ACCOUNT["key_secret"], _ACCOUNT["sign_name"], _registered_texts)
    gateway, server = SmsGateway(cloud.outbox, registered, clock.now), Server(port=0, threads=8)
    server.start(application(gateway.handle))
    stack.callback(server.stop)
    account = json.dumps({"endpoint": server.url, **_ACCOUNT})
    request = {"Name": f"/{STAGE}/sms-gateway", "Value": account, "Type": "SecureString", "Overwrite": True}
    cloud.parameters.call("PutParameter", request)

    def address() -> str:
        keys = json.loads(cloud.parameters.value(f"/{STAGE}/sms-receipt-keys") or "{}")
        return f"{site}/webhooks/sms/{_PROVIDER}?{urllib.parse.urlencode({'key': keys[_PROVIDER][0]})}"

    return Network(store, cloud.outbox, _Gateway(gateway, address))


def _registered_texts() -> Mapping[str, str]:
    """The city's texts, as its people had them registered."""
    messages = import_module("chalicelib.texts.messages")
    own = import_module("chalicelib.wiring").edition().data.get("messages", {})
    return {
        messages.registered_id(code, _PROVIDER): own.get(code, template.text)
        for code, template in messages.templates().items()
    }
