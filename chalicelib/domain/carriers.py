"""The couriers that a city uses, as its edition lists them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.parcel import WaybillError, check_waybill


class UnknownCarrierError(LookupError):
    """The city's data name no such carrier."""

    code = "carrier_unknown"


@dataclass(frozen=True)
class Carrier:
    """`official_documents`: may carry documents of state organs (Postal Law, Art. 55: postal enterprises only).

    `pushes`: the carrier's own code by source of pushes (kuaidi100, standard).
    """

    code: str
    name: str
    telephone: str
    official_documents: bool
    waybill_pattern: str
    pushes: Mapping[str, str]

    def check_waybill(self, text: str) -> str:
        """The number as this carrier writes it, from typed or scanned text; raises WaybillError."""
        waybill = check_waybill(text)
        if not re.fullmatch(self.waybill_pattern, waybill):
            raise WaybillError(WaybillError.code)
        return waybill


def carriers(edition: Edition) -> Mapping[str, Carrier]:
    """The city's carriers by code, in the order in which officers are offered them."""
    names = Carrier.__dataclass_fields__
    return {entry["code"]: Carrier(**{name: entry[name] for name in names}) for entry in edition.data["carriers"]}


def carrier(edition: Edition, code: str) -> Carrier:
    """Raises UnknownCarrierError."""
    try:
        return carriers(edition)[code]
    except KeyError:
        raise UnknownCarrierError(code) from None


def may_carry(by: Carrier, definition: Definition) -> bool:
    """Whether results of this definition may travel with it: a licence's certificate is a document of a state organ, which
    goes by post (Postal Law, Art. 55)."""
    return by.official_documents or definition.regime != "licence" or not definition.data["result"]


def pushed_by(edition: Edition, source: str, code: str) -> Carrier:
    """The carrier that a source of pushes calls `code`; raises UnknownCarrierError."""
    for known in carriers(edition).values():
        if known.pushes.get(source) == code:
            return known
    raise UnknownCarrierError(f"{source}/{code}")
