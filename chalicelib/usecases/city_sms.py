"""An SMS in the city's words: its names in every text, and its own texts where its edition has them (`messages`)."""

from collections.abc import Mapping

from chalicelib.domain.catalogue import Edition
from chalicelib.texts.messages import fill


def sms_words(code: str, params: Mapping[str, str], edition: Edition) -> str:
    """The text as it is sent. Raises KeyError for an unknown code, MissingParameterError."""
    city = edition.city
    told = {"centre": city["centre"], "hall": city["hall_name"], "telephone": city["telephone"]}
    return fill(code, {**params, **told}, edition.data.get("messages", {}))
