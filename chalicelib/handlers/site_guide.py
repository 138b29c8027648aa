"""The guide of an item: on a phone, on paper, on the wall. All three are drawn from the definition that the engine runs by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from chalicelib import settings, wiring
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.guide_answers import Answers, Question, answers, questions
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show, show_public
from chalicelib.texts import text
from chalicelib.usecases.receive_at_window import ItemSuspendedError, offered

WALL_WIDTH: Final = 620
"""SVG units of the wall sheet's flow chart: branches stand beside each other."""

_PREFIX: Final = "a."
"""Of an answer's name in an address, so that no field of a form is taken for `variant` or `county`."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a variant, and what the reader told about themselves."""

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


def guide(request: Request) -> Reply:
    """The guide of an item, for what the reader has answered; 410 and where to go for one that is not open.

    Raises UnknownItemError.
    """
    from chalicelib.pages.guide import guide as drawn
    from chalicelib.pages.guide import question_rows

    try:
        asked = _asked(request)
    except ItemSuspendedError:
        return _closed(request)
    return show_public(
        request,
        "hall/item.html",
        item=asked.item,
        guide=drawn(asked.definition, asked.edition, asked.told),
        variant=asked.variant,
        questions=question_rows(asked.questions, asked.told),
        counties=asked.counties,
        county=asked.county,
        kept={"variant": asked.variant},
        told=asked.query,
        apply=f"/items/{asked.item['code']}/apply?variant={asked.variant}",
    )


def printed(request: Request) -> Reply:
    """The guide on A4, with the code that opens it on a phone; 410 for an item that is not open.

    Raises UnknownItemError.
    """
    return _sheet(request, "hall/guide_print.html")


def wall(request: Request) -> Reply:
    """The flow chart on A3, to hang up at the window; 410 for an item that is not open.

    Raises UnknownItemError.
    """
    return _sheet(request, "hall/guide_wall.html", width=WALL_WIDTH)


def _sheet(request: Request, template: str, **chart: float) -> Reply:
    from chalicelib.pages.guide import guide as drawn
    from chalicelib.pages.qr import qr_svg

    try:
        asked = _asked(request)
    except ItemSuspendedError:
        return _closed(request)
    path = f"/items/{asked.item['code']}?{asked.query}"
    return show_public(
        request,
        template,
        item=asked.item,
        guide=drawn(asked.definition, asked.edition, asked.told, **chart),
        variant=asked.variant,
        back=path,
        qr=qr_svg(settings.site_origin() + path, text("guide.qr")),
    )


def _asked(request: Request) -> Asked:
    """Raises UnknownItemError, ItemSuspendedError."""
    edition = wiring.edition()
    item = edition.item(request.params["code"])
    known = [variant["code"] for variant in item["variants"]]
    chosen = request.query.get("variant", "")
    variant = chosen if chosen in known else known[0]
    today = wiring.now().astimezone(SHANGHAI).date()
    definition = offered(edition, item["code"], variant, today=today)
    open_in = tuple(entry["county"] for entry in definition.data["delegation"] if entry["from"] <= today.isoformat())
    county = request.query.get("county", "")
    if county in open_in:
        definition = definition.handled_by(definition.unit_for(county, today))
    asked = questions(definition)
    given = {name.removeprefix(_PREFIX): value for name, value in request.query.items() if name.startswith(_PREFIX)}
    told = answers(asked, given)
    return Asked(item, variant, definition, edition, asked, told, open_in, county if county in open_in else "")


def _key(question: Question, told: Answers) -> str:
    return next(key for key, value in question.choices.items() if value == told[question.field])


def _closed(request: Request) -> Reply:
    edition = wiring.edition()
    found = edition.item(request.params["code"])
    status = found["status"] if found["status"] != "published" else "suspended"
    sentence = text(f"item_status.{status}")
    return show("hall/closed.html", status=410, item=found, sentence=sentence, unit=edition.unit(found["unit"]))
