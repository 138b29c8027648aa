"""What a receiver is sent of a day: the process records of the cases in which something was recorded on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from chalicelib.domain.exchange import Record
from chalicelib.domain.exchange.receiver import Receiver
from chalicelib.domain.exchange.records import records
from chalicelib.domain.times import end_of, local_date, stamp
from chalicelib.ports import Catalogue, Log, TallyStore
from chalicelib.usecases.case_states import read_states

A_PAGE: Final = 40
"""Matters of which one page tells: each is one read of its log."""


@dataclass(frozen=True)
class Told:
    """`records` in the order of unit, case and log; `beyond` is where the next page begins, or empty."""

    records: Sequence[Record]
    beyond: str


@dataclass(frozen=True)
class ExchangeDay:
    """One day's records, of every unit or of one. Which cases to read, the nights have noted (note_cases.py)."""

    day: date
    unit: str
    tallies: TallyStore
    log: Log
    catalogue: Catalogue

    @property
    def complete(self) -> bool:
        """Whether the nights have noted the whole day."""
        return stamp(end_of(self.day)) <= self.tallies.noted_until()

    def page(self, after: str = "") -> Told:
        """From beyond `after`, the `beyond` of the page before."""
        places = [f"{unit}#{matter}" for unit, matter in self.tallies.cases(self.day, self.unit)]
        ahead = [place for place in places if place > after]
        page = ahead[:A_PAGE]
        told = tuple(record for place in page for record in self._of_case(place.partition("#")[2]))
        return Told(told, page[-1] if len(ahead) > A_PAGE else "")

    def whole(self) -> Iterator[Record]:
        """Every record, case by case."""
        for _, matter in self.tallies.cases(self.day, self.unit):
            yield from self._of_case(matter)

    def _of_case(self, matter: str) -> Iterator[Record]:
        read = read_states(matter, log=self.log, catalogue=self.catalogue)
        recorded = {commit.seq: local_date(commit.recorded_at) for commit in read.commits}
        for record in records(read.states, read.commits, read.definition):
            if recorded[record.seq] == self.day:
                yield record


def written(record: Record, receiver: Receiver) -> Mapping[str, str | int]:
    """The record as it is sent: the receiver's code of its kind, and its fields."""
    return {"record": str(receiver.records[record.kind]["code"]), **receiver.written(record)}


def record_table(kind: str, found: Sequence[Record], receiver: Receiver) -> list[list[str]]:
    """The records of one kind in the receiver's columns, the heading first."""
    heading = [*receiver.records[kind]["fields"].values()]
    rows = [[str(value) for value in receiver.written(one).values()] for one in found if one.kind == kind]
    return [heading, *rows]
