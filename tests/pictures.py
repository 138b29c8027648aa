"""Files as people send them, drawn at test time: photos of paper, and what is not one."""

import io
import zipfile
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WHITE, INK = (243, 240, 233), (38, 36, 40)
LINES = [f"No. {number:03} application for a certificate of qualification, page one" for number in range(36)]


@cache
def sheet(width: int = 1500, height: int = 2000, lines: int = 36) -> Image.Image:
    """A printed sheet under even light, an arrow pointing up at its top. Everybody gets the same one: nobody writes on it."""
    paper = Image.new("RGB", (width, height), WHITE)
    pen = ImageDraw.Draw(paper)
    font = ImageFont.load_default(size=width // 50)
    for number, line in enumerate(LINES[:lines]):
        pen.text((width // 12, height // 12 + number * height // 42), line, INK, font)
    return paper


def lit(paper: Image.Image, light: float, *, falloff: float = 0.0) -> Image.Image:
    """The sheet as a camera sees it at so much of full light, less towards the right edge by `falloff`."""
    shade = Image.linear_gradient("L").rotate(90).resize(paper.size)
    shade = shade.point(lambda value: int(255 * light * (1 - falloff * value / 255)))
    noise = Image.effect_noise((paper.width // 4, paper.height // 4), 10).resize(paper.size)
    dimmed = Image.composite(paper, Image.new("RGB", paper.size), shade)
    return Image.blend(dimmed, Image.merge("RGB", [noise] * 3), 0.03).filter(ImageFilter.GaussianBlur(0.7))


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def photo(light: float = 0.9, lines: int = 36, **options: Any) -> bytes:
    return encoded(lit(sheet(lines=lines), light, falloff=0.35), quality=85, **options)


def pdf(pages: int = 1, *, lines: int = 36) -> bytes:
    """A PDF of scanned sheets."""
    first, *others = [sheet(600, 800, lines) for _ in range(pages)]
    return encoded(first, "PDF", save_all=True, append_images=others)


def pdf_object(number: int, content: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, content)


def _pdf_file(objects: list[bytes], trailer: bytes) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += pdf_object(number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    end = b"trailer\n<< /Root 1 0 R /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(body))
    return body + head + table + end


def pdf_without_pages() -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]
    return _pdf_file(objects, b"")


def locked_pdf() -> bytes:
    """Encrypted for a password that nobody gave (standard handler, revision 2; the check value is no password's)."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -64 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>",
    ]
    return _pdf_file(objects, b"/Encrypt 4 0 R /ID [<" + b"43" * 16 + b"> <" + b"43" * 16 + b">]")


def png_bomb(edge: int = 20_000) -> bytes:
    """A few kilobytes of header and zeros that claim hundreds of millions of pixels."""
    return encoded(Image.new("1", (edge, edge)), "PNG")


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return file.getvalue()
