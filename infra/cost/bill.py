"""From the month's counts to money, line by line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra.simulate.plan import MIX

Json = Mapping[str, Any]
PRICES: Final[Json] = json.loads((Path(__file__).resolve().parent / "prices.json").read_text(encoding="utf-8"))
ASSUMED: Final[Json] = PRICES["assumed"]

GB: Final = 1024**3
CASES_A_BUREAU: Final = int(MIX["cases"])
"""In a month, however many were simulated."""

MONTH_SECONDS: Final = 30 * 24 * 3600
_EVENT_FUNCTIONS: Final = frozenset(
    {"project", "notify", "work", "certify", "material_check", "receipts", "send", "sweep", "nightly"}
)


@dataclass(frozen=True)
class Bill:
    """`variable` is a case's, `fixed` a month's in which nobody comes, each by what is paid for; `sms` is a case's too.

    `traces` and `idle_traces` are a case's and an idle month's where every invocation is traced, as it is as long as no
    second holds two; a stack with Tracing=PassThrough pays nothing."""

    region: str
    currency: str
    variable: Mapping[str, float]
    fixed: Mapping[str, float]
    sms: float
    traces: float
    idle_traces: float
    always_on: float

    @property
    def a_case(self) -> float:
        return sum(self.variable.values())

    @property
    def idle_month(self) -> float:
        return sum(self.fixed.values())

    def month(self, bureaux: int) -> float:
        """Of so many bureaux with the report's cases each, without SMS."""
        return self.idle_month + bureaux * CASES_A_BUREAU * self.a_case


def bill(month: Json, region: str, *, alarms: int) -> Bill:
    offered = PRICES["regions"][region]
    price = {name: one["price"] for name, one in offered["prices"].items()}
    cases = month["cases"]["received"]
    return Bill(
        region=region,
        currency=offered["currency"],
        variable={name: value / cases for name, value in _variable(month, price).items()},
        fixed=_fixed(month, price, alarms),
        sms=month["parts"] * price["sms_part"] / cases,
        traces=month["used"]["invocations"] * price["trace"] / cases,
        idle_traces=sum(month["idle_runs_a_month"].values()) * price["trace"],
        always_on=sum(one["price"] * one["count"] for one in offered["always_on"].values()),
    )


def _variable(month: Json, price: Mapping[str, float]) -> Mapping[str, float]:
    """Of the whole simulated month."""
    used, functions = month["used"], month["functions"]
    sent = used["requests"]
    http = sum(one["invocations"] for name, one in functions.items() if name not in _EVENT_FUNCTIONS)
    checked = functions.get("material_check", {"invocations": 0})["invocations"]
    puts = sent.get("s3.PutObject", 0) + sent.get("s3.CopyObject", 0) + checked
    queued = sent.get("sqs.SendMessage", 0) * ASSUMED["queue_requests_a_message"]
    kept = month["cases"]["received"] / GB
    return {
        "DynamoDB writes": used["write_units"] * price["write_unit"],
        "DynamoDB reads": used["read_units"] * price["read_unit"],
        "Lambda time": used["gb_seconds"] * price["gb_second"],
        "Lambda invocations": used["invocations"] * price["invocation"],
        "HTTP API": http * price["http_request"],
        "S3 requests": puts * price["put"] + sent.get("s3.GetObject", 0) * price["get"],
        "S3 events": checked * price["object_event"],
        "SQS": queued * price["queue_request"],
        "KMS signatures": sent.get("kms.Sign", 0) * price["signature"],
        "logs": used["invocations"] * ASSUMED["log_bytes_an_invocation"] / GB * price["log_gb"],
        "a month of storage": kept
        * (
            sum(month["table_bytes_a_case"].values()) * (price["table_gb_month"] + price["backup_gb_month"])
            + sum(month["object_bytes_a_case"].values()) * price["object_gb_month"]
        ),
    }


def _fixed(month: Json, price: Mapping[str, float], alarms: int) -> Mapping[str, float]:
    runs = month["idle_runs_a_month"]
    idle = {name: one for name, one in month["idle_run"].items() if name in runs}
    polls = ASSUMED["queue_pollers"]
    a_queue = MONTH_SECONDS / polls["waits_seconds"] * polls["count"]
    return {
        "KMS key": price["key_month"],
        "alarms": alarms * price["alarm_month"],
        "schedules": sum(
            runs[name]
            * (
                one["gb_seconds"] * price["gb_second"]
                + one["read_units"] * price["read_unit"]
                + price["invocation"]
                + ASSUMED["log_bytes_an_invocation"] / GB * price["log_gb"]
            )
            for name, one in idle.items()
        ),
        "polling of two queues": 2 * a_queue * price["queue_request"],
    }


def without_signatures(month: Json) -> Json:
    """The month as if no certificate were drawn and signed."""
    used, certify = month["used"], month["functions"].get("certify")
    if certify is None:
        return month
    numbers = ("invocations", "gb_seconds", "read_units", "write_units")
    sent = {
        name: count - certify["requests"].get(name, 0) for name, count in used["requests"].items() if name != "kms.Sign"
    }
    left = {name: used[name] - certify[name] for name in numbers}
    objects = {name: size for name, size in month["object_bytes_a_case"].items() if name != "certificates"}
    functions = {name: one for name, one in month["functions"].items() if name != "certify"}
    return {
        **month,
        "used": {**used, **left, "requests": sent},
        "functions": functions,
        "object_bytes_a_case": objects,
    }
