from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.content_type import EXECUTABLE, OTHER, real_type
from chalicelib.domain.verdict import (
    ACCEPTED,
    BRIGHT_ENOUGH,
    INK_ENOUGH,
    MAX_BYTES,
    Figures,
    Light,
    after_opening,
    before_opening,
)
from chalicelib.texts import error_text
from tests import pictures

PDF = "application/pdf"
STARTS = {
    b"MZ\x90\x00": EXECUTABLE,
    b"\x7fELF\x02\x01\x01": EXECUTABLE,
    b"\xcf\xfa\xed\xfe\x07": EXECUTABLE,
    b"#!/bin/sh\nrm -rf /\n": EXECUTABLE,
    b"\xff\xd8\xff\xe0\x00\x10JFIF": "image/jpeg",
    b"\x89PNG\r\n\x1a\n\x00\x00": "image/png",
    b"RIFF\x10\x00\x00\x00WEBPVP8 ": "image/webp",
    b"RIFF\x10\x00\x00\x00WAVEfmt ": OTHER,
    b"\x00\x00\x00\x18ftypheic\x00": "image/heic",
    b"\x00\x00\x00\x18ftypmp42\x00": OTHER,
    b"%PDF-1.7\n": PDF,
    b"\xef\xbb\xbf\r\n%PDF-1.4\n": PDF,
    b"<!DOCTYPE html><script>": OTHER,
    b"<svg xmlns='http://www.w3.org/2000/svg'>": OTHER,
    b"GIF89a": OTHER,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OTHER,
    b"": OTHER,
}
lights = st.builds(Light, st.integers(0, 255), st.floats(0, 1))


def test_the_type_is_what_the_content_says() -> None:
    assert {start: real_type(start) for start in STARTS} == STARTS
    assert real_type(pictures.zipped()) == OTHER


def test_a_program_that_goes_on_like_a_pdf_is_a_program() -> None:
    assert real_type(b"MZ" + b"\0" * 60 + b"%PDF-1.4") == EXECUTABLE


@given(st.integers(0, 3 * MAX_BYTES), st.sampled_from([*ACCEPTED, EXECUTABLE, OTHER]))
def test_only_a_file_of_right_size_and_type_is_opened(size: int, content_type: str) -> None:
    code = before_opening(size, content_type)
    assert (code == "") == (0 < size <= MAX_BYTES and content_type in ACCEPTED)


@given(lights)
def test_a_photo_is_accepted_exactly_in_light_and_with_something_on_it(light: Light) -> None:
    code = after_opening("image/jpeg", Figures("sound", 1, light))
    assert (code == "") == (light.bright >= BRIGHT_ENOUGH and light.ink >= INK_ENOUGH)
    assert code in ("", "too_dark", "blank")


@given(lights, st.integers(2, 500))
def test_of_several_pages_the_first_may_be_empty_or_dark(light: Light, pages: int) -> None:
    assert after_opening(PDF, Figures("sound", pages, light)) == ""


def test_every_refusal_has_a_sentence_that_says_what_to_do() -> None:
    dark, empty, seen = Light(10, 0.2), Light(240, 0.0), Light(240, 0.2)
    codes = {
        before_opening(0, PDF),
        before_opening(MAX_BYTES + 1, PDF),
        before_opening(9, EXECUTABLE),
        before_opening(9, OTHER),
        after_opening(PDF, Figures("encrypted")),
        after_opening(PDF, Figures("broken")),
        after_opening(PDF, Figures("sound", 0)),
        after_opening(PDF, Figures("sound", 1, empty)),
        after_opening("image/jpeg", Figures("broken")),
        after_opening("image/png", Figures("too_many_pixels")),
        after_opening("image/webp", Figures("sound", 1, dark)),
    }
    assert after_opening("image/heic", Figures("sound", 1, seen)) == ""
    assert codes == {
        "empty",
        "too_large",
        "executable",
        "wrong_type",
        "encrypted_pdf",
        "broken_pdf",
        "blank",
        "broken_picture",
        "too_many_pixels",
        "too_dark",
    }
    assert all("请" in error_text(code, megabytes=10).detail for code in codes)
