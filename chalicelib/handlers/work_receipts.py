"""The work that receipts of SMS leave on the queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib import wiring
from chalicelib.usecases.serve_notice import notice_failed, serve_notice
from chalicelib.usecases.take_sms_receipts import MatterTold, take_sms_receipts


def sms_receipts(body: Mapping[str, Any]) -> None:
    take_sms_receipts(
        body,
        notices=wiring.notices(),
        guards=wiring.guards(),
        queue=wiring.work_queue(),
        follows=MatterTold(_served, _failed),
        now=wiring.now(),
    )


def _served(matter: str, seq: int, template: str, at: datetime) -> None:
    serve_notice(
        matter,
        seq,
        template,
        at,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def _failed(matter: str, seq: int, template: str) -> None:
    notice_failed(
        matter,
        seq,
        template,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
