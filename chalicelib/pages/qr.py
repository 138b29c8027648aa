"""A QR code as inline SVG, small enough for a phone page and dark enough for a printed receipt."""

import io

import segno
from markupsafe import Markup


def qr_svg(content: str, title: str) -> Markup:
    """The SVG element; its colour is the text's, its size the style sheet's (class `qr`)."""
    drawn = io.BytesIO()
    segno.make(content, error="m").save(
        drawn,
        kind="svg",
        border=2,
        xmldecl=False,
        svgns=False,
        title=title,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - segno escapes the title, the rest is numbers
