"""A scanner at the window: a keyboard that types a code fast and ends with Enter."""

import time
from typing import Any, Final

from playwright.sync_api import Page

APART_S: Final = 0.005
SHIFT: Final = 8
"""The protocol's modifier."""


def scan(page: Page, code: str) -> None:
    """One scan. Each key bears the time at which the scanner sent it, as the system's events do, so that a burst stays one
    however busy the machine is."""
    browser = page.context.new_cdp_session(page)
    at = time.time()
    for character in f"{code}\r":
        key = _key(character)
        browser.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": character, "timestamp": at, **key})
        browser.send("Input.dispatchKeyEvent", {"type": "keyUp", "timestamp": at, **key})
        at += APART_S
    browser.detach()


def _key(character: str) -> dict[str, Any]:
    if character == "\r":
        return {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": ord(character)}
    if character.isdigit():
        return {"key": character, "code": f"Digit{character}", "windowsVirtualKeyCode": ord(character)}
    upper = character.upper()
    modifiers = SHIFT if character.isupper() else 0
    return {"key": character, "code": f"Key{upper}", "windowsVirtualKeyCode": ord(upper), "modifiers": modifiers}
