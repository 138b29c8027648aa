"""Ordinary and large text: an attribute of the page's root, by which the style sheet sets the size of everything."""

from typing import Final

NORMAL, LARGE = "normal", "large"
_MARK: Final = b'<html lang="zh-CN" data-text="%s">'


def enlarged(html: bytes) -> bytes:
    """The page drawn from base.html in large text."""
    return html.replace(_MARK % NORMAL.encode(), _MARK % LARGE.encode(), 1)
