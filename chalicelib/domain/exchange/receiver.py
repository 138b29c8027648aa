"""Who is sent records, and in whose words: each receiver's names of records and fields and its codes are a table of the
city's data (`receivers.json`), so that another receiver is another entry and no line of code."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.exchange import CODED, COMMON, FIELDS, KINDS, Record
from chalicelib.domain.flow.data import deciding_posts

Written = Mapping[str, str | int]


class UnknownReceiverError(LookupError):
    """The city sends nothing to a receiver of this code."""

    code = "receiver_unknown"


@dataclass(frozen=True)
class Receiver:
    """`standard` names what the receiver has published; `records` are by kind {"code", "name", "fields"} with the
    receiver's names by ours, of which those that it does not ask for are left out; `codes` are by our field its codes by
    our values."""

    code: str
    name: str
    standard: str
    records: Mapping[str, Mapping[str, Any]]
    codes: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["code"], data["name"], data["standard"], data["records"], data["codes"])

    def written(self, record: Record) -> Written:
        """The record's fields in the receiver's names and codes, in the order of its table. A value for which the table has
        no code, such as a post that only an older flow knows, is left empty: the day's other records are sent."""
        fields: Mapping[str, str] = self.records[record.kind]["fields"]
        return {theirs: self._coded(ours, record.values[ours]) for ours, theirs in fields.items()}

    def _coded(self, field: str, value: str | int) -> str | int:
        table = self.codes.get(field)
        return table.get(str(value), "") if table else value


def receivers(edition: Edition) -> Mapping[str, Receiver]:
    """By code; none in a city, or an edition, without the table."""
    found = (Receiver.from_data(entry) for entry in edition.data.get("receivers", ()))
    return {receiver.code: receiver for receiver in found}


def receiver(code: str, edition: Edition) -> Receiver:
    """Raises UnknownReceiverError."""
    try:
        return receivers(edition)[code]
    except KeyError:
        raise UnknownReceiverError(code) from None


def faults(entry: Mapping[str, Any], posts: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """What keeps a receiver's table from telling every record, as (place, value): records that it lacks or that there are
    not, fields that there are not, columns that stand for two, values without a code. The entry may be written wrongly."""
    records, codes = entry["records"], entry["codes"]
    for kind in sorted({*records} ^ {*KINDS}):
        yield f"/records/{kind}", kind
    for kind in sorted({*records} & {*KINDS}):
        yield from ((f"/records/{kind}{place}", value) for place, value in _columns(kind, records[kind]))
    wanted = {**CODED, "post": tuple(sorted(deciding_posts(posts)))}
    for field, table in codes.items():
        known = table if isinstance(table, Mapping) else {}
        values = wanted.get(field)
        if values is None:
            yield f"/codes/{field}", field
        yield from (
            (f"/codes/{field}/{value}", value) for value in values or () if not isinstance(known.get(value), str)
        )


def _columns(kind: str, told: Any) -> Iterator[tuple[str, str]]:
    fields = told.get("fields") if isinstance(told, Mapping) else None
    if not isinstance(fields, Mapping) or not all(isinstance(told.get(part), str) for part in ("code", "name")):
        yield "", kind
        return
    taken = Counter(map(str, fields.values()))
    for ours, theirs in fields.items():
        if ours not in {*COMMON, *FIELDS[kind]}:
            yield f"/fields/{ours}", ours
        elif not isinstance(theirs, str) or taken[theirs] > 1:
            yield f"/fields/{ours}", str(theirs)
