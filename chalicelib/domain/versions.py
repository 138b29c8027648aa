"""Which version of an item is in force at a minute: a pure function of a catalogue's data.

Of an item `items` holds the version in force at publication, `coming` those published to begin later, by code. A moment is
a local minute, `2026-12-01T09:00`, so that text order is time order; a date alone means its first minute.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from chalicelib.domain.times import SHANGHAI

Item = Mapping[str, Any]
Data = Mapping[str, Any]

ITEM_OWN: Final = ("version", "effective_from")
"""What differs between two versions by itself."""

DAWN: Final = "0000-00-00T00:00"
"""Before every version."""

_DATE: Final = len("2026-12-01")
_MINUTE: Final = "%Y-%m-%dT%H:%M"


def moment_of(instant: datetime) -> str:
    """The local minute in which the instant lies."""
    return instant.astimezone(SHANGHAI).strftime(_MINUTE)


def is_moment(value: Any) -> bool:
    """A local date, `2026-12-01`, or a local date and minute, `2026-12-01T09:00`."""
    try:
        return (value if len(value) > _DATE else f"{value}T00:00") == datetime.fromisoformat(value).strftime(_MINUTE)
    except (TypeError, ValueError):
        return False


def begin(item: Item) -> str:
    """The first moment of the version."""
    named = str(item.get("effective_from") or "")
    return f"{named}T00:00" if len(named) == _DATE else named


def end(item: Item) -> str:
    """The first moment after the version's time; empty where it has no end. A date is its last day; the last that there is
    (9999-12-31) means that no end was named."""
    named = str(item.get("effective_until") or "")
    if named == date.max.isoformat():
        return ""
    if len(named) != _DATE or not is_moment(named):
        return named
    return f"{(date.fromisoformat(named) + timedelta(days=1)).isoformat()}T00:00"


def same_content(one: Item, other: Item) -> bool:
    """Whether two versions differ in nothing but their number and first moment."""
    return all(one.get(key) == other.get(key) for key in (one.keys() | other.keys()) - set(ITEM_OWN))


def in_order(versions: Iterable[Item]) -> list[Item]:
    """By the moment at which they take over."""
    return sorted(versions, key=lambda item: (begin(item), item["version"]))


def versions_of(data: Data, code: str) -> Sequence[Item]:
    """The version in force and those to come, in order; none for an unknown code."""
    standing = data["items"].get(code)
    return in_order([*([standing] if standing else []), *data.get("coming", {}).get(code, ())])


def moments(data: Data) -> Sequence[str]:
    """`DAWN`, then every moment at which a version begins or ends, in order, each once."""
    later = [item for versions in data.get("coming", {}).values() for item in versions]
    items = [*data["items"].values(), *later]
    return sorted({DAWN} | {begin(item) for item in items} | {end(item) for item in items if end(item)})


def instant_of(moment: str) -> datetime:
    """The instant at which the local minute begins."""
    return datetime.strptime(moment, _MINUTE).replace(tzinfo=SHANGHAI)


def at(data: Data, moment: str) -> Data:
    """The catalogue as it stands at the moment. Of each item's versions the last that has begun is in force (status
    `expired` where its time is over), later ones are still to come, earlier ones are gone."""
    items, coming = {}, {}
    for code in [*data["items"], *(code for code in data.get("coming", {}) if code not in data["items"])]:
        versions = versions_of(data, code)
        begun = [item for item in versions if begin(item) <= moment]
        if begun:
            items[code] = _standing(begun[-1], moment)
        if later := versions[len(begun) :]:
            coming[code] = later
    return with_versions(data, items, coming)


def with_versions(data: Data, items: Mapping[str, Item], coming: Mapping[str, Sequence[Item]]) -> Data:
    """The data with these items; without `coming` where nothing is to come."""
    kept = {key: value for key, value in data.items() if key != "coming"}
    listed = {code: list(versions) for code, versions in coming.items() if versions}
    return {**kept, "items": items, **({"coming": listed} if listed else {})}


def _standing(item: Item, moment: str) -> Item:
    over = item.get("status") == "published" and "" < end(item) <= moment
    return {**item, "status": "expired"} if over else item
