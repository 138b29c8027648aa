"""The month as it is lived: slot by slot the clock is moved on and what belongs to the slot is done, by a few people at
once; at seeded moments the city's process is killed under them.

`done` in the folder names every errand that came to its end, so that a run that was itself killed goes on where it was.
Staff whose PIN stands in no file are given one by an admin before the first day.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import requests

from infra.chaos.city import City
from infra.chaos.ledger import Ledger
from infra.chaos.line import Line
from infra.chaos.people import pins
from infra.local.clock import LocalClock
from infra.local.store import Store
from infra.progress import SECONDS_BETWEEN
from infra.simulate.desk import Desk, enrol, pin_of
from infra.simulate.done import Done
from infra.simulate.errands import Client
from infra.simulate.forms import Forms
from infra.simulate.network import MobileNetwork
from infra.simulate.offices import holder_of, people_of
from infra.simulate.plan import Errand, Plan, PlannedCase, Slot
from infra.simulate.staff import Bureau

PEOPLE: Final = 12
"""Who is busy at once."""

ALARM: Final = " ALARM "
"""By this word metric filters know an alarm."""

SETTLES: Final = timedelta(hours=1)
"""Longer than a receipt that was faster than its sender's note waits to be taken."""

_ADVANCE_SECONDS: Final = 600
_LONGEST_LIFE_S: Final = 2.0


class Month:
    def __init__(
        self, plan: Plan, folder: Path, forms: Forms, staff: Sequence[Mapping[str, Any]], *, kills: int
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.plan = plan
        self.folder = folder
        self.meter = folder / "meter.jsonl"
        self.ledger = Ledger()
        self.city = City(
            folder / "data",
            folder / "city.log",
            module="infra.simulate.city",
            variables={"METER": str(self.meter)},
        )
        self._network = MobileNetwork(self.city, self.ledger, plan.seed)
        self._people = {unit: people_of(unit, staff, forms.general_unit) for unit in plan.units}
        self._admin = holder_of("admin", staff)
        self._pins = {str(one["id"]): pins().get(one["id"], "") or pin_of(one["id"]) for one in staff}
        phones = {str(one["id"]): str(one["phone"]) for one in staff}
        self._bureaux = {
            unit: Bureau(self.city, self.ledger, people, pins=self._pins, phones=phones)
            for unit, people in self._people.items()
        }
        self._clients = {case.number: Client(case, plan.seed, self._bureaux[case.unit], forms) for case in plan.cases}
        self._done = Done(folder / "done")
        self._errands_in_all = plan.steps.total()
        self._chance = Random(f"{plan.seed}:kills")  # noqa: S311
        busy = [number for number, (_, slot) in enumerate(plan.opens) if slot in plan.errands]
        self._kills = set(self._chance.sample(busy, min(kills, len(busy))))
        self._began = time.monotonic()
        self._told = self._began
        self._before = self._done.count

    def live(self) -> None:
        """Raises what an errand raised; the folder can be gone on with."""
        self.open()
        self._enrol()
        day: date | None = None
        for number, (opens, slot) in enumerate(self.plan.opens):
            if self._done.passed(number):
                continue
            if opens.date() != day:
                self._sleep(day, opens)
                day = opens.date()
                self.open_windows()
            else:
                self.advance(opens)
            self._live(number, slot, day)
            self._done.pass_slot(number)
        self.advance(self.plan.opens[-1][0] + SETTLES)

    def open(self) -> None:
        """Starts the city, at the time where it stood."""
        _stand_still(self.folder, self.plan.opens[0][0])
        self.city.spawn()
        self.city.wait_until_ready()

    def open_windows(self) -> None:
        for bureau in self._bureaux.values():
            bureau.open_windows()

    def client(self, number: int) -> Client:
        return self._clients[number]

    def reference(self, case: PlannedCase) -> str:
        return self._clients[case.number].reference

    def alarms(self) -> Sequence[str]:
        """What the city's functions have rung for, as their log has it."""
        lines = self.city.log.read_text(encoding="utf-8").splitlines()
        return [line.partition(ALARM)[2] for line in lines if ALARM in line]

    def end(self) -> None:
        """Leaves the city stopped."""
        if self.city.running:
            self.city.stop()

    def _sleep(self, since: date | None, until: datetime) -> None:
        """A night, or a weekend by half days: what the clock calls twice a day must not miss a whole one."""
        days_off = (until.date() - since).days - 1 if since else 0
        for half_days in range(2 * days_off, -1, -1):
            self.advance(until - half_days * timedelta(hours=12))

    def _enrol(self) -> None:
        """Before the first day, once."""
        at_work = {one for people in self._people.values() for one in (*people.officers, *people.leaders.values())}
        without = sorted(one for one in at_work if one not in pins())
        if not without or self._done.enrolled():
            return
        admin, door = (Desk(self.city.url, Line(self.city, self.ledger)) for _ in range(2))
        admin.sign_in(self._admin, self._pins[self._admin])
        enrol(without, admin=admin, door=door)
        self._done.note_enrolled()

    def _live(self, number: int, slot: Slot, day: date) -> None:
        waiting: dict[int, list[Errand]] = defaultdict(list)
        for errand in self.plan.errands.get(slot, ()):
            if not self._done.has(errand):
                waiting[errand.case].append(errand)
        kill = number in self._kills and not self._done.killed(number)
        with ThreadPoolExecutor(PEOPLE) as people, self._network.telling():
            # Who has most to do begins, so that nobody is waited for who began last.
            longest = sorted(
                waiting.values(), key=lambda errands: ("apply" in {one.step for one in errands}, len(errands))
            )
            running = [people.submit(self._errands, errands, day) for errands in reversed(longest)]
            if kill:
                self._kill(number)
            for one in running:
                one.result()
            self.city.wait_until_ready()
            self.come_to_rest()

    def _errands(self, errands: Sequence[Errand], day: date) -> None:
        for errand in errands:
            try:
                self._clients[errand.case].do(errand.step, day)
            except Exception as error:
                error.add_note(f"in {errand}")
                raise
            self._done.add(errand)
            self._tell()

    def _kill(self, number: int) -> None:
        time.sleep(self._chance.uniform(0.1, _LONGEST_LIFE_S))
        self.city.kill()
        self._done.note_kill(number)
        self.city.spawn()
        self.city.wait_until_ready()

    def come_to_rest(self) -> None:
        """Waits until nothing is pending: the clock, asked to go where it has been, only does what comes before a move."""
        self.advance(self.plan.opens[0][0])

    def advance(self, to: datetime) -> None:
        """Moves the clock on, if it is not there yet, once everything that is pending has happened."""
        body = json.dumps({"at": to.isoformat()})
        answer = requests.post(f"{self.city.url}/local/clock", data=body, timeout=_ADVANCE_SECONDS)
        if answer.status_code != requests.codes.conflict:  # gone on with: the slot is open already
            answer.raise_for_status()

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told < SECONDS_BETWEEN:
            return
        self._told = now
        rate = (self._done.count - self._before) / (now - self._began)
        left = (self._errands_in_all - self._done.count) / rate
        print(
            f"simulate: {self._done.count} of {self._errands_in_all} errands, {rate:.1f} a second, {left:.0f} s left",
            file=sys.stderr,
            flush=True,
        )


def _stand_still(folder: Path, first: datetime) -> None:
    """The city's time goes on where it stood: a new one's at the month's first instant, else where the last invocation
    was metered, for no time has passed in a city that nobody simulates."""
    data, meter = folder / "data", folder / "meter.jsonl"
    data.mkdir(parents=True, exist_ok=True)
    last = _last_metered(meter)
    store = Store(data / "cloud.sqlite")
    LocalClock(store).stand_at(last or first)
    store.close()


def _last_metered(meter: Path) -> datetime | None:
    if not meter.exists():
        return None
    with meter.open("rb") as lines:
        return max((datetime.fromisoformat(json.loads(line)["at"]) for line in lines), default=None)
