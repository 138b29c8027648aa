"""The running hall with an item in which everything may happen that the law knows of; officials act through the use cases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.facts import CorrectionRow, Sealed
from chalicelib.domain.reference import case_matter
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.execute import execute
from chalicelib.usecases.publish_edition import publish_edition
from chalicelib.usecases.seal import seal
from infra.local.server import LocalCloud
from tests.handlers.hall import INSTANT, running_hall

OFFICER = c.Actor("staff", "s-test", frozenset({"JYJ:officer"}))
DIRECTOR = c.Actor("staff", "s-head", frozenset({"JYJ:director"}))
SUPERVISOR = c.Actor("staff", "s-super", frozenset({"ZWZX:supervisor"}))
LAWFUL: dict[str, Any] = {
    "promised_limit": {"amount": 10, "unit": "working_days"},
    "statutory_limit": {"amount": 20, "unit": "working_days"},
    "flow": {"use": "standard"},
    "correction_after_acceptance": True,
    "fees": [{"item": "工本费", "amount_fen": 1000, "unit": "证", "basis": "示例"}],
    "forwards_to": [{"code": "province", "name": "湖北省教育厅"}],
}


def lawful_hall(folder: Path) -> Iterator[LocalCloud]:
    """As running_hall, with the sample item as a promised one of the licence regime."""
    for cloud in running_hall(folder):
        data = wiring.edition().data
        item = {**data["items"][INSTANT], **LAWFUL}
        item["variants"] = [{"code": own["code"], "name": own["name"]} for own in item["variants"]]
        rules = {**data["rules"], "instant_unless": []}
        changed = {**data, "rules": rules, "items": {**data["items"], INSTANT: item}}
        publish_edition(changed, catalogue=wiring.catalogue(), now=wiring.now())
        yield cloud


class Desk:
    """What officials do with one case."""

    def __init__(self, reference: str) -> None:
        self.matter = case_matter(reference)

    def words(self, text: str, rows: dict[str, str] | None = None) -> Sealed:
        content = {"text": text, "rows": rows or {}}
        name = f"note#{wiring.entropy().token()}"
        return seal(self.matter, name, content, dossiers=wiring.dossiers(), entropy=wiring.entropy())

    def does(self, command: c.Command) -> CaseFile:
        ports: Any = {"log": wiring.log(), "catalogue": wiring.catalogue(), "calendar": wiring.calendar()}
        execute(self.matter, command, now=wiring.now(), **ports)
        return self.file()

    def file(self) -> CaseFile:
        return read_case(self.matter, log=wiring.log(), catalogue=wiring.catalogue())

    def accept(self) -> CaseFile:
        return self.does(c.Accept("a", OFFICER, "accept", self.words("")))

    def ask(self, material: str, told: str) -> CaseFile:
        rows = (CorrectionRow(material, 0),)
        return self.does(c.RequestCorrection("n", OFFICER, rows, self.words("", {material: told})))
