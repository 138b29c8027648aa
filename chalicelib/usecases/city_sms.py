"""An SMS in the city's words: its names in every text, and its own texts where its edition has them (`messages`)."""

from collections.abc import Mapping

from chalicelib.domain.catalogue import Edition
from chalicelib.ports import Letter
from chalicelib.texts.messages import fill, told_in


def sms_letter(phone: str, code: str, params: Mapping[str, str], edition: Edition) -> Letter:
    """The SMS as it is sent to an E.164 number. Raises KeyError for an unknown code, MissingParameterError."""
    city = edition.city
    told = {**params, "centre": city["centre"], "hall": city["hall_name"], "telephone": city["telephone"]}
    return Letter(phone, fill(code, told, edition.data.get("messages", {})), code, told_in(code, told))
