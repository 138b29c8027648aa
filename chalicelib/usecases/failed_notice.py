"""A notice that failed for good: what it told of is the window's to telephone."""

from typing import Final

from chalicelib.domain.notice import Notice
from chalicelib.domain.receipt import commit_told
from chalicelib.ports import Task

NOTICE_FAILED: Final = "notice_failed"


def task_of_failed(notice: Notice) -> Task | None:
    """For the work queue; None where no matter waits for it: staff, or what is told of no one commit."""
    told = commit_told(notice)
    if told is None:
        return None
    about = {"matter": told[0], "seq": told[1], "template": notice.message.template}
    return Task({"kind": NOTICE_FAILED, **about})
