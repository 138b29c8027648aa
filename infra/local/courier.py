"""Plays the courier's server: keeps a parcel's history, signs a real push and posts it to our webhook.

Protocols: kuaidi100's subscription and its push and Standard Webhooks 1.0 (`standardwebhooks.com`).
"""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.local.cloud import CITY_TIME
from infra.local.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS courier_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, waybill TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS courier_subscriptions (
    waybill TEXT NOT NULL, company TEXT NOT NULL, PRIMARY KEY (waybill, company))
"""
_WORDS = Path(__file__).resolve().parent / "pages" / "courier_words.json"
_KUAIDI100_STATES = {
    "in_transit": "0",
    "collected": "1",
    "problem": "2",
    "delivered": "3",
    "returned": "4",
    "out_for_delivery": "5",
    "returning": "6",
    "refused": "14",
}
_TIMEOUT_SECONDS = 30
_COMPANIES = frozenset({"ems", "youzhengguonei", "shunfeng"})
_LONGEST_NUMBER = 32


def _answer(code: str, message: str) -> Mapping[str, Any]:
    return {"result": code == "200", "returnCode": code, "message": message}


@dataclass(frozen=True)
class Push:
    """One HTTP request of a courier: where to, which headers, what."""

    protocol: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Outcome:
    status: int
    body: str


class Courier:
    """`secrets()` answers the value of the parameter `courier-secrets`; `site` is where the webhook is."""

    def __init__(
        self, store: Store, *, now: Callable[[], datetime], secrets: Callable[[], Mapping[str, Any]], site: str
    ) -> None:
        self._store = store
        self._now = now
        self._secrets = secrets
        self._site = site
        self._words = json.loads(_WORDS.read_text(encoding="utf-8"))
        store.define(_SCHEMA)

    def push(self, *, protocol: str, company: str, waybill: str, state: str) -> Outcome:
        """Add an event to the parcel's history and push it; KeyError for an unknown protocol or state."""
        build = {"kuaidi100": self._kuaidi100, "standard": self._standard}[protocol]
        at = self._now().astimezone(CITY_TIME).replace(microsecond=0)
        if state not in _KUAIDI100_STATES:
            raise KeyError(state)
        self._store.run(
            "INSERT INTO courier_events (waybill, state, at) VALUES (?, ?, ?)", waybill, state, at.isoformat()
        )
        return self._post(build(company, waybill))

    def subscribe(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Answers a subscription as 快递100 does: 200; 501 for one there is; 600 for a foreign key; 700 for what it cannot
        track; 500 for a request that breaks its rules."""
        secrets = self._secrets()["kuaidi100"]
        try:
            param = json.loads(form["param"])
            company, waybill, asked = param["company"], param["number"], param["parameters"]
            ours = (form["schema"], asked["callbackurl"], asked["resultv2"])
        except (ValueError, KeyError, TypeError):
            return _answer("500", "参数不完整")
        if param.get("key") != secrets["key"]:
            return _answer("600", "您不是合法的订阅者")
        if ours != ("json", f"{self._site}/webhooks/courier/kuaidi100", "1") or asked["salt"] not in secrets["salts"]:
            return _answer("500", "回调地址或者签名随机数不对")
        if company not in _COMPANIES or not waybill or len(waybill) > _LONGEST_NUMBER:
            return _answer("700", "不支持的快递公司或者单号")
        if (waybill, company) in self.subscriptions():
            return _answer("501", "重复订阅")
        self._store.run("INSERT OR IGNORE INTO courier_subscriptions VALUES (?, ?)", waybill, company)
        return _answer("200", "提交成功")

    def subscriptions(self) -> list[tuple[str, str]]:
        """Waybills and the provider's codes of their carriers, the last subscribed first."""
        rows = self._store.rows("SELECT waybill, company FROM courier_subscriptions ORDER BY rowid DESC")
        return [(row["waybill"], row["company"]) for row in rows]

    def _history(self, waybill: str) -> list[tuple[str, datetime]]:
        """States and their times, newest first."""
        rows = self._store.rows("SELECT state, at FROM courier_events WHERE waybill = ? ORDER BY id DESC", waybill)
        return [(row["state"], datetime.fromisoformat(row["at"])) for row in rows]

    def _kuaidi100(self, company: str, waybill: str) -> Push:
        past = self._history(waybill)
        state, history = past[0][0], [self._kuaidi100_entry(state, at) for state, at in past]
        ended = state in {"delivered", "returned"}
        result = {"message": "ok", "state": _KUAIDI100_STATES[state], "ischeck": str(int(state == "delivered"))}
        param = json.dumps(
            {
                "status": "shutdown" if ended else "polling",
                "message": "",
                "autoCheck": "0",
                "comOld": "",
                "comNew": "",
                "lastResult": result | {"status": "200", "com": company, "nu": waybill, "data": history},
            },
            ensure_ascii=False,
        )
        salt = self._secrets()["kuaidi100"]["salts"][0]
        sign = hashlib.md5(f"{param}{salt}".encode(), usedforsecurity=False).hexdigest().upper()
        form = urllib.parse.urlencode({"sign": sign, "param": param})
        return Push("kuaidi100", {"Content-Type": "application/x-www-form-urlencoded"}, form.encode())

    def _kuaidi100_entry(self, state: str, at: datetime) -> dict[str, str]:
        time = at.strftime("%Y-%m-%d %H:%M:%S")
        word, place = self._words[state], self._words["place"]
        return {"time": time, "ftime": time, "context": word, "status": word, "areaName": place, "location": place}

    def _standard(self, _company: str, waybill: str) -> Push:
        state, at = self._history(waybill)[0]
        data = {"waybill": waybill, "state": state, "occurred_at": at.isoformat(), "remark": self._words[state]}
        body = json.dumps({"type": "parcel.updated", "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)
        push_id, timestamp = f"msg_{uuid.uuid4().hex}", str(int(self._now().timestamp()))
        key = base64.b64decode(self._secrets()["standard"]["secrets"][0].removeprefix("whsec_"))
        signature = hmac.digest(key, f"{push_id}.{timestamp}.{body}".encode(), "sha256")
        headers = {
            "Content-Type": "application/json",
            "webhook-id": push_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": "v1," + base64.b64encode(signature).decode(),
        }
        return Push("standard", headers, body.encode())

    def _post(self, push: Push) -> Outcome:
        request = urllib.request.Request(  # noqa: S310  # our own http address
            f"{self._site}/webhooks/courier/{push.protocol}", data=push.body, headers=push.headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
                return Outcome(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Outcome(error.code, error.read().decode())
