"""The guide of every published variant, drawn as the phone shows it: whole, small, and without a hole in it."""

import gzip
import re
from datetime import date

import pytest

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.guide_answers import questions
from chalicelib.pages.guide import guide, question_rows
from chalicelib.pages.render import render
from tests.cities import SECOND_CITY
from tests.sample import city_in, definitions_by_unit, edition

LARGEST_PAGE = 14_600
HEADINGS = ("多久办好", "谁可以办", "要准备的材料", "收费", "怎么办", "在哪里办，问谁", "法律依据")


def page(definition: Definition) -> str:
    item = edition().item(definition.item)
    return render(
        "hall/item.html",
        city=edition().city,
        nonce="",
        today=date(2026, 11, 26),
        item=item,
        guide=guide(definition, edition()),
        variant=definition.variant,
        questions=question_rows(questions(definition), {}),
        counties=tuple(entry["county"] for entry in definition.data["delegation"]),
        county="",
        kept={"variant": definition.variant},
        told=f"variant={definition.variant}",
        apply=f"/items/{definition.item}/apply?variant={definition.variant}",
        published=[],
        coming=[],
    )


@pytest.mark.parametrize("unit", definitions_by_unit())
def test_it_is_whole_and_small(unit: str) -> None:
    for definition in definitions_by_unit()[unit]:
        html = page(definition)
        assert len(gzip.compress(html.encode(), 6)) <= LARGEST_PAGE, definition.variant
        headings = re.findall(r"<h2>(.*?)</h2>", html)
        assert [heading for heading in HEADINGS if heading not in headings] == [], definition.variant
        for words in (definition.name, definition.data["telephone"], definition.data["window"]):
            assert words in html, definition.variant
        assert html.count('<svg class="chart"') == 1, definition.variant
        assert "None" not in re.sub(r"<[^>]+>", "", html.partition("</style>")[2]), definition.variant


def test_another_citys_are_too() -> None:
    with city_in(SECOND_CITY):
        for unit in definitions_by_unit():
            test_it_is_whole_and_small(unit)
