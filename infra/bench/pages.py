"""What the pages of a citizen weigh: compressed, with the style sheets and scripts that they name."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import requests

from chalicelib.handlers.visitor import cookie_name
from infra.bench.figure import Figure
from infra.bench.running_city import RunningCity, running_city
from infra.demo.journeys import CASES

BUDGET_BYTES = 14_600
_ASSET = re.compile(r'<(?:link[^>]+href|script[^>]+src)="([^"]+)"')

_NO_ICON = "data:,"


def figures() -> Iterator[Figure]:
    item = CASES["food"]["application"]["item"]
    paths = {
        "home": "/",
        "guide": f"/items/{item}",
        "search": "/items?q=食品经营",
        "signin": "/signin",
        "query": "/query",
    }
    with running_city() as city:
        for name, path in paths.items():
            yield Figure(f"pages.{name}", _bytes(city.url + path), "bytes", BUDGET_BYTES)
        yield Figure("pages.case", _bytes(*_own_case(city)), "bytes", BUDGET_BYTES)


def _own_case(city: RunningCity) -> tuple[str, str]:
    """The address of a case in progress, and the session of its applicant."""
    entered = city.entered("accept")
    reference = city.officer.receive(entered)["reference"]
    who = entered["applicant"]
    applicant = city.people.applicant(who["phone"], last_four=who["id_number"][-4:])
    return f"{city.url}/cases/{reference}", applicant.token


def _bytes(address: str, session: str = "") -> float:
    """Of the body as it comes over the wire, and of all that it needs to be shown."""
    with requests.Session() as http:
        http.cookies.set(cookie_name("citizen"), session)
        page = _wire_size(http, address)
        words = http.get(address, timeout=30).text
        return page + sum(_wire_size(http, urljoin(address, found)) for found in {*_ASSET.findall(words)} - {_NO_ICON})


def _wire_size(http: requests.Session, address: str) -> float:
    with http.get(address, stream=True, timeout=30) as answer:
        answer.raise_for_status()
        return float(len(answer.raw.read(decode_content=False)))
