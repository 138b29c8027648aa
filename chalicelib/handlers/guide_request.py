"""What the address of a guide asks for: a variant of an item, and what the reader told about themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from chalicelib import wiring
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.guide_answers import Answers, Question, answers, questions
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.request import Request
from chalicelib.usecases.offered import offered

_PREFIX: Final = "a."
"""Of an answer's name in an address, so that no field of a form is taken for `variant` or `county`."""


@dataclass(frozen=True)
class Asked:
    """`counties` are those that have been given the item, `county` the one that was chosen, empty for none."""

    item: Mapping[str, Any]
    variant: str
    definition: Definition
    edition: Edition
    questions: tuple[Question, ...]
    told: Answers
    counties: tuple[str, ...]
    county: str

    @property
    def query(self) -> str:
        """The same choice in another address."""
        chosen = {_PREFIX + one.field: _key(one, self.told) for one in self.questions if one.field in self.told}
        return urlencode({"variant": self.variant, **({"county": self.county} if self.county else {}), **chosen})


def drawn_guide(asked: Asked) -> dict[str, Any]:
    """What the page of a guide shows of it, for the item in force and for a draft's alike."""
    from chalicelib.pages.guide import guide, question_rows

    return {
        "item": asked.item,
        "guide": guide(asked.definition, asked.edition, asked.told),
        "variant": asked.variant,
        "questions": question_rows(asked.questions, asked.told),
        "counties": asked.counties,
        "county": asked.county,
        "kept": {"variant": asked.variant},
        "told": asked.query,
    }


def asked_guide(request: Request) -> Asked:
    """Raises UnknownItemError, ItemSuspendedError."""
    edition = wiring.edition()
    variant = _asked_variant(request, edition)
    return _asked_of(request, edition, offered(edition, request.params["code"], variant, now=wiring.now()))


def asked_ahead(request: Request, edition: Edition) -> Asked:
    """The same of an edition that is not in force, whether or not one may apply for the item by it.

    Raises UnknownItemError.
    """
    return _asked_of(request, edition, edition.definition(request.params["code"], _asked_variant(request, edition)))


def _asked_of(request: Request, edition: Edition, definition: Definition) -> Asked:
    today, code, variant = wiring.now().astimezone(SHANGHAI).date(), definition.item, definition.variant
    open_in = tuple(entry["county"] for entry in definition.data["delegation"] if entry["from"] <= today.isoformat())
    county = request.query.get("county", "")
    if county in open_in:
        definition = definition.handled_by(definition.unit_for(county, today))
    asked = questions(definition)
    given = {name.removeprefix(_PREFIX): value for name, value in request.query.items() if name.startswith(_PREFIX)}
    told = answers(asked, given)
    return Asked(
        edition.item(code), variant, definition, edition, asked, told, open_in, county if county in open_in else ""
    )


def _asked_variant(request: Request, edition: Edition) -> str:
    known = variants_of(edition, request.params["code"])
    chosen = request.query.get("variant", "")
    return chosen if chosen in known else known[0]


def variants_of(edition: Edition, code: str) -> list[str]:
    """The codes of the item's variants, in force or to come. Raises UnknownItemError."""
    coming = edition.coming(code)
    item = coming[0] if coming and code not in edition.data["items"] else edition.item(code)
    return [variant["code"] for variant in item["variants"]]


def _key(question: Question, told: Answers) -> str:
    return next(key for key, value in question.choices.items() if value == told[question.field])
