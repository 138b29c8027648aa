"""Signed links, sessions and webhooks after thousands of changes: none is let in.

`make fuzz MUTATIONS=20000` prints its counts, so many of each by the code that judges them and a sample over HTTP;
`make test` tries a part.
"""

import base64
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests

from chalicelib import wiring
from chalicelib.adapters import sf, standard_webhooks
from chalicelib.adapters.kuaidi100 import Kuaidi100
from chalicelib.adapters.kuaidi100 import sign as kuaidi100_sign
from chalicelib.adapters.push_request import PushRefusedError
from chalicelib.adapters.standard_webhooks import StandardWebhooks
from chalicelib.domain.links import DecideLink, LinkError, LinkKeys, TodoLink, read, sign
from chalicelib.domain.reference import case_matter, derive
from chalicelib.usecases.sessions import open_session, read_session
from tests.effort import share
from tests.fakes.guards import FakeGuards
from tests.handlers.still_site import PATIENCE, StillSite, still_site
from tests.mutations import mutations
from tests.sample import TUESDAY

pytestmark = [pytest.mark.journey, pytest.mark.thorough]
MUTATIONS = int(os.environ.get("MUTATIONS", "0")) or share(20_000)
OVER_HTTP = max(20, MUTATIONS // 200)
SEED = int(os.environ.get("SEED", "1"))
ACCEPTED = "accepted"
KEYS = LinkKeys("b", {"a": b"a" * 32, "b": b"b" * 32})
SECRETS = tuple(f"whsec_{base64.b64encode(bytes([number]) * 32).decode()}" for number in (1, 2))
SALTS = ("first-salt", "second-salt")
BODY = json.dumps({
    "type": "parcel.updated",
    "timestamp": TUESDAY.isoformat(),
    "data": {"waybill": "1234567890123", "state": "delivered", "occurred_at": TUESDAY.isoformat()},
})  # fmt: skip
PARAM = json.dumps({
    "status": "polling",
    "lastResult": {"state": "3", "com": "ems", "nu": "EA123456789CN", "data": []},
})  # fmt: skip


def tell(kind: str, counts: Mapping[str, int]) -> None:
    listed = ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))
    print(f"\n{kind}: {sum(counts.values())} mutated, {counts.get(ACCEPTED, 0)} accepted; {listed}")  # noqa: T201


def links() -> list[str]:
    """Good, of both purposes, of both keys; and three that are over, which somebody may want to prolong."""
    later, earlier = TUESDAY + timedelta(hours=72), TUESDAY - timedelta(hours=1)
    made = []
    for expires_at in (later, earlier):
        for keys in (KEYS, LinkKeys("a", KEYS.keys)):
            made.append(sign(TodoLink("s-ghj-2", expires_at), keys=keys))
            for seed in ("one", "two"):
                decide = DecideLink(case_matter(derive(seed, 0)), "review", "s-ghj-2", 1, expires_at)
                made.append(sign(decide, keys=keys))
                made.append(sign(replace(decide, step="approve", holder="s-ghj-3", generation=2), keys=keys))
    return made


def test_no_changed_link_opens_anything() -> None:
    genuine = links()
    assert sum(_opened(token) == ACCEPTED for token in genuine) == len(genuine) // 2
    counts = Counter(_opened(token) for token in islice(mutations(genuine, seed=SEED), MUTATIONS))
    tell("links", counts)
    assert counts[ACCEPTED] == 0
    assert counts["link_expired"] == counts["link_wrong_purpose"] == 0, "only what is signed is read"


def _opened(token: str) -> str:
    """By whichever purpose it may be read."""
    for purpose in (TodoLink, DecideLink):
        try:
            read(token, purpose, keys=KEYS, now=TUESDAY)
        except LinkError as error:
            code = error.code
            if code != "link_wrong_purpose":
                break
        else:
            return ACCEPTED
    return code


def test_no_changed_token_is_a_session() -> None:
    guards, tokens = FakeGuards(), _Tokens()
    opened = [
        open_session(kind, f"{kind}-{number}", {}, guards=guards, entropy=tokens, now=TUESDAY).token
        for kind in ("citizen", "staff", "leader")
        for number in range(5)
    ]
    assert all(read_session(token, guards=guards, now=TUESDAY) for token in opened)
    found = (read_session(token, guards=guards, now=TUESDAY) for token in islice(_texts(opened), MUTATIONS))
    counts = Counter(ACCEPTED if one else "session_expired" for one in found)
    tell("sessions", counts)
    assert counts[ACCEPTED] == 0


class _Tokens:
    """As long and of the letters that the real ones are."""

    def __init__(self) -> None:
        self._number = 0

    def token(self, octets: int = 16) -> str:
        self._number += 1
        return base64.b32encode(self._number.to_bytes(octets)).decode().rstrip("=").lower()

    def digits(self, count: int) -> str:
        return "0" * count


def _texts(genuine: list[str]) -> Iterator[str]:
    """Those that can be sent at all: no header and no path carries half a pair."""
    return (text for text in mutations(genuine, seed=SEED) if text.isprintable() or text.isascii())


def standard_pushes() -> list[dict[str, str]]:
    at = str(int(TUESDAY.timestamp()))
    other = BODY.replace("delivered", "refused")
    pairs = ((BODY, SECRETS[0], "msg_1"), (other, SECRETS[1], "msg_2"))
    return [
        {"id": push_id, "at": at, "signature": standard_webhooks.sign(push_id, at, body.encode(), secret=secret), "body": body}
        for body, secret, push_id in pairs
    ]  # fmt: skip


def test_no_changed_push_is_taken_from_a_courier_that_signs_by_the_standard() -> None:
    genuine, reader = standard_pushes(), StandardWebhooks("standard", SECRETS)
    assert [_taken(reader, *_standard(push)) for push in genuine] == [ACCEPTED] * 2
    counts: Counter[str] = Counter()
    parts = {name: mutations([push[name] for push in genuine], seed=SEED + at) for at, name in enumerate(genuine[0])}
    for number in range(MUTATIONS):
        push, name = genuine[number % 2], list(parts)[number // 2 % len(parts)]
        changed = {**push, name: next(parts[name])}
        if name == "signature" and push["signature"] in changed["signature"].split(" "):
            continue  # a list in which the good one still stands: that is rotation
        counts[_taken(reader, *_standard(changed))] += 1
    tell("standard webhooks", counts)
    assert counts[ACCEPTED] == 0
    assert counts["push_malformed"] == 0, "nothing is read before its signature holds"


def _standard(push: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    headers = {"webhook-id": push["id"], "webhook-timestamp": push["at"], "webhook-signature": push["signature"]}
    return headers, push["body"].encode(errors="surrogatepass")


def test_no_changed_push_is_taken_from_kuaidi100() -> None:
    params = (PARAM, PARAM.replace('"3"', '"14"'))
    genuine = [(param, kuaidi100_sign(param, salt)) for param, salt in zip(params, SALTS, strict=True)]
    reader = Kuaidi100(SALTS)
    bodies = [urlencode({"param": param, "sign": signature}).encode() for param, signature in genuine]
    assert [_taken(reader, {}, body) for body in bodies] == [ACCEPTED] * 2
    counts: Counter[str] = Counter()
    changed = (mutations(params, seed=SEED), mutations([signature for _, signature in genuine], seed=SEED))
    for number in range(MUTATIONS):
        param, signature = genuine[number % 2]
        pair = (next(changed[0]), signature) if number // 2 % 2 else (param, next(changed[1]))
        counts[_taken(reader, {}, urlencode({"param": pair[0], "sign": pair[1]}, errors="replace").encode())] += 1
    tell("kuaidi100", counts)
    assert counts[ACCEPTED] == 0


def test_no_changed_address_is_the_sf_subscriptions() -> None:
    secrets = ("k7Jt0pXcQm3vB9sLw2Za", "f3b1c0a94d5e4c7f8a6b")
    assert all(sf.is_secret(secret, secrets) for secret in secrets)
    found = (sf.is_secret(text, secrets) for text in islice(_texts(list(secrets)), MUTATIONS))
    counts = Counter(ACCEPTED if one else "push_forged" for one in found)
    tell("sf addresses", counts)
    assert counts[ACCEPTED] == 0


def _taken(reader: Any, headers: Mapping[str, str], body: bytes) -> str:
    try:
        reader.read(headers, body, now=TUESDAY)
    except PushRefusedError as refused:
        return refused.code
    return ACCEPTED


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StillSite]:
    with still_site(tmp_path_factory.mktemp("forgery")) as site:
        yield site


def over_http(kind: str, genuine: list[str], ask: Callable[[str], list[requests.Response]], refused: set[int]) -> None:
    counts: Counter[str] = Counter()
    for text in islice(_texts(genuine), OVER_HTTP):
        for answer in ask(text):
            counts[str(answer.status_code) if answer.status_code in refused else ACCEPTED] += 1
            assert answer.status_code in refused, (text, answer.status_code, answer.text[:200])
    tell(f"{kind} over HTTP", counts)


def test_no_changed_link_opens_a_page(site: StillSite) -> None:
    def ask(token: str) -> list[requests.Response]:
        paths = (f"/d/{quote(token, safe='')}", f"/t/{quote(token, safe='')}", f"/api/links/{quote(token, safe='')}")
        return [_get(site.cloud.url + path) for path in paths]

    over_http("links", [site.things["token"], site.things["todo"]], ask, {404, 410})


def test_no_changed_cookie_or_bearer_signs_in(site: StillSite) -> None:
    tokens = [session.token for session in site.sessions.values() if session]

    def ask(token: str) -> list[requests.Response]:
        sent = _line(token).encode()
        cookies = [_get(f"{site.cloud.url}{page}", {"Cookie": name + sent}) for page, name in PAGES]
        bearer = _get(f"{site.cloud.url}/api/cases", {"Authorization": b"Bearer " + sent})
        return [*cookies, bearer]

    over_http("sessions", tokens, ask, {303, 401})


PAGES = (("/mine", b"citizen="), ("/window", b"staff="), ("/todo", b"leader="))


def _line(text: str) -> str:
    """What a header can carry; blanks around a token are no part of it, and a semicolon ends a cookie."""
    cut = "".join(letter for letter in text if letter.isprintable() and letter != ";").strip()
    return cut + "x" if cut != text else cut


def _get(url: str, headers: Mapping[str, Any] | None = None) -> requests.Response:
    return requests.get(url, headers=headers, allow_redirects=False, timeout=PATIENCE)


def test_no_changed_push_reaches_the_queue(site: StillSite) -> None:
    at = str(int(wiring.now().timestamp()))
    secret = wiring.secret("courier-secrets")["standard"]["secrets"][0]
    signature = standard_webhooks.sign("msg_1", at, BODY.encode(), secret=secret)

    def ask(changed: str) -> list[requests.Response]:
        headers = {"webhook-id": "msg_1", "webhook-timestamp": at, "Content-Type": "application/json"}
        url = f"{site.cloud.url}/webhooks/courier/standard"
        if signature in changed.split(" "):
            return []
        sent = {**headers, "webhook-signature": _line(changed).encode()}
        return [requests.post(url, data=BODY.encode(), headers=sent, timeout=PATIENCE)]

    over_http("pushes", [signature], ask, {401})
