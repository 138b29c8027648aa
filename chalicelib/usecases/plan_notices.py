"""Messages follow the log: what one commit tells people is planned once and sent.

A stream record names the commit; delivered again, late or after a crash, it plans nothing twice and sends nothing twice.
"""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.commit import read_chain
from chalicelib.domain.messages import applicant_messages
from chalicelib.domain.notice import planned, seq_mark
from chalicelib.domain.sending_time import limit_ended
from chalicelib.domain.times import stamp
from chalicelib.ports import Log
from chalicelib.usecases.case_file import pinned_definition
from chalicelib.usecases.case_walk import walk
from chalicelib.usecases.plan_batch_notices import tell_of_child
from chalicelib.usecases.send_notices import Sender, agent_has_phone, plan_and_send
from chalicelib.usecases.tell_leaders import Lists, Progress, tell_of_steps
from chalicelib.usecases.tell_of_cards import tell_of_cards

OLDEST: Final = timedelta(hours=48)
"""News of an older commit is news no more: it is planned by hand or not at all."""


def plan_notices(
    matter: str, seq: int, *, log: Log, lists: Lists, sender: Sender, not_before: str, now: datetime
) -> bool:
    """Plans and sends what the commit `seq` of the case tells; False when it was recorded before the stamp `not_before`.

    Raises BrokenChainError, UnknownFactError.
    """
    commits = read_chain(log.read(matter))
    commit = commits[seq - 1]
    if commit.recorded_at < not_before:
        return False
    definition = pinned_definition(commits[0], catalogue=sender.catalogue)
    states = walk(matter, commits, definition)
    before, after, head = states[seq - 1], states[seq], states[-1]
    messages = applicant_messages(commit, after, definition)
    limit_on = limit_ended(before, after, definition, sender.calendar()) if messages else ""
    for message in messages:
        if message.recipient.kind == "agent" and not agent_has_phone(matter, message.recipient, sender):
            continue
        plan_and_send(planned(matter, seq_mark(seq), message, now, limit_on), sender=sender, now=now)
    if after.application.parent:
        tell_of_child(commit, after, log=log, sender=sender, now=now)
    tell_of_cards(commit, after, definition, sender=sender, now=now)
    tell_of_steps(Progress(before, after, head, definition), lists=lists, sender=sender, now=now)
    return True


def oldest_news(now: datetime) -> str:
    """The stamp before which nothing is planned by itself."""
    return stamp(now - OLDEST)
