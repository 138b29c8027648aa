"""Application forms as PDF: everything is on the pages, nothing runs over an edge, a form is the same bytes each time."""

import io
from dataclasses import replace

import pypdfium2
import pytest
from pypdf import PdfReader

from chalicelib.adapters.form_pdf import BOX, LEFT, RIGHT, TICKED, FormPdfPrinter
from chalicelib.domain.paper_form import Blank, Paper, PaperForm, Part
from chalicelib.ports import UnprintableError
from chalicelib.usecases.lay_out_form import lay_out_form
from tests.sample import INSTANT, JOINT, edition

MM = 72 / 25.4


def form(item: str = INSTANT, *, sample: bool = False) -> PaperForm:
    return lay_out_form(edition().definition(item, f"{item}-1"), edition(), sample=sample, site="https://hall.test")


def pages(of: PaperForm) -> list[str]:
    reader = PdfReader(io.BytesIO(FormPdfPrinter().print(of)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize("sample", [False, True])
@pytest.mark.parametrize("item", [INSTANT, JOINT])
def test_everything_stands_on_it(item: str, *, sample: bool) -> None:
    laid_out = form(item, sample=sample)
    found = pages(laid_out)
    whole = "".join(found)
    for number, page in enumerate(found, 1):
        assert f"第{number}页，共{len(found)}页" in page
        assert ("样表" in page) == sample
    wanted = [laid_out.title, laid_out.declaration, *laid_out.signatures, laid_out.papers_heading]
    wanted += [paper.name for paper in laid_out.papers]
    for part in laid_out.parts:
        wanted.append(part.heading)
        for blank in part.blanks:
            wanted += [blank.label, blank.hint, blank.value, *blank.choices]
    missing = [words for words in wanted if "".join(words.split()) not in whole]
    assert missing == []


def test_the_chosen_box_is_filled() -> None:
    blank = Blank("种类", choices=("甲", "乙", "丙"), value="乙")
    (page,) = pages(replace(form(), parts=(Part("申请", (blank,)),)))
    assert f"{BOX}甲{TICKED}乙{BOX}丙" in page


def test_a_long_form_goes_on_and_stays_inside_the_edges() -> None:
    long = tuple(
        Blank(f"很长的字段名称第{number}项" * 2, "提示" * 60, tuple(f"选择{n}" * 3 for n in range(9)), lines=4)
        for number in range(30)
    )
    papers = tuple(Paper(f"材料{number}" * 20, "原件1份", "需要时才交") for number in range(30))
    laid_out = replace(form(), title="很长的名称" * 12, parts=(Part("申请", long),), papers=papers)
    document = pypdfium2.PdfDocument(FormPdfPrinter().print(laid_out))
    assert len(document) > 3
    for page in document:
        text = page.get_textpage()
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            assert (LEFT - 4) * MM <= left < right <= (RIGHT + 4) * MM
            assert 0 < bottom < top < page.get_height()
    document.close()


def test_the_same_form_is_the_same_file() -> None:
    assert FormPdfPrinter().print(form()) == FormPdfPrinter().print(form())


def test_a_letter_that_the_font_lacks_is_no_gap() -> None:
    with pytest.raises(UnprintableError):
        FormPdfPrinter().print(replace(form(), title="\U0001f642"))
