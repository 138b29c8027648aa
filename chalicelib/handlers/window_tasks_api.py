"""What waits for a member of staff, for programs: apart from what is done with it, so that a worklist starts without."""

from chalicelib import wiring
from chalicelib.domain.row import RowKey, is_shown
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.usecases.list_tasks import list_tasks as tasks_of


def list_tasks(request: Request) -> Reply:
    listed = tasks_of(
        staff_actor(staff(request)),
        request.query.get("after", ""),
        views=wiring.views(),
        dossiers=wiring.dossiers(),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        beyond=asked_beyond(request),
    )
    today = wiring.now().astimezone(SHANGHAI).date()
    shown = ("task", "item", "variant", "since", "received_at", "due_at")
    tasks = [
        {
            "reference": one.reference,
            "queue": one.queue,
            "applicant": one.applicant,
            "step": one.row.get("step", ""),
            "waits": one.row.get("waits", ""),
            "subject": one.row.get("subject", ""),
            **{name: one.row[name] for name in shown},
        }
        for one in listed.waiting
        if is_shown(one.row, today)
    ]
    return json_reply({"tasks": tasks, "more": [{"queue": row.queue, "beyond": row.sort} for row in listed.more]})


def asked_beyond(request: Request) -> RowKey | None:
    """The row of a worklist behind which the next page begins, where one is asked for."""
    queue, sort = request.query.get("queue", ""), request.query.get("beyond", "")
    return RowKey(queue, sort) if queue and sort else None
