"""Numbers that identify a person, a company or a telephone; what may be shown of them."""

import re
from datetime import date
from typing import Final

from chalicelib.domain.typed_text import bare, compact

_ID_LENGTH = 18
RESIDENT_ID: Final = re.compile(r"[0-9]{17}[0-9X]")
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK = "10X98765432"

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

_SHORT_NAME = 2
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")


class IdentityError(ValueError):
    """A number that cannot be right; `code` says in which way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_resident_id(text: str, *, today: date) -> str:
    """The 18 characters of a resident's ID or a Hong Kong, Macao or Taiwan residence permit, as GB 11643 has them.

    The county is not looked up: published tables lack abolished codes that people still carry.
    Raises IdentityError: resident_id_length, resident_id_characters, resident_id_birth_date,
    resident_id_birth_date_future, resident_id_check_digit.
    """
    number = compact(text)
    if len(number) != _ID_LENGTH:
        raise IdentityError("resident_id_length")
    if not RESIDENT_ID.fullmatch(number):
        raise IdentityError("resident_id_characters")
    if birth_date(number) > today:
        raise IdentityError("resident_id_birth_date_future")
    if number[-1] != resident_check_digit(number[:17]):
        raise IdentityError("resident_id_check_digit")
    return number


def resident_check_digit(digits: str) -> str:
    """The 18th character that belongs to 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, digits, strict=True))
    return _RESIDENT_CHECK[total % 11]


def birth_date(resident_id: str) -> date:
    """The birth date in positions 7 to 14; raises IdentityError resident_id_birth_date where there is no such day."""
    year, month, day = resident_id[6:10], resident_id[10:12], resident_id[12:14]
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise IdentityError("resident_id_birth_date") from error


def check_uscc(text: str) -> str:
    """The 18 characters of a unified social credit code (GB 32100); the first may be a letter.

    Raises IdentityError: uscc_length, uscc_characters, uscc_check_character.
    """
    code = compact(text)
    if len(code) != _ID_LENGTH:
        raise IdentityError("uscc_length")
    if not set(code) <= set(_USCC_ALPHABET):
        raise IdentityError("uscc_characters")
    if code[-1] != uscc_check_character(code[:17]):
        raise IdentityError("uscc_check_character")
    return code


def uscc_check_character(characters: str) -> str:
    """The 18th character that belongs to 17 characters (GB 32100)."""
    total = sum(weight * _USCC_ALPHABET.index(char) for weight, char in zip(_USCC_WEIGHTS, characters, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def check_mobile(text: str) -> str:
    """A mainland mobile number as E.164, "+86" and eleven digits; raises IdentityError mobile_format."""
    found = _MOBILE.fullmatch(bare(text))
    if found is None:
        raise IdentityError("mobile_format")
    return f"+86{found[1]}"


def last_four(resident_id: str) -> str:
    """What a new device is asked for; therefore no mask shows it."""
    return resident_id[-4:]


def masked_id(resident_id: str) -> str:
    """A resident ID or credit code with all but its first six characters hidden."""
    return resident_id[:6] + "*" * len(resident_id[6:])


def masked_phone(phone: str) -> str:
    """An E.164 mainland number as 199****1234."""
    national = phone.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}"


def masked_name(name: str) -> str:
    """A name by its first character, and its last where it has more than two."""
    if len(name) <= _SHORT_NAME:
        return name[:-1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
