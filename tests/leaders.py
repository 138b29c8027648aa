"""A joint-review permit on its way to the leaders, made by the real use cases on any set of ports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chalicelib.adapters.city_files import SAMPLE_CITY, read_staff
from chalicelib.domain import commands as c
from chalicelib.domain.decide import step_digest
from chalicelib.domain.reference import case_matter, derive
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.decide_step import StepAnswer, decide_step
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.execute import Executed, execute, open_case
from chalicelib.usecases.seal import seal
from tests import cases
from tests.sample import JOINT

OFFICER, CHIEF, DIRECTOR = "s-ghj-1", "s-ghj-2", "s-ghj-3"
BRANCHES = {"fire-opinion": "s-xfj-2", "defence-opinion": "s-rfb-2", "housing-opinion": "s-zjw-2"}
DECIDERS = {"handle": OFFICER, **BRANCHES, "review": CHIEF, "approve": DIRECTOR}
APPLICANT = "示例市第一建筑工程有限公司"
FORM: dict[str, Any] = {
    "applicant_kind": "company",
    "applicant": {
        "name": APPLICANT,
        "uscc": "91421200MA48Q2WX0T",
        "legal_representative": "张三",
        "agent_name": "李四",
        "agent_id_number": "42120119800101001X",
        "phone": "+8619900000099",
    },
    "answers": {
        "project": "示例小区二期",
        "project_code": "2501-421200-04-01-000001",
        "site": "温泉路18号",
        "land_area": 12000,
        "building_area": 36000,
        "floors": 18,
        "has_basement": True,
        "needs_detailed_plan": False,
    },
    "delivery": "pickup",
    "address": "",
}


@dataclass
class Leaders:
    """Shortcuts to one world: its `ports` have log, dossiers, catalogue, parties, guards, entropy; staff are enrolled."""

    ports: Any
    calendar: Any
    now: datetime

    def enrol(self) -> None:
        enrol_staff(read_staff(SAMPLE_CITY), parties=self.ports.parties)

    def received(self, seed: str, papers: dict[str, Sequence[dict[str, Any]]] | None = None) -> str:
        """A case that the officer has accepted; returns its matter."""
        matter = self.applied(seed, papers)
        self.execute(matter, c.Accept("accept", self.actor(OFFICER), "accept", cases.NOTE))
        return matter

    def applied(self, seed: str, papers: dict[str, Sequence[dict[str, Any]]] | None = None, agent: str = "") -> str:
        """A case that nobody has looked at yet; returns its matter."""
        matter = case_matter(derive(seed, 0))
        of = self.ports.catalogue.current().definition(JOINT, f"{JOINT}-1")
        form = self._seal(matter, "form#receive", FORM)
        pages = self._seal(matter, "papers#receive", {"papers": papers or {}})
        skipped = of.flow.skipped_by(cases.ANSWERS)
        applied = c.Application("p-applicant", "online", form, pages, (), "pickup", skipped, agent)
        receive = c.Receive("receive", c.Actor("applicant", "p-applicant"), applied)
        open_case(matter, receive, of, log=self.ports.log, calendar=self.calendar, now=self.now)
        return matter

    def up_to(self, step: str, seed: str, papers: dict[str, Sequence[dict[str, Any]]] | None = None) -> str:
        """A case in which everybody before this step has agreed; returns its matter."""
        return self.on_to(step, self.received(seed, papers))

    def on_to(self, step: str, matter: str) -> str:
        """Everybody before this step agrees."""
        file = self.read(matter)
        for earlier in file.case.flow(file.definition).before(step):
            self.decide(matter, earlier.id, "pass", f"{earlier.name}：符合要求，同意。")
        return matter

    def decide(self, matter: str, step: str, outcome: str = "pass", opinion: str = "", **other: Any) -> Executed:
        """By who holds the step's post, on what stands there now unless told otherwise."""
        given = {
            "to": "",
            "shown": self.shown(matter, step),
            "command": f"{matter}-{step}-{self.read(matter).case.seq}",
        }
        given |= {"actor": self.actor(DECIDERS[step]), "via": "page", "now": self.now} | other
        via: Literal["link", "page", "window"] = given["via"]
        return decide_step(
            matter,
            given["command"],
            StepAnswer(given.get("step_id", step), outcome, given["to"], opinion, given["shown"]),
            given["actor"],
            via=via,
            log=self.ports.log,
            dossiers=self.ports.dossiers,
            catalogue=self.ports.catalogue,
            entropy=self.ports.entropy,
            calendar=self.calendar,
            now=given["now"],
        )

    def shown(self, matter: str, step: str) -> str:
        file = self.read(matter)
        return step_digest(file.case, file.definition, step)

    def read(self, matter: str) -> CaseFile:
        return read_case(matter, log=self.ports.log, catalogue=self.ports.catalogue)

    def actor(self, staff: str) -> c.Actor:
        return c.Actor("staff", staff, frozenset(self.ports.parties.get(staff, "staff")["posts"]))

    def execute(self, matter: str, command: c.Command) -> Executed:
        ports = self.ports
        return execute(matter, command, log=ports.log, catalogue=ports.catalogue, calendar=self.calendar, now=self.now)

    def _seal(self, matter: str, name: str, content: dict[str, Any]) -> Any:
        return seal(matter, name, content, dossiers=self.ports.dossiers, entropy=self.ports.entropy)
