"""Real files, drawn at test time, through the real decoders."""

import io
import os
import shutil
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from chalicelib.adapters.images import PREVIEW_BYTES
from chalicelib.adapters.inspector import FileInspector
from chalicelib.adapters.pdf_bomb import MOST_STREAMS, is_bomb
from chalicelib.domain.content_type import real_type
from chalicelib.domain.verdict import after_opening
from tests import pictures

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
QUARTER_TURN = 6
ORIENTATION, GPS = 0x0112, 0x8825


def code(body: bytes, content_type: str = JPEG) -> str:
    return after_opening(content_type, FileInspector().open(body, content_type).figures)


def deep(sheet: Image.Image) -> Image.Image:
    """The sheet in 16 bits of grey, as scanners store it."""
    grey = sheet.convert("L")
    pairs = bytearray(2 * grey.width * grey.height)
    pairs[1::2] = grey.tobytes()
    return Image.frombytes("I;16", grey.size, bytes(pairs))


def preview(body: bytes, content_type: str = JPEG) -> Image.Image:
    opened = FileInspector().open(body, content_type)
    assert opened.preview is not None
    assert len(opened.preview) <= PREVIEW_BYTES
    return Image.open(io.BytesIO(opened.preview))


@pytest.mark.parametrize("light", [1.0, 0.6, 0.3])
def test_a_sheet_in_usable_light_is_accepted(light: float) -> None:
    assert code(pictures.photo(light)) == ""


def test_one_line_on_a_sheet_is_enough() -> None:
    assert code(pictures.photo(lines=1)) == ""


@pytest.mark.parametrize("light", [0.2, 0.1, 0.0])
def test_a_sheet_in_the_dark_is_too_dark(light: float) -> None:
    assert code(pictures.photo(light)) == "too_dark"


@pytest.mark.parametrize("light", [1.0, 0.4])
def test_an_empty_sheet_is_blank_however_the_light_falls_on_it(light: float) -> None:
    assert code(pictures.photo(light, lines=0)) == "blank"


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", PNG), ("WEBP", WEBP)])
def test_other_kinds_of_pictures_are_read(kind: str, content_type: str) -> None:
    assert code(pictures.encoded(pictures.sheet(), kind), content_type) == ""


def test_a_phones_own_kind_of_picture_is_read() -> None:
    """Pillow cannot write HEIC, so this sheet of tests/pictures.py was encoded once, by pillow-heif 1.8.1."""
    body = (Path(__file__).parent.parent / "samples" / "photo.heic").read_bytes()
    assert code(body, "image/heic") == ""
    assert preview(body, "image/heic").size == (360, 480)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16", "CMYK"])
def test_every_way_to_store_colours_is_seen_alike(mode: str) -> None:
    sheet = pictures.sheet()
    stored = deep(sheet) if mode == "I;16" else sheet.convert(mode)
    kind, content_type = ("JPEG", JPEG) if mode == "CMYK" else ("PNG", PNG)
    assert code(pictures.encoded(stored, kind), content_type) == ""


def test_ink_on_transparent_ground_is_seen_on_white() -> None:
    layer = Image.new("RGBA", (800, 800), (0, 0, 0, 0))
    assert code(pictures.encoded(layer, "PNG"), PNG) == "blank"


def test_the_preview_is_upright_and_knows_nothing_of_the_camera() -> None:
    upright = pictures.lit(pictures.sheet(), 0.9)
    upright.paste("red", (0, 0, upright.width, 200))
    exif = Image.Exif()
    exif[ORIENTATION] = QUARTER_TURN
    exif[GPS] = {1: "N", 2: (29.0, 50.0, 0.0)}
    stored = pictures.encoded(upright.transpose(Image.Transpose.ROTATE_90), exif=exif, comment=b"home of the applicant")
    seen = preview(stored)
    red, green, _ = seen.convert("RGB").getpixel((seen.width // 2, 10))
    assert seen.height > seen.width
    assert red > 200
    assert green < 80
    assert not seen.getexif()
    assert "comment" not in seen.info


def test_even_noise_has_a_small_preview() -> None:
    noise = Image.frombytes("RGB", (1600, 1200), os.urandom(1600 * 1200 * 3))
    preview(pictures.encoded(noise, quality=95))


def test_a_cut_photo_is_broken() -> None:
    assert code(pictures.photo()[:20_000]) == "broken_picture"


def test_a_decompression_bomb_is_not_decoded() -> None:
    bomb = pictures.png_bomb()
    assert len(bomb) < 100_000
    assert code(bomb, PNG) == "too_many_pixels"


def test_pdf_files() -> None:
    assert code(pictures.pdf(), PDF) == ""
    assert code(pictures.pdf(3), PDF) == ""
    assert code(pictures.pdf(lines=0), PDF) == "blank"
    assert code(pictures.pdf(2, lines=0), PDF) == ""
    assert code(pictures.pdf_without_pages(), PDF) == "broken_pdf"
    assert code(pictures.locked_pdf(), PDF) == "encrypted_pdf"
    assert code(pictures.pdf()[:300], PDF) == "broken_pdf"
    assert preview(pictures.pdf(), PDF).height > 400


def packed_pdf(operators: bytes, times: int = 1, size: str = "0 0 595 842") -> bytes:
    """One page that draws by these operators, packed so many times."""
    return pdf_of(packed(operators, times), b"/Filter[%s]" % (b"/FlateDecode" * times), size)


def packed(operators: bytes, times: int) -> bytes:
    for _ in range(times):
        operators = zlib.compress(operators, 9)
    return operators


def pdf_of(stream: bytes, packing: bytes, size: str = "0 0 595 842", *more: bytes) -> bytes:
    """One page that draws by the stream, whose dictionary tells its packing so; `more` objects follow from number 5 on."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{size}]/Resources<</XObject<</F 5 0 R>>>>/Contents 4 0 R>>".encode(),
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), packing, stream),
        *more,
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


LINE = b"0 0 m 500 500 l S\n"


def test_a_pdf_bomb_is_not_unpacked() -> None:
    line = b"0 0 m 500 500 l S\n"
    assert code(packed_pdf(line * 50), PDF) == ""
    assert code(packed_pdf(line * 1_000, times=2), PDF) == ""
    for times in (1, 2, 3):
        bomb = packed_pdf(line * 1_000_000, times)
        assert len(bomb) < 100_000
        assert (is_bomb(bomb), code(bomb, PDF)) == (True, "broken_pdf")
    assert is_bomb(packed_pdf(line, times=4)), "nobody packs so often"


@pytest.mark.parametrize(
    "named", [b"/Fl", b"[/Fl/Fl]", b"/Flate#44ecode", b"5 0 R", b"/FlateDecode/X(obj)", b"/FlateDecode %endstream\n"]
)
def test_a_pdf_bomb_is_told_however_its_packing_is_named(named: bytes) -> None:
    bomb = packed_pdf(b"0 0 m 500 500 l S\n" * 1_000_000, times=named.count(b"Fl") or 1)
    whole = b"[%s]" % (b"/FlateDecode" * (named.count(b"Fl") or 1))
    assert is_bomb(bomb.replace(whole, named))
    assert not is_bomb(packed_pdf(b"0 0 m 500 500 l S\n").replace(b"[/FlateDecode]", named))


@pytest.mark.parametrize("line_end", [b"\r", b"\r\n", b" \n", b"%what PDFium passes over\n"])
def test_a_pdf_bomb_is_told_wherever_its_bytes_begin(line_end: bytes) -> None:
    assert is_bomb(packed_pdf(b"0 0 m 500 500 l S\n" * 1_000_000).replace(b">>stream\n", b">>stream" + line_end))


def test_a_pdf_bomb_counts_as_far_as_it_goes() -> None:
    packed = zlib.compress(b" " * 20_000_000, 9)
    assert is_bomb(b"stream\n" + packed[:-2_000] + b"\xff" * 2_000)
    hidden = zlib.compressobj(9, wbits=-15)
    tail = hidden.compress(b" " * 20_000_000) + hidden.flush()
    word = b"endstream"
    assert is_bomb(b"stream\n\x78\x9c" + b"\0\x09\0\xf6\xff" + word + tail), "the word is part of what is packed"


def test_a_pdf_of_many_streams_is_looked_at_once_from_end_to_end() -> None:
    packed = zlib.compress(b"0 0 m 500 500 l S\n")
    one = b"1 0 obj<</Length %d>>stream\n%s\nendstream\n" % (len(packed), packed)
    assert not is_bomb(one * 1_000)
    assert is_bomb(one * (MOST_STREAMS + 1))
    assert not is_bomb(b"1 0 obj<<>>stream" * MOST_STREAMS), "no line ends, so none has bytes"


def test_a_page_that_takes_too_long_to_draw_is_broken() -> None:
    """Packed otherwise than by Flate, which no look at its streams tells."""
    body = pdf_of(packed(LINE * 1_000_000, 1).hex().encode() + b">", b"/Filter[/ASCIIHexDecode/FlateDecode]")
    assert not is_bomb(body)
    spent = os.times().children_user
    assert FileInspector(seconds=1).open(body, PDF).figures.condition == "broken"
    assert os.times().children_user - spent < 4, "of its processor, however busy the machine is"


@pytest.mark.parametrize(("deep", "condition"), [(1, "sound"), (7, "broken")])
def test_a_form_may_draw_forms_but_not_for_ever(deep: int, condition: str) -> None:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]%s/Length %d>>stream\n%s\nendstream"
    many, draws = b"/F Do " * 10, b"/Resources<</XObject<</F %d 0 R>>>>"
    forms = [form % (draws % (number + 1), len(many), many) for number in range(5, 5 + deep)]
    body = pdf_of(b"/F Do", b"", "0 0 595 842", *forms, form % (b"", len(LINE), LINE))
    assert not is_bomb(body)
    assert FileInspector(seconds=1).open(body, PDF).figures.condition == condition


def test_a_process_that_does_not_start_says_nothing_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="could not be tried"):
        FileInspector().open(packed_pdf(LINE), PDF)


@pytest.mark.parametrize("size", ["0 0 1e9 1e9", "0 0 0 0", "0 0 14400 1", "0 0 1 14400", "-5 -5 5 5", "a b c d"])
def test_a_page_of_an_impossible_size_is_drawn_small_or_not(size: str) -> None:
    assert FileInspector().open(packed_pdf(b"0 0 m 9 9 l S", size=size), PDF).figures.condition in ("sound", "broken")


@pytest.mark.parametrize(
    "tail", [b"PK\x03\x04 evil.jar", b"<script>alert(1)</script>", b"MZ\x90 a program", b"%PDF-1.7 x"]
)
def test_a_file_of_two_kinds_is_the_one_that_is_drawn(tail: bytes) -> None:
    """Whoever looks sees the picture drawn anew; the file itself is stored and sent under its verdict's type only."""
    for content_type, body in WHOLE:
        both = body + tail
        assert real_type(both) == content_type
        shown = FileInspector().open(both, content_type).preview
        assert shown is None or tail not in shown
    assert real_type(b"<script>alert(1)</script>" + WHOLE[0][1]) in ("other", "application/pdf")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_a_file_holds_the_inspector_answers(data: st.DataObject) -> None:
    """Bytes changed anywhere in a real file never raise."""
    content_type, body = data.draw(st.sampled_from(WHOLE))
    changed = bytearray(body)
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), max_size=20)):
        changed[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(body)))
    opened = FileInspector().open(bytes(changed[:cut]), content_type)
    assert opened.figures.condition in ("sound", "encrypted", "broken", "too_many_pixels")
    assert opened.figures.condition != "sound" or opened.preview is not None


SMALL = pictures.sheet(300, 400, 12)
WHOLE = [
    (JPEG, pictures.encoded(SMALL)),
    (PNG, pictures.encoded(SMALL, "PNG")),
    (WEBP, pictures.encoded(SMALL, "WEBP")),
    (PDF, pictures.encoded(SMALL, "PDF")),
]
