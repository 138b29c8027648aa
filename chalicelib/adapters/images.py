"""Pictures: decoded once at a small size, measured, and drawn again as a preview that carries nothing but the picture.

Pillow decodes; pi-heif (libheif and libde265, decoding only) adds HEIC without the GPL encoder that pillow-heif ships.
"""

import io
from typing import Final

import pi_heif
from PIL import Image, ImageChops, ImageFilter, ImageOps

from chalicelib.domain.verdict import MAX_PIXELS, Figures, Light
from chalicelib.ports import Opened

PREVIEW_BYTES: Final = 60_000
MEASURED_EDGE: Final = 800
_EDGES: Final = (1200, 1000, 800, 600, 400)
_QUALITIES: Final = (75, 60, 45)
_DECODED_EDGE: Final = 1600
_STANDS_OUT: Final = 24
_BLUR: Final = 8
_BRIGHT_SHARE: Final = 0.95
_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}

pi_heif.register_heif_opener(thumbnails=False)
# Sizes are checked here, before anything is decoded; Pillow's own check only warns.
Image.MAX_IMAGE_PIXELS = None


def open_picture(body: bytes, content_type: str) -> Opened:
    """Figures and preview of a JPEG, PNG, WebP or HEIC file."""
    try:
        with Image.open(io.BytesIO(body), formats=(_FORMATS[content_type],)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return Opened(Figures("too_many_pixels"), None)
            drawn = _drawn(picture)
    except Exception:  # noqa: BLE001 - decoders raise whatever a forged file makes of them
        return Opened(Figures("broken"), None)
    return Opened(Figures("sound", 1, light(drawn)), preview(drawn))


def light(drawn: Image.Image) -> Light:
    grey = drawn.convert("L")
    grey.thumbnail((MEASURED_EDGE, MEASURED_EDGE), Image.Resampling.BOX)
    surroundings = grey.filter(ImageFilter.GaussianBlur(_BLUR))
    differences = ImageChops.difference(grey, surroundings).histogram()
    return Light(_bright(grey.histogram()), sum(differences[_STANDS_OUT + 1 :]) / sum(differences))


def preview(drawn: Image.Image) -> bytes:
    """A JPEG of at most 60 KB, as large and fine as fits. Each size is reduced from the one before, which has fewer
    pixels to look at."""
    encoded, small = b"", drawn.copy()
    for edge in _EDGES:
        small.thumbnail((edge, edge))
        for quality in _QUALITIES:
            encoded = _jpeg(small, quality)
            if len(encoded) <= PREVIEW_BYTES:
                return encoded
    return encoded


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    """The bare pixels on paper white: no metadata, no transparency."""
    if picture.mode == "RGB" and "transparency" not in picture.info:
        bare = picture.copy()
        bare.info.clear()
        return bare
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _drawn(picture: Image.Image) -> Image.Image:
    """Decoded, reduced, upright. JPEG decodes at a fraction of its size where asked to before it is loaded."""
    picture.draft("RGB", (_DECODED_EDGE, _DECODED_EDGE))
    picture.load()
    picture.thumbnail((_DECODED_EDGE, _DECODED_EDGE), Image.Resampling.BOX)
    return on_white(ImageOps.exif_transpose(picture))


def _bright(histogram: list[int]) -> int:
    """The level under which 95 % of the pixels lie."""
    wanted, seen = _BRIGHT_SHARE * sum(histogram), 0
    for level, count in enumerate(histogram):
        seen += count
        if seen >= wanted:
            return level
    return len(histogram) - 1
