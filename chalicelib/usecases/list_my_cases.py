"""The cases of an account, newest first; the one just changed is shown as the log has it, though the view may lag."""

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.row import agent_queue
from chalicelib.ports import Catalogue, Log, Parties, Views
from chalicelib.usecases.identify import parties_of
from chalicelib.usecases.own_rows import LISTED, OwnMatter, OwnPage, newest, with_own_change


def list_my_cases(
    account: str,
    after: str,
    before: str = "",
    *,
    log: Log,
    views: Views,
    catalogue: Catalogue,
    calendar: Calendar,
    parties: Parties,
) -> OwnPage:
    """`after` is matter:seq of the person's own last change, `before` the `beyond` of the page before; either may be
    empty."""
    queues = [queue for party in parties_of(account, parties=parties) for queue in (agent_queue(party), party)]
    page = newest(queues, views=views, most=LISTED, before=before)
    matter, _, seq = after.partition(":")
    shown = next((int(one.row["seq"]) for one in page.matters if one.matter == matter), 0)
    if before or not seq.isdecimal() or shown >= int(seq):
        return page
    changed = _as_logged(account, matter, log=log, catalogue=catalogue, calendar=calendar, parties=parties)
    return with_own_change(page, changed, most=LISTED) if changed else page


def _as_logged(
    account: str, matter: str, *, log: Log, catalogue: Catalogue, calendar: Calendar, parties: Parties
) -> OwnMatter | None:
    from chalicelib.domain.rows import summary, summary_key  # a list without a change of one's own folds no case
    from chalicelib.usecases.case_file import UnknownCaseError
    from chalicelib.usecases.my_case import read_my_case

    try:
        file = read_my_case(account, matter.partition("-")[2], log=log, catalogue=catalogue, parties=parties)
    except UnknownCaseError:
        return None
    return OwnMatter(summary_key(file.case).sort, summary(file.case, file.definition, calendar))
