"""A PDF whose streams unpack to far more than a page needs: told before anything opens it.

PDFium unpacks whatever a page names: two kilobytes, packed twice, become a gigabyte of operators and a minute of drawing.
"""

import re
import zlib
from typing import Final

MOST_OF_A_PICTURE: Final = 128 * 1024 * 1024
MOST_OF_A_STREAM: Final = 16 * 1024 * 1024
MOST_TOGETHER: Final = 1024 * 1024 * 1024
"""Bytes unpacked: a picture of A4 at 600 dpi in colour has 105 MB; what a page draws, in text, has kilobytes."""

_DEEPEST: Final = 3
_FLATE: Final = b"/FlateDecode"
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")


def is_bomb(body: bytes) -> bool:
    """Whether a stream of the PDF, or all of them together, unpack to more than that. What is packed otherwise than by
    Flate is not looked at."""
    together = 0
    for found in _STREAM.finditer(body):
        described = body[max(0, body.rfind(b"obj", 0, found.start())) : found.start()]
        most = MOST_OF_A_PICTURE if b"/Image" in described else MOST_OF_A_STREAM
        size = _unpacked(body[found.end() :], described.count(_FLATE), most)
        together += size
        if size > most or together > MOST_TOGETHER:
            return True
    return False


def _unpacked(packed: bytes, times: int, most: int) -> int:
    """The size after so many unpackings, or one more than `most`; what is broken counts as far as it goes."""
    if times > _DEEPEST:
        return most + 1
    data = packed
    for _ in range(times):
        try:
            data = zlib.decompressobj().decompress(data, most + 1)
        except zlib.error:
            return 0
    return len(data) if times else 0
