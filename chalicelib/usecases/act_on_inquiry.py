"""One command on a consultation, complaint or rating: decide on the state as read, append by one conditional put, or tell
the truth. As `execute`, with the inquiries' own small machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.actor import SYSTEM_LAW
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commit import Commit, make_commit, read_chain
from chalicelib.domain.facts import PROBE, Fact, Sealed
from chalicelib.domain.inquiry import Inquiry, evolve_inquiry, fold_inquiry
from chalicelib.domain.inquiry.clocks import overdue_inquiry
from chalicelib.domain.inquiry.commands import InquiryCommand
from chalicelib.domain.inquiry.decide import decide_inquiry
from chalicelib.domain.inquiry.situation import InquirySituation
from chalicelib.domain.times import stamp
from chalicelib.domain.words import refuse_too_long
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.execute import ATTEMPTS, BusyError, append
from chalicelib.usecases.inquiry_file import InquiryFile, read_inquiry
from chalicelib.usecases.seal import seal

Words = Mapping[str, Mapping[str, Any]]
"""What is to be sealed, by the field of the command that then has its seal; an empty text is none."""

Sealer = Callable[[str, str, Mapping[str, Any]], Sealed]
"""Puts content under (matter, part name) where the matter's words lie, and gives its seal."""


@dataclass(frozen=True)
class InquiryDone:
    """The state after the command and the commit that holds it; `repeated` when an earlier try had put it there."""

    inquiry: Inquiry
    edition: Edition
    commit: Commit
    repeated: bool = False


def in_dossier(*, dossiers: Dossiers, entropy: Entropy) -> Sealer:
    """Words that lie in the ordinary dossier of their matter."""
    return lambda matter, name, content: seal(matter, name, content, dossiers=dossiers, entropy=entropy)


def open_inquiry(
    matter: str,
    command: InquiryCommand,
    words: Words,
    *,
    log: Log,
    edition: Edition,
    sealer: Sealer,
    now: datetime,
) -> InquiryDone | None:
    """Puts the first commit of a new matter; None when another command's stands there.

    Raises RefusedError (words_required and words_too_long among them).
    """
    inquiry, at = Inquiry(matter), stamp(now)
    _decided(inquiry, _probed(command, words), edition, at)
    commit = _decided(inquiry, _sealed(command, words, matter, sealer), edition, at)
    if append(commit, log=log):
        return InquiryDone(evolve_inquiry(inquiry, commit), edition, commit)
    standing = read_chain(log.read(matter))
    if standing[0].command != command.id:
        return None
    return InquiryDone(fold_inquiry(matter, standing), edition, standing[0], repeated=True)


def act_on_inquiry(
    matter: str,
    command: InquiryCommand,
    words: Words,
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    sealer: Sealer,
    now: datetime,
) -> InquiryDone:
    """Carries out the command after what time has brought; a command whose id is in the log is answered from its commit.

    Raises UnknownInquiryError, RefusedError (words_too_long among them), BusyError.
    """
    for _ in range(ATTEMPTS):
        file = read_inquiry(matter, log=log, catalogue=catalogue)
        inquiry, edition = file.inquiry, file.edition
        if command.id in inquiry.commands:
            return InquiryDone(inquiry, edition, file.commits[inquiry.commands[command.id] - 1], repeated=True)
        brought = bring_inquiry_up_to_date(file, log=log, calendar=calendar, now=now)
        if brought is None:
            continue
        _decided(brought, _probed(command, words), edition, stamp(now))
        commit = _decided(brought, _sealed(command, words, matter, sealer), edition, stamp(now))
        if append(commit, log=log):
            return InquiryDone(evolve_inquiry(brought, commit), edition, commit)
    raise BusyError(matter)


def bring_inquiry_up_to_date(file: InquiryFile, *, log: Log, calendar: Calendar, now: datetime) -> Inquiry | None:
    """The inquiry with what time has brought by `now` committed; None when a race was lost and it must be re-read."""
    inquiry = file.inquiry
    while brought := overdue_inquiry(inquiry, file.edition, calendar, now):
        commit = _next(inquiry, brought.command, SYSTEM_LAW.record(), brought.facts, stamp(now))
        if not append(commit, log=log):
            return None
        inquiry = evolve_inquiry(inquiry, commit)
    return inquiry


def _decided(inquiry: Inquiry, command: InquiryCommand, edition: Edition, now: str) -> Commit:
    facts, acts_for = decide_inquiry(command, InquirySituation(inquiry, edition, now))
    return _next(inquiry, command.id, command.actor.record(acts_for), facts, now)


def _next(inquiry: Inquiry, command: str, actor: Mapping[str, str], facts: tuple[Fact, ...], now: str) -> Commit:
    return make_commit(
        matter=inquiry.matter,
        seq=inquiry.seq + 1,
        command=command,
        actor=actor,
        recorded_at=max(now, inquiry.recorded_at),
        prev=inquiry.head,
        facts=facts,
    )


def _written(words: Words) -> Words:
    return {field: content for field, content in words.items() if str(content.get("text", "-")).strip()}


def _probed(command: InquiryCommand, words: Words) -> InquiryCommand:
    """Raises RefusedError (words_too_long)."""
    for content in words.values():
        for text in content.values():
            refuse_too_long(text if isinstance(text, str) else "")
    seals: Any = dict.fromkeys(_written(words), PROBE)
    return replace(command, **seals)


def _sealed(command: InquiryCommand, words: Words, matter: str, sealer: Sealer) -> InquiryCommand:
    """So that nobody's words reach a matter to which they may not do this, called once the command is allowed."""
    seals: Any = {field: sealer(matter, f"{field}#{command.id}", content) for field, content in _written(words).items()}
    return replace(command, **seals)
