"""The sample city with an item that has everything the law knows of, and cases of it on the officer's desk."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.facts import UNSEALED
from chalicelib.domain.reference import case_matter, from_number
from chalicelib.usecases.act_on_case import act_on_case
from chalicelib.usecases.acts import Possible, act_of, possible_acts
from chalicelib.usecases.asked_acts import Asked
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.execute import Executed, execute, open_case
from chalicelib.usecases.publish_edition import publish_edition
from chalicelib.usecases.seal import seal
from tests import cases
from tests.leaders import FORM
from tests.sample import TUESDAY, World, calendar, edition

ITEM, JOINT = "XN-YJJ-001", "XN-GHJ-001"
MATTER = case_matter(from_number(7))
APPLICANT = c.Actor("applicant", "p-applicant")
PERSON: dict[str, Any] = {
    "applicant_kind": "person",
    "applicant": {"name": "张三", "id_number": "420101199003070006", "phone": "+8619900000001"},
    "answers": {
        "shop_name": "示例小面馆",
        "premises_address": "温泉路18号",
        "business_type": "餐馆",
        "area": 60,
        "staff": 4,
        "online_sales": False,
    },
    "delivery": "pickup",
    "address": "",
}
FORMS: dict[str, Any] = {ITEM: PERSON, JOINT: FORM}


def person(name: str, *posts: str) -> c.Actor:
    return c.Actor("staff", name, frozenset(posts))


OFFICER = person("s-yjj-1", "YJJ:officer")
COLLEAGUE = person("s-yjj-9", "YJJ:officer")
CHIEF = person("s-yjj-2", "YJJ:chief")
DIRECTOR = person("s-yjj-3", "YJJ:director")
SUPERVISOR = person("s-zwzx-1", "ZWZX:supervisor")
LEAD = person("s-ghj-1", "GHJ:officer")
STRANGER = person("s-jyj-1", "JYJ:officer")


def lawful(data: Any) -> Any:
    """The city's data, in which the catering licence may cost, be forwarded, be corrected after acceptance, and take its time."""
    more = {
        "fees": [{"item": "工本费", "amount_fen": 1000, "unit": "证", "basis": "示例"}],
        "forwards_to": [{"code": "province", "name": "湖北省药监局"}],
        "correction_after_acceptance": True,
        "flow": {"use": "standard"},
    }
    rules = {**data["rules"], "instant_unless": []}
    return {**data, "rules": rules, "items": {**data["items"], ITEM: {**data["items"][ITEM], **more}}}


@cache
def law_edition() -> Edition:
    return Edition("law-edition", lawful(edition().data))


def make_lawful() -> None:
    """Publishes the lawful catalogue in the running city: half a second, so once for all of its offices."""
    publish_edition(lawful(wiring.edition().data), catalogue=wiring.catalogue(), now=wiring.now())


def lawful_cloud() -> Any:
    """The running city's own ports, once it is lawful: `world` of an office there."""
    names = ("log", "dossiers", "catalogue", "entropy", "parties")
    return SimpleNamespace(**{name: getattr(wiring, name)() for name in names})


def law_world() -> World:
    world = World()
    world.catalogue.publish(law_edition(), now="")
    return world


@dataclass
class Office:
    """One case, what people do to it, and what time it is."""

    world: Any = field(default_factory=law_world)
    now: datetime = TUESDAY
    item: str = ITEM
    matter: str = MATTER
    count: int = 0

    @property
    def ports(self) -> Any:
        world = self.world
        return {"log": world.log, "catalogue": world.catalogue, "calendar": calendar(), "now": self.now}

    def receive(self) -> "Office":
        of = self.world.catalogue.current().definition(self.item, f"{self.item}-1")
        stores: Any = {"dossiers": self.world.dossiers, "entropy": self.world.entropy}
        form = seal(self.matter, "form#receive", FORMS[self.item], **stores)
        papers = seal(self.matter, "papers#receive", {"papers": {}}, **stores)
        required = tuple(material.code for material in of.required_materials(FORMS[self.item]["answers"]))
        skipped = of.flow.skipped_by(cases.ANSWERS)
        applied = c.Application(APPLICANT.id, "online", form, papers, required, "pickup", skipped)
        receive = c.Receive("receive", APPLICANT, applied)
        open_case(self.matter, receive, of, log=self.world.log, calendar=calendar(), now=self.now)
        return self

    def accept(self) -> "Office":
        self.receive()
        of = self.file.definition
        self.run(c.Accept("accept", person("s-any", f"{of.unit}:officer"), "accept", UNSEALED))
        return self

    def run(self, command: c.Command) -> Executed:
        return execute(self.matter, command, **self.ports)

    def act(self, name: str, actor: c.Actor = OFFICER, command: str = "", **fields: Any) -> Executed:
        self.count += 1
        asked = Asked(command or f"{name}-{self.count:016}", actor, fields, self.file, self.now)
        return act_on_case(
            self.matter, *act_of(name, asked), **self.ports, dossiers=self.world.dossiers, entropy=self.world.entropy
        )

    def possible(self, actor: c.Actor = OFFICER) -> Possible:
        return possible_acts(self.file, actor, calendar(), self.now)

    def words(self) -> set[str]:
        """The names of the parts that lie in the dossier."""
        return {name for matter, name in self.world.dossiers.parts if matter == self.matter}

    def later(self, **time: int) -> "Office":
        self.now += timedelta(**time)
        return self

    def on(self, days: int) -> str:
        """The local date so many days from now."""
        return (self.now + timedelta(days=days)).date().isoformat()

    @property
    def file(self) -> CaseFile:
        return read_case(self.matter, log=self.world.log, catalogue=self.world.catalogue)
