"""Whether every certificate that the catalogue promises can be printed: kinds, number rules, seals, rows, words."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from chalicelib.domain.catalogue import REGIMES
from chalicelib.domain.certificate_kind import (
    HEAVIEST_SEAL,
    KEYS,
    LAYOUTS,
    LEAST_SEAL_PIXELS,
    LONGEST_NUMBER,
    LONGEST_SENTENCE,
    NEEDED_ROWS,
    ROWS,
    SENTENCES,
    certificate_kind,
    fields_of,
    is_number_prefix,
    is_number_rule,
    seal_faults,
)
from chalicelib.texts import text

Json = Mapping[str, Any]
FILE = "certificates"


def check_certificates(data: Json) -> list[str]:
    """Sentences, one for each fault of an edition's `certificates` and `seals` and of what its results make of them."""
    own, seals = data.get("certificates", {}), data.get("seals", {})
    shape = [*_shape(own)]
    if shape:
        return shape
    faults = [*_seals(seals)]
    for place, kind in _places(own):
        faults += _kind(place, kind, seals)
    return faults or [*dict.fromkeys(_results(data))]


def _shape(own: Any) -> Iterator[str]:
    if not isinstance(own, Mapping):
        yield text("city_flaw.not_an_object", file=FILE, place="/")
        return
    for name in own.keys() - {"every", "kinds"}:
        yield text("city_flaw.unknown", file=FILE, place="/", value=name)
    kinds = own.get("kinds", {})
    if not isinstance(kinds, Mapping):
        yield text("city_flaw.not_an_object", file=FILE, place="/kinds")
        return
    for place, kind in _places(own):
        if not isinstance(kind, Mapping):
            yield text("city_flaw.not_an_object", file=FILE, place=place)


def _places(own: Json) -> Iterator[tuple[str, Any]]:
    if "every" in own:
        yield "/every", own["every"]
    yield from ((f"/kinds/{code}", kind) for code, kind in own.get("kinds", {}).items())


def _kind(place: str, kind: Json, seals: Json) -> Iterator[str]:
    for name in sorted(kind.keys() - KEYS):
        yield text("city_flaw.unknown", file=FILE, place=place, value=name)
    if "layout" in kind and kind["layout"] not in LAYOUTS:
        known = "、".join(LAYOUTS)
        yield text("certificate_flaw.layout", place=f"{place}/layout", value=kind["layout"], known=known)
    if "number" in kind and not is_number_rule(kind["number"]):
        yield text("certificate_flaw.number", place=f"{place}/number", value=kind["number"], most=LONGEST_NUMBER)
    if "validity_months" in kind and not _is_validity(kind["validity_months"]):
        yield text("certificate_flaw.validity", place=f"{place}/validity_months", value=kind["validity_months"])
    if "seal" in kind and kind["seal"] not in seals:
        yield text("certificate_flaw.seal", place=f"{place}/seal", value=kind["seal"])
    if "rows" in kind:
        yield from _rows(f"{place}/rows", kind["rows"])
    for name, parameters in SENTENCES.items():
        if name in kind:
            yield from _sentence(f"{place}/{name}", kind[name], parameters)


def _rows(place: str, rows: Any) -> Iterator[str]:
    if not isinstance(rows, list):
        yield text("city_flaw.missing", file=FILE, place=place)
        return
    for number, row in enumerate(rows):
        of_form = isinstance(row, Mapping) and row.keys() <= {"field", "label"}
        if not (isinstance(row["field"], str) if of_form and "field" in row else row in ROWS):
            yield text("certificate_flaw.row", place=f"{place}/{number}", value=row, known="、".join(ROWS))
    for name in NEEDED_ROWS:
        if name not in rows:
            yield text("certificate_flaw.row_lacking", place=place, row=text(f"certificate_flaw.rows.{name}"))


def _sentence(place: str, said: Any, parameters: frozenset[str]) -> Iterator[str]:
    by_regime = said if isinstance(said, Mapping) else dict.fromkeys(REGIMES, said)
    for regime in REGIMES:
        sentence = by_regime.get(regime)
        if not isinstance(sentence, str) or not sentence:
            yield text("certificate_flaw.sentence", place=place)
            return
        if len(sentence) > LONGEST_SENTENCE:
            yield text("certificate_flaw.too_long", place=place, most=LONGEST_SENTENCE)
            return
        if not _named(sentence) <= parameters:
            known = "、".join(f"{{{name}}}" for name in sorted(parameters))
            yield text("certificate_flaw.parameter", place=place, known=known)
            return


def _named(sentence: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    except ValueError:
        return {sentence}


def _is_validity(months: Any) -> bool:
    return months is None or (isinstance(months, int) and not isinstance(months, bool) and months > 0)


def _seals(seals: Any) -> Iterator[str]:
    for name, png in seals.items():
        for fault in seal_faults(png):
            least, most = LEAST_SEAL_PIXELS, HEAVIEST_SEAL // 1000
            yield text(f"certificate_flaw.image.{fault}", name=name, least=least, most=most)


def _results(data: Json) -> Iterator[str]:
    """What results and kinds make of each other, by item. A kind that no item issues any more is none's fault: items end."""
    for item in data["items"].values():
        for own in _variants(item):
            result = own.get("result")
            if not isinstance(result, Mapping):
                continue
            yield from _result(str(own.get("code") or ""), result, own, data.get("certificates", {}))


def _variants(item: Any) -> Iterator[Json]:
    """An item's variants with its own parts below theirs, as far as they can be read: their shape is told elsewhere."""
    variants = item.get("variants") if isinstance(item, Mapping) else None
    for own in variants if isinstance(variants, list) else ():
        if isinstance(own, Mapping):
            yield {**item, **own}


def _result(code: str, result: Json, variant: Json, certificates: Json) -> Iterator[str]:
    for name in ("kind", "name"):
        if not isinstance(result.get(name), str) or not result[name]:
            yield text("certificate_flaw.result", variant=code, part=name)
            return
    if not is_number_prefix(result.get("number_prefix")):
        yield text("certificate_flaw.prefix", variant=code, value=result.get("number_prefix"))
    kind = certificate_kind(certificates, result)
    if not _is_validity(kind.get("validity_months", "")):
        yield text("certificate_flaw.result", variant=code, part="validity_months")
    most = LAYOUTS[kind["layout"]] if kind["layout"] in LAYOUTS else len(kind["rows"])
    if len(kind["rows"]) > most:
        yield text("certificate_flaw.rows_many", kind=result["kind"], layout=kind["layout"], most=most)
    form = variant.get("form")
    fields = form.get("properties", {}) if isinstance(form, Mapping) else {}
    for field in fields_of(kind["rows"]):
        if field not in fields:
            yield text("certificate_flaw.field", kind=result["kind"], variant=code, value=field)
