"""The mobile network behind the phone page: says on a button, or to a program, what became of messages, as the stage's
provider tells it.

`SMS_SENDER=aliyun make run` sends through a stand-in of that gateway, which pushes receipts to our webhook; else SNS sends,
whose delivery log comes by subscription.
"""

import json
import os
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import Any, Protocol

from infra.local.clock import LocalClock
from infra.local.cloud import Cloud
from infra.local.resources import STAGE
from infra.local.sms_gateway import Registered, SmsGateway, batches
from infra.local.sms_log import line, subscription_event
from infra.local.sns import Outbox
from infra.local.wsgi import Server, application

_TIMEOUT_SECONDS = 10
_PROVIDER = "aliyun"
_ACCOUNT = {"key_id": "local", "key_secret": "local", "sign_name": "local"}
_UNDELIVERED = "MOBILE_NOT_ON_SERVICE"

OUTCOMES = ("delivered", "failed")


Told = Sequence[tuple[Mapping[str, Any], str]]
"""Messages of the outbox, each with its outcome."""


class Provider(Protocol):
    def tell(self, told: Told) -> None:
        """Tells the stage of them at once. Raises KeyError for one that the provider has forgotten."""


class Network:
    def __init__(self, outbox: Outbox, provider: Provider) -> None:
        self._outbox = outbox
        self._provider = provider

    def report(self, outcomes: Mapping[str, str]) -> None:
        """By message. Raises KeyError for an unknown message or outcome, or one that a restarted gateway has forgotten."""
        told = [(self._outbox.message(one), outcome) for one, outcome in outcomes.items()]
        for outcome in outcomes.values():
            if outcome not in OUTCOMES:
                raise KeyError(outcome)
        self._provider.tell(told)
        self._outbox.note(outcomes)


class _Sns:
    def __init__(self, answer: Callable[[dict[str, Any]], Any]) -> None:
        self._answer = answer

    def tell(self, told: Told) -> None:
        self._answer(subscription_event([line(message, outcome) for message, outcome in told]))


class _Gateway:
    def __init__(self, gateway: SmsGateway, address: Callable[[], str]) -> None:
        self._gateway = gateway
        self._address = address

    def tell(self, told: Told) -> None:
        """Pushed more than once, as gateways do."""
        taken = {one.message_id: one for one in self._gateway.taken}
        reports = [
            self._gateway.report(taken[message["id"]], "DELIVERED" if outcome == "delivered" else _UNDELIVERED)
            for message, outcome in told
        ]
        for batch in batches(reports, seed=0):
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
    answer: Callable[[dict[str, Any]], Any],
    site: str,
    stack: ExitStack,
) -> Network:
    """The network of the sender that SMS_SENDER names; `stack` stops what it starts."""
    if os.environ.get("SMS_SENDER") != _PROVIDER:
        return Network(cloud.outbox, _Sns(answer))
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

    return Network(cloud.outbox, _Gateway(gateway, address))


def _registered_texts() -> Mapping[str, str]:
    """The city's texts, as its people had them registered."""
    messages = import_module("chalicelib.texts.messages")
    own = import_module("chalicelib.wiring").edition().data.get("messages", {})
    return {
        messages.registered_id(code, _PROVIDER): own.get(code, template.text)
        for code, template in messages.templates().items()
    }
