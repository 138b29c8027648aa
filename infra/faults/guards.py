"""`make faults-guards`: takes away one guard at a time and sees whether the harness notices; SAMPLE=n takes n of them.

Each run is a forked child, so that nothing of it is left.
"""

import argparse
import os
import random
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr
from dataclasses import dataclass, replace
from datetime import datetime
from io import StringIO

from chalicelib.domain.notice import Notice
from chalicelib.handlers import notify, project, work_checks
from chalicelib.handlers.stream import Hint
from chalicelib.usecases import send_notices
from infra.faults import memory
from infra.faults.run import Run
from infra.progress import progress


@dataclass(frozen=True)
class Guard:
    """`remove` takes it away in this process."""

    name: str
    remove: Callable[[], None]


def _plan_twice() -> None:
    def plan(self: memory.Notices, notice: Notice) -> Notice:
        self.items[notice.recipient_key, notice.message_key] = notice
        self._of[notice.recipient_key][notice.message_key] = notice
        return notice

    memory.Notices.plan = plan  # type: ignore[method-assign]


def _send_without_claim() -> None:
    def claimed(notice: Notice, claim: str, now: datetime) -> Notice:
        return replace(notice, claim=claim, attempts=notice.attempts + 1)

    send_notices.claimed = claimed  # type: ignore[attr-defined]


def _resend_unknown() -> None:
    def left_unknown(notice: Notice, problem: str, now: datetime) -> Notice:
        return replace(notice, state="planned", problem=problem)

    send_notices.left_unknown = left_unknown  # type: ignore[attr-defined]


def _leave_no_row() -> None:
    send_notices._leave_row = lambda *_: None  # noqa: SLF001 - the guard itself


def _swallow_failures() -> None:
    def each(reader: str, found: Iterable[Hint], handle: Callable[..., None]) -> None:
        for hint in found:
            try:
                handle(hint)
            except Exception:  # noqa: BLE001, S112 - what the guard is there against
                continue

    notify.each = project.each = each  # type: ignore[attr-defined]


def _heal_nothing() -> None:
    work_checks.heal = lambda missing, *_: tuple(missing)  # type: ignore[attr-defined]


GUARDS = (
    Guard("a notice is planned once under its key (Notices.plan)", _plan_twice),
    Guard("a notice is claimed before it is sent (notice.claimed)", _send_without_claim),
    Guard("what may have left is unknown, never sent again (notice.left_unknown)", _resend_unknown),
    Guard("what has not ended has a due row (send_notices._leave_row)", _leave_no_row),
    Guard("a record that fails becomes a task of the work queue (stream.each)", _swallow_failures),
    Guard("the nightly check does what is missing (rehearse.heal)", _heal_nothing),
)


def noticed(guard: Guard | None, notices: int, seed: int) -> int:
    """How many violations the harness finds without this guard, 99 at most; in a child process."""
    child = os.fork()
    if child == 0:
        found = 99
        try:
            if guard:
                guard.remove()
            with redirect_stderr(StringIO()):
                run = Run(notices, seed)
                found = min(99, len(run.violations(run.play())))
        finally:
            os._exit(found)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=int(os.environ.get("SAMPLE", "0")), help="so many guards; 0: all")
    parser.add_argument("--notices", type=int, default=int(os.environ.get("NOTICES", "200")))
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "1")))
    asked = parser.parse_args()
    chosen = random.Random(asked.seed).sample(GUARDS, asked.sample) if asked.sample else GUARDS  # noqa: S311 - a seeded choice
    if found := noticed(None, asked.notices, asked.seed):
        print(f"the harness finds {found} violations with every guard in place")
        return 1
    missed = 0
    for guard in progress("guards taken away", chosen):
        found = noticed(guard, asked.notices, asked.seed)
        missed += not found
        print(f"{found:3d} violations without: {guard.name}", flush=True)
    print(f"guards taken away: {len(chosen)} of {len(GUARDS)}; noticed: {len(chosen) - missed}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
