"""The work that receipts of SMS leave on the queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib import wiring
from chalicelib.usecases.take_sms_receipts import CaseTold, take_sms_receipts


def sms_receipts(body: Mapping[str, Any]) -> None:
    take_sms_receipts(
        body,
        notices=wiring.notices(),
        guards=wiring.guards(),
        queue=wiring.work_queue(),
        case=CaseTold(_served, _failed),
        now=wiring.now(),
    )


def _served(matter: str, seq: int, at: datetime) -> None:
    """No case takes an SMS as service yet."""


def _failed(matter: str, seq: int, template: str, at: datetime) -> None:
    """No window telephones yet."""
