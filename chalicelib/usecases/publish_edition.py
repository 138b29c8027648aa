"""Publishing a catalogue edition: one JSON document, named by the digest of its canonical bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import rfc8785

from chalicelib.domain.catalogue import Edition, digest_in
from chalicelib.domain.publication.changes import changes
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue
from chalicelib.usecases.check_edition import Fault, check_edition


class BadEditionError(ValueError):
    """The data do not make a catalogue; `faults` say where, `reasons` are their sentences for the person who publishes."""

    code = "edition_refused"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.sentence for fault in faults))
        self.faults = faults
        self.reasons = [fault.sentence for fault in faults]


def edition_of(data: Mapping[str, Any]) -> Edition:
    """The data as an edition, named by the digest of their canonical bytes."""
    return Edition(hashlib.sha256(rfc8785.dumps(dict(data))).hexdigest(), data)


def publish_edition(
    data: Mapping[str, Any],
    *,
    catalogue: Catalogue,
    now: datetime,
    before: Edition | None = None,
    reason: str = "",
    basis: str = "",
    draft: str = "",
) -> Edition:
    """Checks that the calendar and every variant can be read, every flow be run and every document be drawn, then stores
    the edition and points to it; the record tells what differs from the edition `before`, why and on what legal basis,
    and of which draft the edition was made, where it was of one. The same data again are no publication.

    Raises BadEditionError, StaleError (another publication came first).
    """
    if before is not None and before.data == data:
        return before
    edition = edition_of(data)
    if faults := check_edition(edition):
        raise BadEditionError(faults)
    lines = [asdict(one) for one in changes(before, edition)] if before else []
    told = {"changes": lines, "reason": reason, "basis": basis, **({"draft": draft} if draft else {})}
    catalogue.publish(edition, now=stamp(now), told=told, after=digest_in(before.digest) if before else None)
    return edition
