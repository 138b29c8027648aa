"""Signed links: what opens a leader's to-do list or one decision from an SMS.

A token is the base64url of a 16-byte HMAC-SHA256 and a body, one mixed-radix number, so that it stays short in an SMS
that is billed by its length. From its low end: purpose (1 bit), key (5), expiry (21); a decision's reference (29**9) and
generation (9 bits); at the high end the texts, step and holder, in base 39.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from chalicelib.domain.reference import REFERENCES, case_matter, from_number, number_of, reference_of

LIFETIME = timedelta(hours=72)
LONGEST_ORIGIN = 59
"""Characters of a site's address (the deployment's parameter says so too): with more a leader's link would take a third part."""
HIGHEST_GENERATION = 511

_TICK = timedelta(minutes=10)
_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
_EXPIRY_BITS = 21  # ten-minute ticks until 2064
_GENERATION_BITS = 9
_KEY_IDS = "abcdefghijklmnopqrstuvwxyz"
_KEY_BITS = 5
_MAC_BYTES = 16
_LEAST_KEY_BYTES = 16
_TEXT = "abcdefghijklmnopqrstuvwxyz0123456789-_"
_LONGEST_TEXT = 60
_RADIX = len(_TEXT) + 1  # zero parts the texts
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24,200}")


@dataclass(frozen=True, slots=True)
class TodoLink:
    """Opens the holder's to-do list. `holder` is of [a-z0-9_-], as a step is."""

    holder: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DecideLink:
    """Opens one step of one case for its holder; another `generation` (0 to 511) than the step's own is a dead link."""

    matter: str
    step: str
    holder: str
    generation: int
    expires_at: datetime


Link = TodoLink | DecideLink
L = TypeVar("L", TodoLink, DecideLink)
_PURPOSES: tuple[type[TodoLink], type[DecideLink]] = (TodoLink, DecideLink)


@dataclass(frozen=True, slots=True)
class LinkKeys:
    """Signing keys by id, one letter a-z each; `current` signs, all verify. A key has at least 16 bytes."""

    current: str
    keys: Mapping[str, bytes]

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise ValueError("the current link key is not among the keys")
        if any(len(key_id) != 1 or key_id not in _KEY_IDS for key_id in self.keys):
            raise ValueError("a link key's id is one letter a-z")
        if any(len(key) < _LEAST_KEY_BYTES for key in self.keys.values()):
            raise ValueError(f"a link key has at least {_LEAST_KEY_BYTES} bytes")


class LinkError(ValueError):
    """A link that opens nothing: link_malformed, link_unknown_key, link_forged, link_wrong_purpose, link_expired.

    `link` is what the link says where its signature holds (the last two), so that a page can offer a new one.
    """

    def __init__(self, code: str, link: Link | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.link = link


def expiry(now: datetime) -> datetime:
    """When a link made now expires: 72 hours later, up to the next full ten minutes."""
    return _EPOCH + _ticks(now + LIFETIME) * _TICK


def sign(link: Link, *, keys: LinkKeys) -> str:
    """The token of a link, of unreserved ASCII characters; `expires_at` is rounded up to ten minutes.

    It ends in a letter or digit: link detection on phones leaves a final dash out.
    Raises ValueError for what a link cannot carry: a matter that is no case, a text outside [a-z0-9_-]{1,60}, a generation
    above 511, an expiry outside 2025 to 2064.
    """
    header = _KEY_IDS.index(keys.current) << 1 | _PURPOSES.index(type(link))
    number = (_pack(link) << _EXPIRY_BITS | _ticks(link.expires_at)) << (_KEY_BITS + 1) | header
    body = number.to_bytes((number.bit_length() + 7) // 8)
    return _encode(_mac(keys.keys[keys.current], body) + body)


def read(token: str, purpose: type[L], *, keys: LinkKeys, now: datetime) -> L:
    """The link in a token of that purpose; raises LinkError. The generation is for the caller to compare."""
    mac, body = _decode(token)
    number = int.from_bytes(body)
    key = keys.keys.get(_key_id(number))
    if key is None:
        raise LinkError("link_unknown_key")
    if not hmac.compare_digest(mac, _mac(key, body)):
        raise LinkError("link_forged")
    link = _unpack(number)
    if not isinstance(link, purpose):
        raise LinkError("link_wrong_purpose", link)
    if now >= link.expires_at:
        raise LinkError("link_expired", link)
    return link


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")[:_MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(token: str) -> tuple[bytes, bytes]:
    if not _TOKEN.fullmatch(token):
        raise LinkError("link_malformed")
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except binascii.Error as error:
        raise LinkError("link_malformed") from error
    if _encode(raw) != token:  # spare bits of the last character: one link has one token
        raise LinkError("link_malformed")
    return raw[:_MAC_BYTES], raw[_MAC_BYTES:]


def _key_id(number: int) -> str:
    index = number >> 1 & (1 << _KEY_BITS) - 1
    return _KEY_IDS[index : index + 1]


def _pack(link: Link) -> int:
    if isinstance(link, TodoLink):
        return _text_number((link.holder,))
    if not 0 <= link.generation <= HIGHEST_GENERATION:
        raise ValueError("a link's generation is 0 to 511")
    reference = reference_of(link.matter)
    if link.matter != case_matter(reference):
        raise ValueError("a link decides a case")
    texts = _text_number((link.step, link.holder))
    return (texts << _GENERATION_BITS | link.generation) * REFERENCES + number_of(reference)


def _unpack(number: int) -> Link:
    purpose = _PURPOSES[number & 1]
    number, ticks = divmod(number >> (_KEY_BITS + 1), 1 << _EXPIRY_BITS)
    expires_at = _EPOCH + ticks * _TICK
    if purpose is TodoLink:
        (holder,) = _texts(number)
        return TodoLink(holder, expires_at)
    number, reference = divmod(number, REFERENCES)
    number, generation = divmod(number, 1 << _GENERATION_BITS)
    step, holder = _texts(number)
    return DecideLink(case_matter(from_number(reference)), step, holder, generation, expires_at)


def _ticks(instant: datetime) -> int:
    ticks = -(-(instant - _EPOCH) // _TICK)
    if not 0 <= ticks < 1 << _EXPIRY_BITS:
        raise ValueError("a link expires between 2025 and 2064")
    return ticks


def _text_number(texts: Iterable[str]) -> int:
    number = 0
    for text in texts:
        if not 0 < len(text) <= _LONGEST_TEXT or not set(text) <= set(_TEXT):
            raise ValueError(f"a link's text is 1 to {_LONGEST_TEXT} of a-z, 0-9, dash and underscore, not {text!r}")
        number *= _RADIX
        for char in text:
            number = number * _RADIX + _TEXT.index(char) + 1
    return number


def _texts(number: int) -> list[str]:
    text = ""
    while number:
        number, digit = divmod(number, _RADIX)
        text = (_TEXT[digit - 1] if digit else " ") + text
    return text.split(" ")
