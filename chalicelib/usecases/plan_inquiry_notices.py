"""Messages of a consultation, complaint or rating: whoever asked hears of the answer, the office of a limit that ran out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.domain import facts as f
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.inquiry import Inquiry, fold_inquiry
from chalicelib.domain.inquiry.messages import Told, cards_told, told_the_office, told_who_asked
from chalicelib.domain.inquiry.powers import classes_of
from chalicelib.domain.notice import Message, Notice, Recipient, planned, seq_mark
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Log, Parties
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.enrol_staff import STAFF_LIST
from chalicelib.usecases.post_people import post_people
from chalicelib.usecases.send_notices import Sender, plan_and_send
from chalicelib.usecases.tell_of_cards import card_notice


def plan_inquiry_notices(matter: str, seq: int, *, log: Log, sender: Sender, not_before: str, now: datetime) -> bool:
    """Plans and sends what the commit `seq` of the inquiry tells; False when it was recorded before the stamp
    `not_before`.

    Raises BrokenChainError, UnknownFactError.
    """
    commits = read_chain(log.read(matter))
    commit = commits[seq - 1]
    if commit.recorded_at < not_before:
        return False
    after = fold_inquiry(matter, commits[:seq])
    if told := told_who_asked(commit, after):
        _tell_who_asked(after, seq, told, log=log, sender=sender, now=now)
    edition = sender.catalogue.edition(after.opened.edition)
    told_once = set[str]()
    for staff, notice in _office_notices(commit, after, edition, sender=sender, now=now):
        if staff not in told_once:
            told_once.add(staff)
            plan_and_send(notice, sender=sender, now=now)
    return True


def _office_notices(
    commit: Commit, after: Inquiry, edition: Edition, *, sender: Sender, now: datetime
) -> Iterator[tuple[str, Notice]]:
    """(staff id, notice): what is new for the office, then its cards, the gravest first."""
    for post, told in told_the_office(commit, after, edition):
        for staff in _people(post, after, edition, parties=sender.parties, now=now):
            message = Message(Recipient("staff", staff), told.template, told.params)
            yield staff, planned(after.matter, seq_mark(commit.seq), message, now)
    for news in cards_told(commit, after, edition):
        for staff in _people(news.to, after, edition, parties=sender.parties, now=now):
            yield staff, card_notice(staff, news, commit, now)


def _tell_who_asked(after: Inquiry, seq: int, told: Told, *, log: Log, sender: Sender, now: datetime) -> None:
    """Under the matter whose dossier has their number: a rating's is that of its case."""
    opened = after.opened
    if isinstance(opened, f.CaseRated):
        case = read_case(opened.case, log=log, catalogue=sender.catalogue).case
        to = Recipient("applicant", case.application.applicant, case.form.part if case.form else "")
        mark = f"{after.matter}-{seq_mark(seq)}"
        plan_and_send(planned(opened.case, mark, Message(to, told.template, told.params), now), sender=sender, now=now)
        return
    part = opened.contact.part if isinstance(opened, f.ComplaintFiled) else opened.words.part
    message = Message(Recipient("applicant", opened.party, part), told.template, told.params)
    plan_and_send(planned(after.matter, seq_mark(seq), message, now), sender=sender, now=now)


def _people(post: str, after: Inquiry, edition: Edition, *, parties: Parties, now: datetime) -> Sequence[str]:
    """The staff ids who hold the post, `unit:code` or a code in whichever unit, and for whoever is away who stands in; but
    those whom it concerns."""
    classes, today = classes_of(after.item, edition), local_date(stamp(now))
    posts = (post,) if ":" in post else _posts_of(post, parties=parties)
    people = (post_people(each, parties=parties) for each in posts)
    return sorted({staff for each in people for staff in each.apart_from(after.concerns, classes, today)})


def _posts_of(code: str, *, parties: Parties) -> Sequence[str]:
    held = {post for _, one in parties.query(STAFF_LIST) for post in one["posts"]}
    return sorted(post for post in held if post.endswith(f":{code}"))
