"""Everything that keeps an edition from being published, as sentences that each name the place."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.delegation_check import check_delegation
from chalicelib.domain.flow.check import Flaw, check_flow, check_instant
from chalicelib.domain.publication.codes import code_pattern, is_code
from chalicelib.domain.publication.item_check import City, check_item
from chalicelib.domain.publication.span import Spans
from chalicelib.domain.publication.succession import is_closed, taken_over
from chalicelib.domain.versions import at, begin
from chalicelib.texts import UnknownTextError, text
from chalicelib.usecases.check_certificates import check_certificates
from chalicelib.usecases.check_city import check_city
from chalicelib.usecases.check_documents import check_documents
from chalicelib.usecases.check_messages import check_budget
from chalicelib.usecases.city_shape import unreadable_parts
from chalicelib.usecases.message_lengths import longest_fields

UNREADABLE: Final = ("missing", "not_an_object", "form_shape")
"""After these, as after an unknown unit, a flow's flaws would be consequences only."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in one sentence; `item`, `variant` and `place` (a JSON pointer into the variant) say where, and are
    empty where it is not of an item."""

    sentence: str
    item: str = ""
    variant: str = ""
    place: str = ""


def check_edition(edition: Edition, *, only: Collection[str] | None = None) -> list[Fault]:
    """The faults of what the city says of itself, then of the edition's items and of each version to come, as the catalogue
    will stand when it begins, in its order; `only` names the items to look at where the others are known to be good."""
    if unreadable := list(unreadable_parts(edition.data)):
        return [Fault(sentence) for sentence in unreadable]
    calendar, faults = _calendar(edition)
    faults += [Fault(sentence) for sentence in check_city(edition.data)]
    if calendar is None:
        return faults
    faults += _unit_faults(edition)
    faults += _item_faults(edition, calendar, only)
    later = [
        (Edition(edition.digest, at(edition.data, moment)), codes) for moment, codes in _beginnings(edition).items()
    ]
    for stage, codes in later:
        faults += _item_faults(stage, calendar, codes if only is None else codes & set(only))
    if not faults:
        stages = (edition, *(stage for stage, _ in later))
        told = [sentence for stage in stages for check in OF_A_SOUND_STAGE for sentence in check(stage)]
        faults += [Fault(sentence) for sentence in dict.fromkeys(told)]
    return faults


def _check_budget(edition: Edition) -> list[str]:
    """Every SMS fits its parts, whatever this catalogue makes it say."""
    return check_budget(edition.data.get("messages", {}), longest_fields(edition.data))


def _check_certificates(edition: Edition) -> list[str]:
    """A version to come gives certificates that can be printed, too."""
    return check_certificates(edition.data)


OF_A_SOUND_STAGE: Final = (check_documents, _check_budget, _check_certificates)


def _beginnings(edition: Edition) -> Mapping[str, set[str]]:
    """Moment → the items that have a new version from then on."""
    found: dict[str, set[str]] = {}
    for code, versions in edition.data.get("coming", {}).items():
        for item in versions:
            found.setdefault(begin(item), set()).add(code)
    return dict(sorted(found.items()))


def _calendar(edition: Edition) -> tuple[Calendar | None, list[Fault]]:
    try:
        return Calendar.from_data(edition.data["calendar"], edition.data["service_hours"]), []
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return None, [Fault(f"calendar: {error!r}", place="/calendar")]


def _unit_faults(edition: Edition) -> list[Fault]:
    """A closed unit's work goes to units that are there and open in the end."""
    units, heirs = edition.units(), taken_over(edition)
    return [
        Fault(text("unit_flaw.successors", unit=unit["name"]), place=f"/units/{code}/successors")
        for code, unit in units.items()
        if is_closed(unit) and (not heirs[code] or not set(unit["successors"]) <= units.keys())
    ]


def _item_faults(edition: Edition, calendar: Calendar, only: Collection[str] | None) -> list[Fault]:
    years = [int(year["year"]) for year in edition.data["calendar"]]
    city = City(
        units=edition.open_units(),
        closed=frozenset(edition.units()) - frozenset(edition.open_units()),
        zones=frozenset(zone["code"] for zone in edition.city["zones"]),
        applicants=edition.data["applicants"],
        spans=Spans(calendar, min(years), max(years)),
    )
    faults, owners = [], _owners(edition)
    for code, item in edition.data["items"].items():
        if only is None or code in only:
            faults += list(_of_item(edition, code, item, city, owners))
    return faults


def _of_item(edition: Edition, code: str, item: Any, city: City, owners: Mapping[str, list[str]]) -> Iterator[Fault]:
    if not is_code(code, edition.city):
        yield _told("item_flaw", code, code, "", Flaw("/code", "code_format", _wanted(code, edition)))
    variants = item.get("variants") if isinstance(item, Mapping) else None
    if not isinstance(variants, list) or not variants or not all(isinstance(one, Mapping) for one in variants):
        yield _told("item_flaw", code, code, "", Flaw("/variants", "variant_missing"))
        return
    for index, own in enumerate(variants):
        variant = str(own.get("code") or "")
        if not is_code(variant, edition.city):
            flaw = Flaw(f"/variants/{index}/code", "code_format", _wanted(variant, edition))
            yield _told("item_flaw", code, variant or code, "", flaw)
        elif not own.get("name"):
            yield _told("item_flaw", code, variant, "", Flaw(f"/variants/{index}/name", "missing"))
        elif len(owners[variant]) > 1:
            others = [other for other in owners[variant] if other != code] or [code]
            flaw = Flaw(f"/variants/{index}/code", "code_twice", {"code": variant, "other": others[0]})
            yield _told("item_flaw", code, variant, "", flaw)
        else:
            yield from _of_variant(edition, code, variant, city)


def _wanted(code: str, edition: Edition) -> Mapping[str, str]:
    return {"value": code, "pattern": code_pattern(edition.city)}


def _owners(edition: Edition) -> Mapping[str, list[str]]:
    """Variant code → the items that use it, in order."""
    owners: dict[str, list[str]] = {}
    for code, item in edition.data["items"].items():
        variants = item.get("variants") if isinstance(item, Mapping) else None
        for own in variants if isinstance(variants, list) else ():
            if isinstance(own, Mapping):
                owners.setdefault(str(own.get("code") or ""), []).append(code)
    return owners


def _of_variant(edition: Edition, item: str, variant: str, city: City) -> Iterator[Fault]:
    """A variant must also be readable as a whole: what no check foresaw is told with the library's words."""
    try:
        data = edition.variant_data(item, variant)
        own = check_item(data, city)
        yield from (_told("item_flaw", item, variant, "", flaw) for flaw in own)
        if any(flaw.code in UNREADABLE or flaw.place == "/unit" for flaw in own):
            return
        posts = {post["code"]: post for post in edition.data["posts"]}
        ready, unless = edition.data["flows"], edition.data["rules"].get("instant_unless", ())
        flow = check_flow(data, ready=ready, posts=posts, units=city.units)
        flow = flow or check_instant(data, ready=ready, unless=unless)
        given = check_delegation(data, counties=edition.city["counties"], units=city.units)
        kinds = tuple(text(f"interruption.{kind}") for kind in unless)
        yield from (_told("flow_flaw", item, variant, "/flow", flaw, kinds=kinds) for flaw in flow)
        yield from (_told("delegation_flaw", item, variant, "/delegation", flaw) for flaw in given)
        if not (own or flow or given):
            edition.definition(item, variant)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        yield _told("item_flaw", item, variant, "", Flaw("", "unreadable", {"problem": repr(error)}))


def _told(kind: str, item: str, variant: str, under: str, flaw: Flaw, **more: object) -> Fault:
    place = f"{under}{flaw.place}"
    about: dict[str, object] = {"variant": variant, "place": place or "/", "label": _label(place), **more, **flaw.about}
    return Fault(text(f"{kind}.{flaw.code}", **about), item, variant, place)


def _label(place: str) -> str:
    part = place.split("/")[1] if place else ""
    try:
        return text(f"item_part.{part}")
    except UnknownTextError:
        return part
