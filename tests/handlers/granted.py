"""A case granted at the window of a running local cloud, put there by the real use cases."""

import time
from collections.abc import Callable
from typing import Any

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.dossier import Part
from chalicelib.domain.reference import case_matter, derive, reference_of
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.record_dispatch import record_dispatch
from chalicelib.usecases.seal import seal

ITEM, VARIANT = "XN-JYJ-001", "XN-JYJ-001-1"
OFFICER = c.Actor("staff", "s-test", frozenset({"JYJ:officer"}))
ADDRESS = "湖北省咸宁市示例路1号"
PATIENCE = 20.0


def granted(name: str, *, party: str = "p-test", person: str = "王小明") -> str:
    """The reference of a new granted case of this name; its certificate is on the way."""
    matter = case_matter(derive(name, 0))
    definition = wiring.edition().definition(ITEM, VARIANT)
    applicant = {"name": person, "id_number": "420101199003070006", "phone": "+8619900000009"}
    content = {"applicant": applicant, "applicant_kind": "person", "answers": {}}
    content = {**content, "delivery": "courier", "address": ADDRESS}
    form = seal(matter, "form#t", content, dossiers=wiring.dossiers(), entropy=wiring.entropy())
    papers = wiring.dossiers().put(Part(matter, "papers#t", "salt", {"papers": {}})).seal()
    opinion = wiring.dossiers().put(Part(matter, "opinion#t", "salt", {"text": ""})).seal()
    required = tuple(material.code for material in definition.required_materials({}))
    application = c.Application(party, "window", form, papers, required, "courier")
    then = c.Accept("", OFFICER, "grant", opinion)
    command = c.ReceiveAtWindow(f"w-{name}", OFFICER, application, required, then)
    opened = open_case(matter, command, definition, log=wiring.log(), calendar=wiring.calendar(), now=wiring.now())
    assert opened is not None
    return reference_of(matter)


def dispatch(reference: str, waybill: str, carrier: str = "ems") -> None:
    sent = record_dispatch(
        [reference],
        carrier,
        waybill,
        f"d-{waybill}",
        OFFICER,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    assert [one.code for one in sent] == [""], sent


def case_of(reference: str) -> Case:
    return read_case(case_matter(reference), log=wiring.log(), catalogue=wiring.catalogue()).case


def eventually(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("the condition was not met in time")
