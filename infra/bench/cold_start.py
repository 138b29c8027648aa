"""A cold start of each function: process, runtime, imports and the first event, under AWS's own runtime client.

Processor time, the least of some rounds, on this machine's Python with byte code and botocore's data as they ship; on Lambda
a function has the share of a core that its memory buys. Each is compared with the naive handler, which imports everything at
the top, with botocore as it is installed, and then does the same, and with a function that does nothing.
"""

import base64
import hashlib
import hmac
import json
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from chalicelib import wiring
from infra.api_client import new_draft
from infra.bench.bootstrap import Start, cold_start
from infra.bench.figure import Figure
from infra.bench.requests import asked, http_event
from infra.bench.running_city import ADMIN, SUPERVISOR, RunningCity, running_city
from infra.bench.shipped import compile_sources, shipped_botocore
from infra.demo.journeys import CASES
from infra.functions import FUNCTIONS
from infra.local.wsgi import Request
from infra.package.template import PROJECT

ROUNDS = 3
BUDGET = 0.4
NAIVE, FLOOR = "infra.bench.everything.handler", "infra.bench.floor.handler"
BY_HAND = frozenset({"material_check", "certify"})
"""Their events are consumed by the running city before anybody could measure them."""

Json = Mapping[str, Any]


@dataclass(frozen=True)
class First:
    """The first event of a function: `handler` of app.py takes it."""

    handler: str
    event: Json


def figures() -> Iterator[Figure]:
    compile_sources()
    with running_city() as city, shipped_botocore() as shipped:
        firsts = {**_http(city), **_events(city)}
        if unmeasured := FUNCTIONS.keys() - firsts.keys() - BY_HAND:
            raise LookupError(f"no first event for {sorted(unmeasured)}")
        floor = min(_once(FLOOR, "site", firsts["site"]) for _ in range(ROUNDS))
        yield Figure("cold_start.floor", floor, "ms")
        for name, first in sorted(firsts.items()):
            print(f"  cold start of {name}", file=sys.stderr, flush=True)
            pairs = [
                (_once(f"app.{first.handler}", name, first, PYTHONPATH=str(shipped)), _once(NAIVE, name, first))
                for _ in range(ROUNDS)
            ]
            own, naive = (min(times) for times in zip(*pairs, strict=True))
            yield Figure(f"cold_start.{name}", own, "ms")
            budget = BUDGET if first.handler == "app" else None
            yield Figure(f"cold_start.{name}.to_naive", own / naive, "x", budget)
            yield Figure(f"cold_start.{name}.to_floor", own / floor, "x")


def _once(handler: str, function: str, first: First, **variables: str) -> float:
    start = cold_start(handler, function, first.event, BENCH_HANDLER=first.handler, **variables)
    _check(function, first, start)
    return start.cpu_ms


def _check(function: str, first: First, start: Start) -> None:
    """A function that refuses its event has not started as it does in earnest."""
    if first.handler == "app" and start.answer["statusCode"] >= 400:  # noqa: PLR2004 - where HTTP's refusals begin
        raise RuntimeError(f"{function}: {start.answer['statusCode']} {start.answer['body'][:500]}")


def _http(city: RunningCity) -> dict[str, First]:
    staff = {who: city.people.officer(who).token for who in (CASES["walk_in"]["officer"], SUPERVISOR, ADMIN)}
    item = CASES["food"]["application"]["item"]
    page = {"draft": new_draft(), "material": "layout", "content_type": "", "size": 9, "name": "page.jpg"}
    food = CASES["food"]["application"] | {"applicant": {"name": "李四", "phone": "19900009999"}}
    city.citizen.save(str(page["draft"]), food)
    keys = wiring.secret("sms-receipt-keys")
    requests = {
        "site": asked("GET", f"/items/{item}"),
        "signin": asked("GET", "/signin"),
        "submission": asked("GET", "/api/cases", city.citizen.token),
        "materials": asked("POST", "/api/uploads", city.citizen.token, page),
        "window": asked("GET", "/api/tasks", staff[CASES["walk_in"]["officer"]]),
        "oversight": asked("GET", "/api/cards", staff[SUPERVISOR]),
        "approval": asked("GET", "/leader"),
        "admin": asked("GET", "/api/edition-drafts", staff[ADMIN]),
        "documents": asked("GET", f"/items/{item}/form.pdf"),
        "courier": _parcel_push(),
        "receipts": asked("POST", f"/webhooks/sms/aliyun?{urlencode({'key': keys['aliyun'][0]})}", "", []),
    }
    return {name: First("app", http_event(request)) for name, request in requests.items()}


def _events(city: RunningCity) -> dict[str, First]:
    matter = city.certified()
    record = json.loads((PROJECT / "events" / "dynamodb-case-log.json").read_text(encoding="utf-8"))
    image = {"matter": {"S": matter}, "seq": {"N": "1"}, "body": {"S": wiring.log().read(matter)[0].decode()}}
    record["Records"][0]["dynamodb"] |= {"NewImage": image, "Keys": {name: image[name] for name in ("matter", "seq")}}
    task = json.loads((PROJECT / "events" / "sqs-work.json").read_text(encoding="utf-8"))
    body = json.loads(task["Records"][0]["body"]) | {"matter": matter}
    task["Records"][0]["body"] = json.dumps(body)
    tick = json.loads((PROJECT / "events" / "schedule-sweep.json").read_text(encoding="utf-8"))
    return {
        **{name: First(name, record) for name in ("project", "notify")},
        **{name: First(name, tick) for name in ("sweep", "send", "nightly")},
        "work": First("work", task),
    }


def _parcel_push() -> Request:
    """As Standard Webhooks signs it."""
    at = wiring.now().isoformat()
    data = {"waybill": "1234567890123", "state": "in_transit", "occurred_at": at, "remark": ""}
    body = {"type": "parcel.updated", "timestamp": at, "data": data}
    secret = wiring.secret("courier-secrets")["standard"]["secrets"][0].removeprefix("whsec_")
    identity, stamp, content = f"msg_{uuid.uuid4().hex}", str(int(wiring.now().timestamp())), json.dumps(body)
    signed = hmac.new(base64.b64decode(secret), f"{identity}.{stamp}.{content}".encode(), hashlib.sha256).digest()
    headers = {
        "webhook-id": identity,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }
    return asked("POST", "/webhooks/courier/standard", "", body, headers)
