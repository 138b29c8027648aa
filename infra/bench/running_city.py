"""A city that runs in a process of its own for as long as something is measured, and people in it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from chalicelib.domain.reference import case_matter
from infra.api_client import Citizen, Staff, new_key, until
from infra.chaos.city import City as Process
from infra.demo.city import City, new_resident_id
from infra.demo.journeys import CASES
from infra.local.visit import visit

SUPERVISOR, ADMIN = "s-zwzx-1", "s-zwzx-2"
WALK_IN = CASES["walk_in"]


@dataclass
class RunningCity:
    """Visited by this process, so that `wiring` reaches its services."""

    url: str
    people: City = field(init=False)

    def __post_init__(self) -> None:
        self.people = City(self.url)

    @cached_property
    def officer(self) -> Staff:
        return self.people.officer(WALK_IN["officer"])

    @cached_property
    def citizen(self) -> Citizen:
        return self.people.applicant(self.people.new_number())

    def walk_in(self, then: str = "grant") -> str:
        """The reference of a case received at the window, concluded as `then` says."""
        return str(self.officer.receive(self.entered(then), key=new_key())["reference"])

    def entered(self, then: str = "grant") -> dict[str, Any]:
        planned = WALK_IN["application"]
        applicant = {**planned["applicant"], "id_number": new_resident_id(), "phone": self.people.new_number()}
        return {**planned, "applicant": applicant, "conclusion": {"then": then}}

    def certified(self) -> str:
        """The matter of a granted case whose certificate is made."""
        reference = self.walk_in()
        until(
            lambda: self.officer.case(reference), lambda case: case["certificate_number"], f"{reference}'s certificate"
        )
        return case_matter(reference)


@contextmanager
def running_city() -> Iterator[RunningCity]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = Process(folder / "data", folder / "city.log")
        process.spawn()
        try:
            process.wait_until_ready()
            with visit(folder / "data"):
                yield RunningCity(process.url)
        finally:
            process.stop()
