"""The independent recount: what the log, folded from its first commit, says people were to be told, against what the network
accepted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.case import Case
from chalicelib.domain.commit import read_chain
from chalicelib.domain.fold import evolve
from chalicelib.domain.messages import applicant_messages
from chalicelib.domain.notice import UNACCOUNTED, Notice
from chalicelib.domain.receipt import out_id
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.usecases.case_file import pinned_definition
from infra.faults.stage import Stage

ACCEPTED = {"sent": {1}, "delivered": {1}, "superseded": {0}, "withheld": {0}, "failed": {0, 1}, "unknown": {0, 1}}
"""By a notice's last state, how often the network may have taken it."""


@dataclass(frozen=True)
class Recount:
    expected: int
    planned: int
    sent: int
    states: Counter[str]
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    unknown: int
    reconciled: int
    for_a_person: int
    parts_per_case: float


def recount(stage: Stage, poisoned: str) -> Recount:
    expected = set(_expected(stage, poisoned))
    items, accepted = stage.notices.items, stage.carrier.accepted
    lost = [f"never planned: {key}" for key in sorted(expected - items.keys())]
    lost += [f"{notice.state}, taken {accepted[out_id(notice)]} times: {key}" for key, notice in items.items()
             if accepted[out_id(notice)] not in ACCEPTED.get(notice.state, set())]  # fmt: skip
    unknown = [items[key] for key in stage.notices.unknown]
    people = [one for one in unknown if one.state == "unknown" and one.problem == UNACCOUNTED]
    lost += [f"unknown and nobody's: {one.id}" for one in unknown if one.state == "unknown" and one not in people]
    cases = sum(kind_of(matter) is MatterKind.CASE for matter in stage.log.matters())
    return Recount(
        expected=len(expected),
        planned=len(items),
        sent=accepted.total(),
        states=Counter(notice.state for notice in items.values()),
        lost=tuple(lost),
        doubled=tuple(key for key, times in accepted.items() if times > 1),
        unknown=len(unknown),
        reconciled=sum(one.state != "unknown" for one in unknown),
        for_a_person=len(people),
        parts_per_case=sum(_parts(notice) for notice in items.values()) / cases,
    )


def _expected(stage: Stage, poisoned: str) -> Iterator[tuple[str, str]]:
    """(recipient key, message key) of everything that applicants were to be told."""
    for matter in stage.log.matters():
        if kind_of(matter) is not MatterKind.CASE or matter == poisoned:
            continue
        commits = read_chain(stage.log.read(matter))
        definition, case = pinned_definition(commits[0], catalogue=stage.catalogue), Case(matter=matter)
        for commit in commits:
            case = evolve(case, commit, definition)
            for message in applicant_messages(commit, case, definition):
                yield f"{matter}#{message.recipient.id}", f"{commit.seq:08d}#{message.template}"


def _parts(notice: Notice) -> int:
    """Staff's messages about a case count with it, those of the morning do not."""
    return 0 if notice.matter == "staff" else notice.parts
