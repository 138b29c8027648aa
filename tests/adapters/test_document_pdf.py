"""Pages of documents: nothing runs over an edge, nothing is lost between pages, lines break as Chinese is set."""

import io
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from chalicelib.adapters.document_pdf import BOTTOM, END_HEIGHT, LEFT, QR_SIDE, DocumentPdfPrinter
from chalicelib.domain.document.letter import Letter, Section
from chalicelib.ports import UnprintableError
from chalicelib.texts.line_breaks import broken


def letter(*sections: Section, **changed: Any) -> Letter:
    plain = Letter(
        heading="咸宁市规划局",
        title="受理通知书",
        number="咸规划局〔2026〕受理字第ABCDE23456-2号",
        addressee="王小明：",
        sections=sections,
        signatures=("申请人", "主持人", "记录人"),
        authority="咸宁市规划局",
        dated="2026年3月3日",
        issued_on="2026-03-03",
        verify_url="https://hall.test/document?n=ABCDE23456-2&k=ABCDEFGHJK234567",
        verify_note=("扫码查验真伪", "查验码：ABCD-EFGH-JK23-4567"),
        seal_mark="示例",
        footnote="示例文书",
        page="第{page}页，共{pages}页",
    )
    return replace(plain, **changed)


def pages(of: Letter) -> list[str]:
    reader = PdfReader(io.BytesIO(DocumentPdfPrinter().print(of)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def test_a_long_document_goes_on_and_every_page_is_numbered() -> None:
    rows = tuple((f"材料{number}", "请补正" * 30) for number in range(24))
    paragraphs = tuple(f"第{number}段，" + "内容" * 60 for number in range(12))
    found = pages(letter(Section("", paragraphs, rows)))
    assert len(found) > 2
    for number, page in enumerate(found, 1):
        assert f"第{number}页，共{len(found)}页" in page
        assert "ABCDE23456-2号" in page
    whole = "".join(found)
    for number in range(12):
        assert f"第{number}段" in whole
    assert whole.count("请补正") == 24 * 30
    assert found[-1].count("咸宁市规划局") >= 1


def test_a_table_cell_longer_than_a_page_is_not_lost() -> None:
    found = pages(letter(Section("", (), (("意见", "长" * 3000),))))
    assert "".join(found).count("长") == 3000


def test_nothing_is_printed_outside_the_margins() -> None:
    wide = Section("理由", ("A" * 300, "《" * 80, "，" * 80, "很长的话" * 40), (("标" * 60, "https://" + "x" * 200),))
    pdf = pypdfium2.PdfDocument(DocumentPdfPrinter().print(letter(wide)))
    for page in pdf:
        image = page.render(scale=2, grayscale=True).to_pil()
        millimetre = image.width / 210
        for left, right in ((0, 24), (190, 210)):
            strip = image.crop((int(left * millimetre), 0, int(right * millimetre), image.height))
            assert strip.getextrema() == (255, 255)


def test_the_qr_code_is_the_address_of_the_verification() -> None:
    drawn = letter(Section("", ("内容",)))
    image = pypdfium2.PdfDocument(DocumentPdfPrinter().print(drawn))[0].render(scale=4, grayscale=True).to_pil()
    matrix = segno.make(drawn.verify_url, error="m").matrix
    millimetre, module = image.width / 210, QR_SIDE * image.width / 210 / len(matrix)
    left, top = LEFT * millimetre, (BOTTOM - END_HEIGHT + 2) * millimetre
    for line, row in enumerate(matrix):
        for column, dark in enumerate(row):
            at = (int(left + (column + 0.5) * module), int(top + (line + 0.6) * module))
            assert (image.getpixel(at) < 128) == bool(dark), (line, column)


def test_a_character_without_a_glyph_is_no_gap_but_an_error() -> None:
    with pytest.raises(UnprintableError) as refused:
        DocumentPdfPrinter().print(letter(Section("", ("𠮷",))))
    assert str(refused.value) == "U+20BB7"


TEXT = st.text(st.sampled_from("规划局，。、《》（）“”；AB12-"), max_size=80)


@given(TEXT, st.integers(8, 20))
def test_lines_fit_hold_the_whole_text_and_begin_and_end_as_they_may(text: str, room: int) -> None:
    lines = broken(text, len, room, room - 2)
    assert "".join(lines) == text
    assert all(len(line) <= room for line in lines)
    for before, line in pairwise(lines):
        parted = re.search("[《（“]*([AB12-]+|.)?[，。、》）”；]*$", before)
        joined = re.match("([AB12-]+|.)?[，。、》）”；]*", line)
        assert parted
        assert joined
        if line[0] in "，。、》）”；" or before[-1] in "《（“":
            assert len(parted[0] + joined[0]) > room / 4, "only what is longer than a line is parted"


def test_punctuation_stays_with_its_word_and_numbers_stay_whole() -> None:
    assert broken("依照《法》，我局决定", len, 4, 4) == ["依照", "《法》，", "我局决定"]
    assert broken("共20个工作日", len, 3, 2) == ["共", "20个", "工作日"]
    assert broken("编号ABCDE23456-2号", len, 12, 12) == ["编号", "ABCDE23456-2", "号"]
