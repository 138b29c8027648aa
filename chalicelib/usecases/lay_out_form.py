"""The application form of a variant on paper: made from the same schemas and materials that the online form is drawn from."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chalicelib.domain.catalogue import BY_AGENT, Definition, Edition, Material
from chalicelib.domain.paper_form import Blank, Paper, PaperForm, Part
from chalicelib.domain.sample_answers import sample_value
from chalicelib.texts import joined, text

CHARACTERS_A_LINE: Final = 60
"""Of the longest text that a field takes, so many get a line of the form: hardly anybody writes as much as they may."""

MOST_LINES: Final = 4
OWN_SAMPLES: Final = frozenset({"company.legal_representative", "company.agent_name", "agent.name"})
"""Fields of the applicant for which texts/paper_form.json has a name; address and company are the city's own samples."""


def lay_out_form(definition: Definition, edition: Edition, *, sample: bool, site: str) -> PaperForm:
    """`sample` fills it in as an example; `site` is the origin under which the guide is, without a trailing slash."""
    data = definition.data
    unit = edition.unit(definition.unit)["name"]
    several = len(edition.item(definition.item)["variants"]) > 1
    return PaperForm(
        title=text("paper_form.title", name=definition.name),
        about=joined([unit, *([data["variant_name"]] if several else [])], "parts"),
        parts=tuple(_parts(definition, edition, sample=sample)),
        papers_heading=text("paper_form.papers"),
        papers=tuple(_paper(material, definition) for material in definition.materials if not material.shared),
        declaration=text("paper_form.declaration"),
        signatures=(text("paper_form.signature"), text("paper_form.signed_on")),
        mark=text("paper_form.sample") if sample else "",
        url=f"{site}/items/{definition.item}?variant={definition.variant}",
        url_note=text("paper_form.url_note"),
        footnote=text("paper_form.footnote", version=data["version"], window=data["window"], phone=data["telephone"]),
        dated=data["effective_from"][: len("2026-12-01")],
        page=text("paper_form.page", page="{page}", pages="{pages}"),
    )


def _parts(definition: Definition, edition: Edition, *, sample: bool) -> Iterator[Part]:
    """The applicant, whoever acts for them, what the item asks, and how the result is handed over. A sample fills in the
    first kind of applicant only, as a person would."""
    blocks, kinds = edition.data["applicants"], definition.data["applicants"]
    samples = edition.city["samples"] if sample else {}
    for place, kind in enumerate(kinds):
        only = text(f"paper_form.of_{kind}") if len(kinds) > 1 else ""
        yield Part(blocks[kind]["title"] + only, tuple(_blanks(blocks[kind], kind, samples if not place else {})))
    if "person" in kinds and "agent" in blocks:
        heading = blocks["agent"]["title"] + text("paper_form.of_agent")
        yield Part(heading, tuple(_blanks(blocks["agent"], "agent", {})))
    form = tuple(_blanks(definition.data["form"], "answers", samples))
    if form:
        yield Part(text("paper_form.answers"), form)
    if definition.data["result"]:
        yield Part(text("paper_form.result"), (_delivery(definition, filled=sample),))


def _blanks(schema: Mapping[str, Any], block: str, samples: Mapping[str, str]) -> Iterator[Blank]:
    """Filled in where there are samples."""
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        value = sample_value(field, _words(block, name, samples), samples) if samples else None
        label = field["title"] if name in required else text("paper_form.optional", label=field["title"])
        hint = "" if samples else field.get("description", "")
        yield Blank(label, hint, _choices(field), _shown(field, value), _lines(field))


def _words(block: str, name: str, samples: Mapping[str, str]) -> str:
    """What a sample writes into a free text."""
    own = f"{block}.{name}"
    if samples and (name == "address" or own == "company.name"):
        return samples["address" if name == "address" else "company"]
    return text(f"paper_form.sample_of.{own}") if own in OWN_SAMPLES else text("paper_form.sample_words")


def _choices(field: Mapping[str, Any]) -> tuple[str, ...]:
    if field["type"] == "boolean":
        return (text("paper_form.agreed"),) if "const" in field else (text("choice.true"), text("choice.false"))
    return tuple(str(value) for value in field.get("enum", ()))


def _shown(field: Mapping[str, Any], value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return text("paper_form.agreed") if "const" in field else text(f"choice.{str(value).lower()}")
    return str(value)


def _lines(field: Mapping[str, Any]) -> int:
    """Numbers, formats and short texts take one line."""
    longest = field.get("maxLength", CHARACTERS_A_LINE) if field["type"] == "string" else 0
    return max(1, min(MOST_LINES, -(-longest // CHARACTERS_A_LINE)))


def _delivery(definition: Definition, *, filled: bool) -> Blank:
    ways = ["courier", "pickup"] if definition.data["courier"] else ["pickup"]
    choices = tuple(text(f"delivery.{way}") for way in ways)
    return Blank(text("delivery.title"), choices=choices, value=choices[0] if filled else "")


def _paper(material: Material, definition: Definition) -> Paper:
    number = material.data["number"]
    copies = text("paper_form.copies", kind=text(f"material.{material.data['kind']}"), number=number)
    return Paper(material.name, copies, _when(material, definition.data["form"]["properties"]))


def _when(material: Material, fields: Mapping[str, Any]) -> str:
    condition = material.required
    if isinstance(condition, str):
        return "" if condition == "always" else text("paper_form.if_needed")
    if condition == BY_AGENT:
        return str(material.data["needed_when"])
    if condition["field"] not in fields:
        return text("paper_form.if_needed")
    value = condition["equals"]
    told = text(f"choice.{str(value).lower()}") if isinstance(value, bool) else str(value)
    return text("hall.needed_when", field=fields[condition["field"]]["title"], value=told)
