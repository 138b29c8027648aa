"""The type of a file by its content: names and declared types are what a stranger says."""

from typing import Final

EXECUTABLE: Final = "executable"
OTHER: Final = "other"

_STARTS: Final = {
    EXECUTABLE: (
        b"MZ",
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"dex\n",
        b"\x00asm",
        b"#!",
        b"L\x00\x00\x00\x01\x14\x02\x00",
    ),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
}
"""Executables are of Windows, Linux, Mach-O (both orders, universal), Android, WebAssembly, scripts, Windows shortcuts."""

_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_PDF_WITHIN: Final = 1024
"""Readers accept a PDF whose header stands within its first 1024 bytes (ISO 32000-1, Annex H, note 13)."""


def real_type(body: bytes) -> str:
    """The media type where it is one that a material may have, else EXECUTABLE or OTHER."""
    for content_type, starts in _STARTS.items():
        if body.startswith(starts):
            return content_type
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:8] == b"ftyp" and body[8:12] in _HEIC_BRANDS:
        return "image/heic"
    if b"%PDF-" in body[:_PDF_WITHIN]:
        return "application/pdf"
    return OTHER
