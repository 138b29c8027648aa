"""What the window's forms ask of a case beside accepting and deciding, as the acts that use cases know."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.handlers.case_acts import carry_out
from chalicelib.handlers.request import Request, posted_command
from chalicelib.pages.act_forms import FORMS, Field
from chalicelib.usecases.acts import act_of
from chalicelib.usecases.asked_acts import Act, Asked
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.name_staff import staff_ids

AT_THE_WINDOW: Final = frozenset(act for act, form in FORMS.items() if form.group)
"""Acts whose forms stand on the window's page of a case."""

_BETWEEN_NAMES: Final = re.compile(r"[、，,；;\s]+")
_COUNT: Final = re.compile(r"[0-9]{1,4}", re.ASCII)
NO_TIME: Final = "?"
"""What is no time is later than any: the rule about times of service refuses it in its own words."""


def act(request: Request, name: str, actor: Actor, file: CaseFile) -> Executed:
    """Carries out the act that the form asks for.

    Raises RefusedError, UnknownStepError, BusyError, UnknownStaffError, SharedNameError, BadRequestError.
    """
    return carry_out(file, posted_act(request, name, actor, file))


def posted_act(request: Request, name: str, actor: Actor, file: CaseFile) -> Act:
    """Raises RefusedError, UnknownStaffError, SharedNameError, BadRequestError."""
    form = FORMS[name]
    fields: dict[str, Any] = {field.name: _value(field, request) for field in form.fields}
    if form.subject:
        fields[form.subject] = _NUMBERED.get(name, str)(request.field(form.subject))
    return act_of(name, Asked(posted_command(request), actor, fields, file, wiring.now()))


def _value(field: Field, request: Request) -> Any:
    typed = request.field(field.name)
    return _READ.get(field.kind, str)(typed)


def _people(typed: str) -> tuple[str, ...]:
    return staff_ids(_BETWEEN_NAMES.split(typed), parties=wiring.parties())


def _count(typed: str) -> int:
    return int(typed) if _COUNT.fullmatch(typed) else 0


def moment(typed: str) -> str:
    """A local date and time of a browser's field, as a stamp; empty for none."""
    if not typed:
        return ""
    try:
        read = datetime.fromisoformat(typed)
        return stamp(read if read.tzinfo else read.replace(tzinfo=SHANGHAI))
    except (ValueError, OverflowError):
        return NO_TIME


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "people": _people,
    "number": _count,
    "moment": moment,
}
_NUMBERED: Final[Mapping[str, Callable[[str], Any]]] = {"notify_fee": lambda typed: _count(typed) if typed else -1}
"""Acts whose subject is a place in a list."""
