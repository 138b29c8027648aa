"""Photos of printed sheets, as a telephone takes them in more or less light."""

import io

from PIL import Image, ImageDraw, ImageEnhance

_SIZE = (1200, 1600)
_PAPER, _INK = (243, 240, 233), (38, 36, 40)
_LINES = range(120, 1500, 38)
DAYLIGHT, NIGHT = 0.9, 0.02


def photo(title: str, light: float = DAYLIGHT, *, size: tuple[int, int] = _SIZE) -> bytes:
    """A JPEG of a sheet with this (Latin) title, at so much of full light; a smaller one shows the upper left of it."""
    sheet = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(sheet)
    for number, line in enumerate(_LINES, 1):
        pen.text((100, line), f"{title} / line {number:02}: sample of a printed page for the demo", _INK, font_size=26)
    file = io.BytesIO()
    ImageEnhance.Brightness(sheet).enhance(light).save(file, "JPEG", quality=82)
    return file.getvalue()
