import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pytest
import segno
from pylopdf_fonts_zh_cn import serif_path
from pypdf import PdfReader

from chalicelib.adapters.certificate_pdf import LAYOUTS, PdfPrinter
from chalicelib.domain.certificate_kind import LAYOUTS as ROOM
from chalicelib.domain.certificate_kind import LONGEST_SENTENCE
from chalicelib.ports import Sheet, UnprintableError
from tests.cities import SECOND_CITY

FONT_SHA256 = "e8f396decc1f0963a016a989c3d8852e863d1350996f573860a80767c83a1cd3"


def sheet(**changed: Any) -> Sheet:
    values: dict[str, Any] = {
        "layout": "landscape",
        "heading": "咸宁市政务服务中心",
        "title": "高级中学教师资格证书",
        "number": "编号：XNJSZ2026ABCDE23456",
        "statement": "经审查，申请人符合法定条件，准予行政许可，特发此证。",
        "rows": (("持证人", "王小明"), ("身份证号", "421202************"), ("有效期", "长期有效")),
        "authority": "咸宁市教育局",
        "dated": "2026年3月3日",
        "issued_on": "2026-03-03",
        "verify_url": "https://hall.test/v/ABCDE23456?k=ABCDEFGHJK234567",
        "verify_note": ("扫码查验真伪", "查验码：ABCD-EFGH-JK23-4567"),
        "seal_image": b"",
        "seal_text": "咸宁市教育局",
        "seal_mark": "示例",
        "footnote": "示例证照",
    }
    return Sheet(**{**values, **changed})


def text_of(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0]
    return str(page.get_textpage().get_text_range())


def compact(text: str) -> str:
    return "".join(text.split())


def test_the_page_says_what_the_sheet_says_to_two_readers() -> None:
    pdf = PdfPrinter().print(sheet())
    other = compact(PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
    for words in (
        "王小明",
        "XNJSZ2026ABCDE23456",
        "高级中学教师资格证书",
        "421202************",
        "示例",
        "咸宁市教育局",
    ):
        assert words in compact(text_of(pdf))
        assert words in other


def test_every_font_is_embedded_as_a_subset() -> None:
    reader = PdfReader(io.BytesIO(PdfPrinter().print(sheet())))
    assert len(reader.pages) == 1
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert fonts
    for font in (fonts[name].get_object() for name in fonts):
        (descendant,) = font["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"]
        assert descriptor["/FontName"][7:8] == "+"
        assert len(descriptor["/FontFile2"].get_object().get_data()) < 60_000
        assert "/ToUnicode" in font
        assert font["/Encoding"] == "/Identity-H"


def test_the_same_sheet_gives_the_same_bytes_and_another_others() -> None:
    assert PdfPrinter().print(sheet()) == PdfPrinter().print(sheet())
    assert PdfPrinter().print(sheet()) != PdfPrinter().print(sheet(issued_on="2026-03-04"))


def test_the_qr_code_is_the_address_of_the_verification() -> None:
    """The drawn page is read module by module and compared with the code of the address."""
    drawn = sheet()
    image = pypdfium2.PdfDocument(PdfPrinter().print(drawn))[0].render(scale=4, grayscale=True).to_pil()
    matrix = segno.make(drawn.verify_url, error="m").matrix
    millimetre = image.width / 297
    left, top, module = 40 * millimetre, 146 * millimetre, 34 * millimetre / len(matrix)
    for line, row in enumerate(matrix):
        for column, dark in enumerate(row):
            at = (int(left + (column + 0.5) * module), int(top + (line + 0.6) * module))
            assert (image.getpixel(at) < 128) == bool(dark), (line, column)


def test_a_portrait_page_says_the_same_with_the_citys_own_seal_on_it() -> None:
    seal = (SECOND_CITY / "seals" / "market.png").read_bytes()
    rows = tuple((f"第{number}行", "市民大道一号" * number) for number in range(1, 11))
    drawn = sheet(layout="portrait", rows=rows, seal_image=seal)
    pdf = PdfPrinter().print(drawn)
    assert pdf == PdfPrinter().print(drawn)
    page = pypdfium2.PdfDocument(pdf)[0]
    assert page.get_width() < page.get_height()
    for label, value in rows:
        assert label in compact(text_of(pdf))
        assert value in compact(text_of(pdf))
    image = page.render(scale=2).to_pil()
    x, y = (round(part * image.width / 210) for part in LAYOUTS["portrait"].seal)
    ring = round(18.3 * image.width / 210)
    red, green, _ = image.getpixel((x + ring, y))
    assert red > green + 60, "the image's ring, where a seal is"
    assert "示例" not in compact(text_of(pdf)).replace("示例证照", ""), "no drawn seal below it"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_as_many_rows_as_the_check_allows_end_before_what_is_below(layout: str) -> None:
    most, place = ROOM[layout], LAYOUTS[layout]
    drawn = sheet(
        layout=layout, rows=tuple(("一行", "很长的内容" * 24) for _ in range(most)), statement="好" * LONGEST_SENTENCE
    )
    with opened(PdfPrinter().print(drawn)) as page:
        statement = [box for box, char in characters(page) if char == "好"]
        assert max(box[3] for box in statement) <= place.room_until + 1
        assert max(box[2] for box in statement) <= place.width - 20


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document[0]
    finally:
        document.close()


def characters(page: Any) -> list[tuple[tuple[float, float, float, float], str]]:
    """(left, top, right, bottom) in millimetres from the page's upper left, and the character."""
    texts, found = page.get_textpage(), []
    for index in range(texts.count_chars()):
        left, bottom, right, top = (part * 25.4 / 72 for part in texts.get_charbox(index))
        height = page.get_height() * 25.4 / 72
        found.append(((left, height - top, right, height - bottom), texts.get_text_range(index, 1)))
    return found


@pytest.mark.parametrize("name", ["咸宁市" + "某" * 100 + "有限责任公司", "A" * 120, "䶮㛃·阿卜杜拉"])
def test_long_and_rare_names_stay_on_the_page(name: str) -> None:
    pdf = PdfPrinter().print(sheet(rows=(("持证单位", name), ("有效期", "长期有效"))))
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert name in compact(text_of(pdf))


@pytest.mark.parametrize("change", [{"rows": (("持证人", "𠮷小明"),)}, {"title": "证\x07"}])
def test_a_character_without_a_glyph_is_no_gap_but_an_error(change: dict[str, Any]) -> None:
    with pytest.raises(UnprintableError) as refused:
        PdfPrinter().print(sheet(**change))
    assert str(refused.value) in ("U+20BB7", "U+0007")


def test_the_font_is_the_one_that_upstream_published() -> None:
    assert hashlib.sha256(serif_path().read_bytes()).hexdigest() == FONT_SHA256
