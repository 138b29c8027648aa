"""Giving results to a courier: one waybill, one or many certificates on it.

Only the cases' logs are written here. That the waybill knows its cases follows from the log (follow_waybill), so a crash
or a lost answer between the cases leaves nothing half known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.carriers import Carrier, UnknownCarrierError, carrier, may_carry
from chalicelib.domain.commands import Actor, RecordDispatch
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.parcel import WaybillError
from chalicelib.domain.reference import BadReferenceError, case_matter, parse
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError
from chalicelib.usecases.certificate_file import refuse_taken_away
from chalicelib.usecases.execute import BusyError, execute_on
from chalicelib.usecases.officer_case import read_for_staff

MOST_ON_A_WAYBILL: Final = 200
"""As many as the largest batch has: they go as one parcel."""

ABOUT: Final[Mapping[str, Mapping[str, object]]] = {"too_many_on_a_waybill": {"most": MOST_ON_A_WAYBILL}}
"""What the sentence of a code that refuses a whole parcel is filled with."""


class BadParcelError(ValueError):
    """Nothing was recorded; `code`: carrier_unknown, waybill_format, nothing_to_send, too_many_on_a_waybill; `about` fills
    its sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.about = ABOUT.get(code, {})


@dataclass(frozen=True)
class Sent:
    """What became of one reference: `code` is empty when it is on the waybill, else why it is not; then `seq` and `hash`
    name no commit (0 and empty)."""

    reference: str
    matter: str
    code: str
    seq: int = 0
    hash: str = ""


def record_dispatch(
    references: Iterable[str],
    carrier_code: str,
    waybill: str,
    command: str,
    actor: Actor,
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> tuple[Sent, ...]:
    """Records the waybill, as typed or scanned, in each case by itself: what cannot go does not hold up the rest.

    A licence's certificate is a document of a state organ and goes with a carrier that may carry those; else its code is
    carrier_not_official. Raises BadParcelError.
    """
    wanted = tuple(dict.fromkeys(references))
    by, number = _parcel(carrier_code, waybill, catalogue=catalogue)
    if not wanted:
        raise BadParcelError("nothing_to_send")
    if len(wanted) > MOST_ON_A_WAYBILL:
        raise BadParcelError("too_many_on_a_waybill")
    sent = []
    for reference in wanted:
        matter = ""
        try:
            matter = case_matter(parse(reference))
            file = read_for_staff(reference, actor, log=log, catalogue=catalogue)
            _may_carry(by, file, command, log=log, now=now)
            asked = RecordDispatch(command, actor, by.code, number)
            commit = execute_on(file, asked, log=log, calendar=calendar, now=now).commit
        except (BadReferenceError, UnknownCaseError, RefusedError, BusyError) as error:
            sent.append(Sent(reference, matter, error.code))
        else:
            sent.append(Sent(reference, matter, "", commit.seq, commit.hash))
    return tuple(sent)


def _parcel(code: str, waybill: str, *, catalogue: Catalogue) -> tuple[Carrier, str]:
    try:
        by = carrier(catalogue.current(), code)
        return by, by.check_waybill(waybill)
    except (UnknownCarrierError, WaybillError) as error:
        raise BadParcelError(error.code) from None


def _may_carry(by: Carrier, file: CaseFile, command: str, *, log: Log, now: datetime) -> None:
    """By a carrier that may; what has ended since goes no more."""
    if command not in file.case.commands:
        refuse_taken_away(file.case.certificate, log=log, now=now)
    if not may_carry(by, file.definition):
        raise RefusedError("carrier_not_official", {"carrier": by.name})
