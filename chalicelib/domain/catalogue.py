"""What the catalogue says about one variant of one item: the definition that guide, form, flow chart and engine read."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, Literal, get_args

from chalicelib.domain import versions
from chalicelib.domain.flow import Flow, holds
from chalicelib.domain.flow.data import deciding_posts, flow_from_json

CONTACT: Final = ("window", "telephone", "complaint_telephone")
"""What a delegated item's county says of its own window."""

BY_AGENT: Final[Mapping[str, Any]] = {"field": "agent", "equals": True}
"""The condition on what an agent must bring."""

ByLaw = Literal["licence", "other_law"]
Regime = Literal[ByLaw, "promise"]
REGIMES: Final = get_args(Regime)
BY_LAW: Final = get_args(ByLaw)
"""Under these regimes a decision against the applicant is an administrative act; a promise of service is not."""


@dataclass(frozen=True)
class Limit:
    """A time limit: `amount` of `unit`; unit `session` (amount 0) means by the end of the service session."""

    amount: int
    unit: Literal["working_days", "calendar_days", "months", "session"]


@dataclass(frozen=True)
class Material:
    """One paper that a case needs; `required` is "always" or a condition on one form field, or on `agent`: whether one
    acts for the applicant."""

    code: str
    name: str
    required: str | Mapping[str, Any]
    data: Mapping[str, Any]

    @property
    def shared(self) -> bool:
        """The centre fetches it itself; the applicant brings and uploads nothing."""
        return bool(self.data["source"] == "shared")

    def applies(self, form: Mapping[str, Any]) -> bool:
        """Whether an application with these form answers must bring this material."""
        if isinstance(self.required, str):
            return self.required == "always"
        return holds(self.required, form)


@dataclass(frozen=True)
class Definition:
    """One variant as published: every rule that a case of it runs by. `data` is the merged item and variant JSON,
    `rules` are the city's settings of that edition, `unit_names` short names by unit code, `deciding_posts` the codes
    of those that may have a step."""

    edition: str
    item: str
    variant: str
    name: str
    unit: str
    regime: Regime
    promised: Limit
    statutory: Limit | None
    flow: Flow
    materials: tuple[Material, ...]
    data: Mapping[str, Any]
    rules: Mapping[str, Any]
    unit_names: Mapping[str, str]
    deciding_posts: frozenset[str]

    @property
    def instant(self) -> bool:
        """即办件: concluded in the session of receipt."""
        return self.promised.unit == "session"

    def handled_by(self, unit: str) -> "Definition":
        """The same variant in the hands of another unit: a county's, to which the item is delegated (下放), with that
        unit's window and telephones."""
        if unit == self.unit:
            return self
        if unit not in self._elsewhere:
            self._elsewhere[unit] = self._in_hands_of(unit)
        return self._elsewhere[unit]

    def _in_hands_of(self, unit: str) -> "Definition":
        given: list[Mapping[str, Any]] = [entry for entry in self.data["delegation"] if entry["unit"] == unit]
        contact = {key: entry[key] for entry in given for key in CONTACT}
        return replace(self, unit=unit, flow=self.flow.routed(self.unit, unit), data={**self.data, **contact})

    @cached_property
    def _elsewhere(self) -> dict[str, "Definition"]:
        return {}

    def staffed_by(self, edition: "Edition") -> "Definition":
        """The same rules with the units and posts that the city has in another edition: after a merger, tasks go where
        people are."""
        return replace(self, unit_names=edition.unit_names(), deciding_posts=edition.deciding_posts())

    def unit_for(self, district: str, on: date) -> str:
        """Whose case an application from this county is if it is received on that day; the item's own unit's where the
        county has not been given the item."""
        given = (entry for entry in self.data["delegation"] if entry["county"] == district)
        return next((str(entry["unit"]) for entry in given if entry["from"] <= on.isoformat()), self.unit)

    def required_materials(self, form: Mapping[str, Any]) -> tuple[Material, ...]:
        return tuple(material for material in self.materials if material.applies(form))


SINCE: Final = "~"
"""In the name of an edition between its digest and the minute since when it reads so; fit for an address as it is."""


class UnknownItemError(LookupError):
    """No such item or variant in this edition."""

    code = "item_unknown"


class UnknownEditionError(LookupError):
    """No edition of this digest has been published."""

    code = "edition_unknown"


@dataclass(frozen=True)
class Edition:
    """An immutable catalogue: the city's data as one JSON document, named by its digest.

    Once a version that was published ahead has begun, or one's time is over, the catalogue reads differently: it is then
    named by the digest and the minute since when (`digest~20261201T0900`), and whoever is pinned to it finds it again.
    """

    digest: str
    data: Mapping[str, Any]

    def as_of(self, now: datetime) -> "Edition":
        """The catalogue as it stands at the instant, never earlier than it stands already."""
        return self._at(self._moments[bisect_right(self._moments, versions.moment_of(now)) - 1])

    def named(self, name: str) -> "Edition":
        """The same as of the minute in the name, itself where the name has none. Raises UnknownEditionError."""
        minute = name.partition(SINCE)[2]
        if not minute:
            return self
        found = next((self._at(moment) for moment in self._moments if _compact(moment) == minute), None)
        if found is None:
            raise UnknownEditionError(name)
        return found

    def coming(self, code: str) -> Sequence[Mapping[str, Any]]:
        """The versions of the item that have been published and not yet begun, the next one first."""
        return tuple(self.data.get("coming", {}).get(code, ()))

    def turns(self, since: datetime, until: datetime) -> Sequence[datetime]:
        """The instants after the first and before the second at which the catalogue reads differently by itself."""
        first, last = versions.moment_of(since), versions.moment_of(until)
        found = (versions.instant_of(moment) for moment in self._moments if first < moment <= last)
        return [turn for turn in found if since < turn < until]

    def _at(self, moment: str) -> "Edition":
        known = self._stands.get(moment)
        if known is None:
            data = versions.at(self.data, moment)
            digest, _, since = self.digest.partition(SINCE)
            unchanged = data == self.data or _compact(moment) < since
            known = self if unchanged else Edition(f"{digest}{SINCE}{_compact(moment)}", data)
            self._stands[moment] = known
        return known

    @cached_property
    def _moments(self) -> Sequence[str]:
        return versions.moments(self.data)

    @cached_property
    def _stands(self) -> dict[str, "Edition"]:
        return {}

    @cached_property
    def _definitions(self) -> dict[tuple[str, str], Definition]:
        return {}

    @property
    def city(self) -> Mapping[str, Any]:
        return _object(self.data["city"])

    def units(self) -> Mapping[str, Mapping[str, Any]]:
        return {unit["code"]: unit for unit in self.data["units"]}

    def open_units(self) -> Mapping[str, Mapping[str, Any]]:
        """Those that have not been merged into others or split."""
        return {code: unit for code, unit in self.units().items() if not unit.get("successors")}

    def unit(self, code: str) -> Mapping[str, Any]:
        return self.units()[code]

    def unit_names(self) -> Mapping[str, str]:
        """Short names by unit code."""
        return {code: unit["short_name"] for code, unit in self.units().items()}

    def with_units_of(self, other: "Edition") -> "Edition":
        """The same catalogue with the units that only the other knows beside its own, so that a step moved there has a
        name."""
        known = self.units()
        more = [unit for code, unit in other.units().items() if code not in known]
        return Edition(self.digest, {**self.data, "units": [*self.data["units"], *more]}) if more else self

    def deciding_posts(self) -> frozenset[str]:
        """The codes of the posts that may decide a step."""
        return deciding_posts({post["code"]: post for post in self.data["posts"]})

    def items(self) -> Iterator[Mapping[str, Any]]:
        """Every item's JSON in the order of the catalogue."""
        yield from self.data["items"].values()

    def item(self, code: str) -> Mapping[str, Any]:
        try:
            return _object(self.data["items"][code])
        except KeyError:
            raise UnknownItemError(code) from None

    def definition(self, item: str, variant: str) -> Definition:
        """The variant of the item with the item's parts replaced by its own; made once, and the same for all who ask.

        Raises UnknownItemError.
        """
        known = self._definitions.get((item, variant))
        if known is None:
            known = self._definitions[item, variant] = self._made(item, variant)
        return known

    def _made(self, item: str, variant: str) -> Definition:
        data = self.variant_data(item, variant)
        statutory = data["statutory_limit"]
        return Definition(
            edition=self.digest,
            item=data["code"],
            variant=variant,
            name=data["name"],
            unit=data["unit"],
            regime=data["regime"],
            promised=limit_from_json(data["promised_limit"]),
            statutory=limit_from_json(statutory) if statutory else None,
            flow=flow_from_json(data["flow"], ready=self.data["flows"], unit=data["unit"]),
            materials=tuple(Material(m["code"], m["name"], m["required"], m) for m in self._materials(data)),
            data=data,
            rules=self.data["rules"],
            unit_names=self.unit_names(),
            deciding_posts=self.deciding_posts(),
        )

    def _materials(self, data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The variant's own, and what an agent who acts for a person must bring (Administrative Licensing Law, Art. 29)."""
        agents = self.data["applicants"].get("agent") if "person" in data["applicants"] else None
        return [*data["materials"], *([agents["material"]] if agents else [])]

    def variant_data(self, item: str, variant: str) -> Mapping[str, Any]:
        """The item's JSON with the variant's own parts in place of its.

        Raises UnknownItemError.
        """
        base = self.item(item)
        for own in base["variants"]:
            if own["code"] == variant:
                replaced = {key: value for key, value in own.items() if key not in ("code", "name")}
                return {**base, **replaced, "variant_name": own["name"]}
        raise UnknownItemError(f"{item}/{variant}")


def digest_in(name: str) -> str:
    """The digest in an edition's name: what is stored."""
    return name.partition(SINCE)[0]


def _compact(moment: str) -> str:
    return moment.replace("-", "").replace(":", "")


def handling_units(item: Mapping[str, Any]) -> frozenset[str]:
    """The units at whose windows the item can be applied for: its own and those of the counties that were given it."""
    return frozenset({item["unit"], *(entry["unit"] for entry in item["delegation"])})


def limit_from_json(data: Mapping[str, Any]) -> Limit:
    return Limit(amount=data.get("amount", 0), unit=data["unit"])


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("catalogue data must be a JSON object here")
    return value
