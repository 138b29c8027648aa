"""Whether each paper that an item asks for is one that a person can bring, and when they have to is said."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from chalicelib.domain.catalogue import BY_AGENT
from chalicelib.domain.flow.check import Flaw
from chalicelib.domain.flow.values import FIELD_TYPES, can_be

Json = Mapping[str, Any]
Flaws = Iterator[Flaw]

CATCH_ALL: Final = re.compile("其他|其它|^(相关|有关|所需)|等(相关|有关)?(材料|证明|资料)$")
"""A material that names no paper (State Council's rule against 兜底条款)."""


def _are_sentences(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


OF_A_MATERIAL: Final[Mapping[str, Callable[[Any], bool]]] = {
    "kind": ("original", "copy", "electronic").__contains__,
    "basis": bool,
    "corrections": _are_sentences,
}


def check_materials(item: Json, *, issuers: Collection[str]) -> Flaws:
    """The flaws of what an item asks for; `issuers` are the units that a paper may come from."""
    seen: set[str] = set()
    for index, material in enumerate(item["materials"]):
        place, name = f"/materials/{index}", str(material.get("name") or "")
        about = {"name": name or str(index + 1)}
        code = str(material.get("code") or "")
        if not name:
            yield Flaw(f"{place}/name", "material_name", {"number": str(index + 1)})
        elif CATCH_ALL.search(name):
            yield Flaw(f"{place}/name", "material_catch_all", about)
        if not code or code in seen:
            yield Flaw(f"{place}/code", "material_code", about)
        seen.add(code)
        for key, is_good in OF_A_MATERIAL.items():
            if not is_good(material.get(key)):
                yield Flaw(f"{place}/{key}", f"material_{key}", about)
        source = material.get("source")
        if isinstance(source, Mapping) and source.get("unit"):
            if source["unit"] not in issuers:
                yield Flaw(f"{place}/source", "unit_unknown", {"unit": str(source["unit"])})
        elif source not in ("applicant", "shared"):
            yield Flaw(f"{place}/source", "material_source", about)
        yield from _condition(item, material.get("required"), f"{place}/required", about)


def _condition(item: Json, required: Any, place: str, about: Mapping[str, str]) -> Flaws:
    """A conditional material hangs on a field of the form that can have the value."""
    if required == "always":
        return
    if required == BY_AGENT and "person" in item["applicants"]:
        return
    field = item["form"]["properties"].get(required.get("field")) if isinstance(required, Mapping) else None
    if field is None or field.get("type") not in FIELD_TYPES or not can_be(field, required.get("equals")):
        yield Flaw(place, "material_condition", about)
