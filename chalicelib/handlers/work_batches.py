"""The work that batches leave on the queue; each task is idempotent."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.desk_posts import at_the_desk
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.batch_cases import open_batch_cases, settle_batch
from chalicelib.usecases.batch_file import read_batch
from chalicelib.usecases.batch_notices import serve_cases, settle_notices
from chalicelib.usecases.instruct_batch import NOT_OPENED, Desk, follow_instruction

LOG = logging.getLogger("buqiuren")

PASSING: Final = frozenset({NOT_OPENED, "case_busy"})
"""Why a row could not follow yet, and may at the next try."""


class NotFollowedError(Exception):
    """Some rows could not follow yet: the task comes again."""

    code = "case_busy"


def open_cases(body: Mapping[str, Any]) -> None:
    open_batch_cases(
        body["matter"],
        int(body["first"]),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        dossiers=wiring.dossiers(),
        papers=wiring.papers(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
    )


def follow(body: Mapping[str, Any]) -> None:
    """Has the rows that have not followed yet do so in the officer's name; those whose case has moved on are let be.

    Raises NotFollowedError.
    """
    file = read_batch(body["matter"], log=wiring.log(), catalogue=wiring.catalogue())
    officer = file.commits[int(body["seq"]) - 1].actor["id"]
    told = follow_instruction(file, int(body["seq"]), _officer(officer), desk=desk(), now=wiring.now())
    for one in told:
        if one.code:
            LOG.warning("%s row %s did not follow seq %s: %s", body["matter"], one.row, body["seq"], one.code)
    if any(one.code in PASSING for one in told):
        raise NotFollowedError(body["matter"])


def serve(body: Mapping[str, Any]) -> None:
    serve_cases(
        body,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        queue=wiring.work_queue(),
        now=wiring.now(),
    )


def settle(body: Mapping[str, Any]) -> None:
    settle_notices(body["matter"], log=wiring.log(), catalogue=wiring.catalogue(), now=wiring.now())
    settle_batch(body["matter"], log=wiring.log(), catalogue=wiring.catalogue(), now=wiring.now())


def desk() -> Desk:
    return Desk(wiring.log(), wiring.dossiers(), wiring.catalogue(), wiring.entropy(), wiring.calendar())


def _officer(staff: str) -> Actor:
    """The officer with what they hold at the desk now; without any post where they have left."""
    actor = acting_staff(staff, parties=wiring.parties(), now=wiring.now())
    return at_the_desk(actor) if actor else Actor("staff", staff)
