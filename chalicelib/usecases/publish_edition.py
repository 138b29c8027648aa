"""Publishing a catalogue edition: one JSON document, named by the digest of its canonical bytes."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.delegation_check import check_delegation
from chalicelib.domain.flow.check import check_flow
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue
from chalicelib.texts import text
from chalicelib.usecases.check_documents import check_documents


class BadEditionError(ValueError):
    """The data do not make a catalogue; `reasons` are sentences for the person who publishes."""

    code = "edition_refused"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def publish_edition(data: Mapping[str, Any], *, catalogue: Catalogue, now: datetime) -> Edition:
    """Checks that the calendar and every variant can be read, every flow be run and every document be drawn, then stores
    the edition and points to it.

    Raises BadEditionError.
    """
    edition = Edition(hashlib.sha256(rfc8785.dumps(dict(data))).hexdigest(), data)
    reasons = []
    try:
        Calendar.from_data(data["calendar"], data["service_hours"])
    except (KeyError, TypeError, ValueError) as error:
        reasons.append(f"calendar: {error!r}")
    for item in edition.items():
        for variant in item["variants"]:
            try:
                reasons += _flaws(edition, item["code"], variant["code"])
            except (AttributeError, KeyError, TypeError) as error:
                reasons.append(f"{item['code']}/{variant['code']}: {error!r}")
    reasons += check_documents(edition)
    if reasons:
        raise BadEditionError(reasons)
    catalogue.publish(edition, now=stamp(now))
    return edition


def _flaws(edition: Edition, item: str, variant: str) -> list[str]:
    """What is wrong with the variant's flow and delegation, in sentences that name the place; then it must be readable
    as a whole."""
    posts = {post["code"]: post for post in edition.data["posts"]}
    data = edition.variant_data(item, variant)
    units, counties = edition.units(), edition.city["counties"]
    found = {
        "flow": check_flow(data, ready=edition.data["flows"], posts=posts, units=units),
        "delegation": check_delegation(data, counties=counties, units=units),
    }
    sentences = [
        text(f"{part}_flaw.{flaw.code}", variant=variant, place=f"/{part}{flaw.place}", **flaw.about)
        for part, flaws in found.items()
        for flaw in flaws
    ]
    if not sentences:
        edition.definition(item, variant)
    return sentences
