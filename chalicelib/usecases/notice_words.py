"""The words of a notice: its template with the parameters that the log gave, and what the city's data and keys add."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.links import TodoLink
from chalicelib.domain.notice import Notice
from chalicelib.domain.receipt import out_id
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.sms import parts
from chalicelib.domain.times import instant
from chalicelib.ports import Letter
from chalicelib.texts import joined, money, text
from chalicelib.usecases.city_sms import sms_letter

Params = Mapping[str, str]


def letter_to(
    phone: str,
    notice: Notice,
    edition: Edition,
    *,
    link_url: Callable[[TodoLink], str],
    pickup_code: Callable[[str], str],
    rating_url: Callable[[str], str],
) -> Letter:
    """The SMS as it is sent: the notice's parameters with what the city's data and the keys add to them.

    Where the site's address is so long that the link to rate would need a second part, the hall is named instead.
    """
    params, told = dict(notice.message.params), dict[str, str]()
    for name, (field, words) in _READABLE.items():
        if name in params:
            told[field] = words(params, edition)
    if "link_expires_at" in params:
        told["link"] = link_url(TodoLink(notice.message.recipient.id, instant(params["link_expires_at"])))
    if notice.message.template == "certificate_ready":
        told["code"] = pickup_code(notice.matter)
    if notice.message.template == "served":
        told |= {"link": rating_url(notice.matter), "reference": shown(reference_of(notice.matter))}
    letter = sms_letter(phone, notice.message.template, params | told, edition)
    if notice.message.template == "served" and parts(letter.words) > 1:
        letter = sms_letter(phone, "served_by_reference", params | told, edition)
    return replace(letter, out_id=out_id(notice))


def _date(params: Params, _edition: Edition) -> str:
    return _day(params["on"])


def _by(params: Params, _edition: Edition) -> str:
    return _day(params["by_on"])


def _day(iso: str) -> str:
    _, month, day = (int(number) for number in iso.split("-"))
    return text("date", month=month, day=day)


def _unit(params: Params, edition: Edition) -> str:
    return str(edition.units().get(params["unit"], {"name": params["unit"]})["name"])


def _carrier(params: Params, edition: Edition) -> str:
    names = {carrier["code"]: carrier["name"] for carrier in edition.data["carriers"]}
    return str(names.get(params["carrier"], params["carrier"]))


def _procedure(params: Params, _edition: Edition) -> str:
    return text(f"interruption.{params['procedure']}")


def _amount(params: Params, _edition: Edition) -> str:
    return money(int(params["fen"]))


def _limit(params: Params, _edition: Edition) -> str:
    return text(f"limit.{params['limit_unit']}", amount=params["amount"])


def _rule(params: Params, _edition: Edition) -> str:
    return text(f"oversight.why.{params['rule']}")


def _bureau(params: Params, edition: Edition) -> str:
    return str(edition.units().get(params["bureau"], {"short_name": params["bureau"]})["short_name"])


def _inquiry_kind(params: Params, _edition: Edition) -> str:
    return text(f"inquiry.kind.{params['inquiry_kind']}")


def _about_inquiry(params: Params, _edition: Edition) -> str:
    return text(f"inquiry.kind.{params['about_inquiry']}")


def _end(params: Params, _edition: Edition) -> str:
    return text(f"certificate.end.{params['end']}")


def _steps(params: Params, _edition: Edition) -> str:
    return joined(params["steps"].split("\n"))


_READABLE: Final[Mapping[str, tuple[str, Callable[[Params, Edition], str]]]] = {
    "on": ("date", _date),
    "by_on": ("by", _by),
    "unit": ("unit", _unit),
    "carrier": ("carrier", _carrier),
    "procedure": ("procedure", _procedure),
    "fen": ("amount", _amount),
    "steps": ("step", _steps),
    "limit_unit": ("limit", _limit),
    "rule": ("why", _rule),
    "bureau": ("bureau", _bureau),
    "end": ("end", _end),
    "inquiry_kind": ("kind", _inquiry_kind),
    "about_inquiry": ("item", _about_inquiry),
}
"""By the parameter that the log gives: the template's field, and how it is said."""
