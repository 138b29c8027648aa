"""Whether an uploaded file can serve as a page of a material: pure rules over what was measured."""

from dataclasses import dataclass
from typing import Final, Literal

from chalicelib.domain.content_type import EXECUTABLE

ACCEPTED: Final = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")
MAX_MEGABYTES: Final = 10
MAX_BYTES: Final = MAX_MEGABYTES * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
"""A decoded photo of this size takes 150 MB; a bomb of a few kilobytes decodes to thousands of times that."""

BRIGHT_ENOUGH: Final = 60
"""Least 95th percentile of brightness. Paper in a dim room still reaches 90; at 60 print no longer stands out."""

INK_ENOUGH: Final = 0.0004
"""Least share of pixels that stand out from their surroundings: a signature alone on a sheet makes 0.001."""

Condition = Literal["sound", "encrypted", "broken", "too_many_pixels"]


@dataclass(frozen=True)
class Light:
    """Figures of a picture reduced to 800 pixels: `bright` is the 95th percentile of luminance (0 to 255), `ink` the
    share of pixels that differ from the blurred picture by more than 24, so that even light across blank paper is 0."""

    bright: int
    ink: float


@dataclass(frozen=True)
class Figures:
    """What a decoder found; `pages` is 1 for a picture, `light` is absent where nothing could be drawn."""

    condition: Condition
    pages: int = 0
    light: Light | None = None


def before_opening(size: int, content_type: str) -> str:
    """The refusal's code by size and real type alone, empty where the file is worth opening."""
    if size == 0:
        return "empty"
    if size > MAX_BYTES:
        return "too_large"
    if content_type == EXECUTABLE:
        return "executable"
    return "" if content_type in ACCEPTED else "wrong_type"


def after_opening(content_type: str, figures: Figures) -> str:
    """The refusal's code by what the decoder found, empty where the page is accepted."""
    pdf = content_type == "application/pdf"
    if figures.condition == "encrypted":
        return "encrypted_pdf"
    if figures.condition == "too_many_pixels":
        return "too_many_pixels"
    if figures.condition == "broken" or figures.pages < 1:
        return "broken_pdf" if pdf else "broken_picture"
    return _by_light(figures.light, pdf=pdf, pages=figures.pages)


def _by_light(light: Light | None, *, pdf: bool, pages: int) -> str:
    """A dark cover is a PDF's right, and an empty first sheet says nothing about the others."""
    if light is None or pages > 1:
        return ""
    if light.bright < BRIGHT_ENOUGH and not pdf:
        return "too_dark"
    return "blank" if light.ink < INK_ENOUGH else ""
