"""A correction notice as the window ticks it off: what was asked for, in whose words, and who may bring it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.sealed import FORM_ROW
from chalicelib.pages.officer_view import KEYS
from chalicelib.texts import text

Shown = dict[str, Any]


def asked(
    definition: Definition,
    wanted: Sequence[str],
    told: Mapping[str, str],
    earlier: Mapping[str, Sequence[Shown]],
    *,
    seen: frozenset[str],
) -> Iterator[Shown]:
    """The materials to bring, each with its key, what the notice says of it and the pages that stand in the case."""
    keys = iter(KEYS)
    for material in definition.materials:
        if material.code in wanted:
            yield {
                "code": material.code,
                "name": material.name,
                "kind": text(f"window.material_kind.{material.data['kind']}"),
                "number": material.data["number"],
                "told": told.get(material.code, ""),
                "pages": earlier.get(material.code, ()),
                "key": next(keys, ""),
                "seen": material.code in seen,
            }


def identities(case: Case, form: Mapping[str, Any]) -> Mapping[str, str]:
    """Who may stand at the window for this case, by the name that is posted."""
    own = "company" if form.get("applicant_kind") == "company" else "applicant"
    agent = {"agent": text("window.identity.agent")} if case.application.agent else {}
    return {"applicant": text(f"window.identity.{own}"), **agent}


def titles(definition: Definition, wanted: Sequence[str], schemas: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What the page's fields are called, by the names of errors."""
    blocks = (schemas["applicant"], schemas["answers"]) if schemas else ()
    fields = {name: part for block in blocks for name, part in block["properties"].items()}
    return {**fields, **{f"pages.{code}": material_name(definition, code) for code in wanted}}


def material_name(definition: Definition, code: str) -> str:
    """What a row of a notice is called: the material, or the form itself."""
    if code == FORM_ROW:
        return text("hall.form_row")
    return next((material.name for material in definition.materials if material.code == code), code)
