"""A PDF whose streams unpack to far more than a page needs: told before anything opens it.

PDFium unpacks whatever a page names: two kilobytes, packed twice, become a gigabyte of operators and a minute of drawing.
What a stream's dictionary says of its packing may be written in many ways or elsewhere, so it is not asked: what unpacks
counts as packed.
"""

import re
import zlib
from typing import Final

MOST_OF_A_PICTURE: Final = 128 * 1024 * 1024
MOST_OF_A_STREAM: Final = 16 * 1024 * 1024
MOST_TOGETHER: Final = 1024 * 1024 * 1024
"""Bytes unpacked: a picture of A4 at 600 dpi in colour has 105 MB; what a page draws, in text, has kilobytes."""

MOST_STREAMS: Final = 20_000
"""A scan has one or two to a page."""

_DEFLATE: Final = 8
_DEEPEST: Final = 3
_LONGEST_DICTIONARY: Final = 4096
_PIECE: Final = 16 * 1024
_STEP: Final = 256 * 1024
_STREAM: Final = re.compile(rb"(?<!end)stream")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")


def is_bomb(body: bytes) -> bool:
    """Whether a stream of the PDF, or all of them together, unpack to more than that, or there are too many. What is packed
    otherwise than by Flate first is not looked at."""
    together, begins = 0, 0
    for number, found in enumerate(_STREAM.finditer(body)):
        if begins < found.end():
            line_end = _LINE_END.search(body, found.end())
            if line_end is None:
                return False
            begins = line_end.end()
        if number >= MOST_STREAMS:
            return True
        if not _is_packed(body[begins : begins + 2]):
            continue
        described = body[max(0, found.start() - _LONGEST_DICTIONARY) : found.start()].rpartition(b"obj")[2]
        most = MOST_OF_A_PICTURE if b"/Image" in described else MOST_OF_A_STREAM
        unpacking = _Unpacking(most)
        together += unpacking.read(memoryview(body)[begins:])
        if unpacking.over or together > MOST_TOGETHER:
            return True
    return False


def _is_packed(head: bytes) -> bool:
    """Whether so begins what Flate has packed (RFC 1950, 2.2)."""
    return head[:1] != b"" and head[0] & 0x0F == _DEFLATE and int.from_bytes(head) % 31 == 0


class _Unpacking:
    """Unpacks as far as what it reads is packed, and what comes of that again. `over`: to more than `most`, or packed more
    often than anybody does; what is broken counts as far as it goes, to the last _STEP."""

    def __init__(self, most: int, depth: int = 1) -> None:
        self.over = False
        self._most = most
        self._depth = depth
        self._size = 0
        self._stream = zlib.decompressobj()
        self._broken = False
        self._inner: _Unpacking | None = None

    def read(self, packed: memoryview) -> int:
        """To the end of what is packed; the bytes that this took, of what went in or what came out."""
        read = 0
        while read < len(packed) and self._goes_on:
            piece = packed[read : read + _PIECE]
            self.feed(piece)
            read += len(piece)
        return max(self._size, read)

    def feed(self, packed: bytes | memoryview) -> None:
        while len(packed) and self._goes_on:
            try:
                out = self._stream.decompress(packed, _STEP)
            except zlib.error:
                self._broken = True
                return
            packed = self._stream.unconsumed_tail
            self._take(out)

    @property
    def _goes_on(self) -> bool:
        return not (self.over or self._broken or self._stream.eof)

    def _take(self, out: bytes) -> None:
        if not out:
            return
        self._size += len(out)
        self._inner = self._inner or _Unpacking(self._most, self._depth + 1)
        self._inner.feed(out)
        self.over = self._depth > _DEEPEST or self._size > self._most or self._inner.over
