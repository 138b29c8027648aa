"""Every published variant can be applied for at home and is granted by those whose steps its flow names."""

from datetime import timedelta

import pytest

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.interruption import SURVEY
from chalicelib.domain.times import local_date, stamp
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.drafts import save_draft
from tests import cases
from tests.applying import DRAFT, Home
from tests.cases import NOTE, c
from tests.cities import SECOND_CITY
from tests.filled import answers, fields
from tests.sample import city_in, definitions_by_unit

SURVEYORS = ("s-survey-1", "s-survey-2")


class Application:
    """One case from the draft to its end; each command a day after the one before."""

    def __init__(self, of: Definition) -> None:
        self.of, self.home, self.count = of, Home(), 0
        self.home.begin(item=of)
        save_draft(self.home.account, DRAFT, fields(of), drafts=self.home.drafts, now=self.home.now)
        for material in of.required_materials(answers(of)):
            if not material.shared:
                self.home.upload(material.code)
        self.reference = self.home.submit()

    @property
    def file(self) -> CaseFile:
        return self.home.file(self.reference)

    def do(self, *commands: c.Command) -> None:
        for command in commands:
            self.home.now += timedelta(days=1)
            cases.run(self.home.world, command, self.home.now, self.file.case.matter)

    def id(self) -> str:
        self.count += 1
        return f"command-{self.count}"

    def wait_for(self, need: str, step: str) -> None:
        """What the step needs before it can be passed, done by the window."""
        officer, day = cases.officer(self.of), (local_date(stamp(self.home.now)) + timedelta(days=2)).isoformat()
        if need == SURVEY:
            self.do(c.AssignSurvey(self.id(), officer, step, SURVEYORS, day))
        else:
            self.do(c.OpenProcedure(self.id(), officer, need, step, day, NOTE))
        (held,) = [one for one in self.file.case.interruptions if one.open]
        if need == SURVEY:
            self.do(c.RecordSurvey(self.id(), officer, held.id, day, SURVEYORS, NOTE))
        else:
            self.do(c.CloseProcedure(self.id(), officer, held.id, NOTE))

    def grant(self) -> None:
        if self.of.instant:
            self.do(c.Accept(self.id(), cases.officer(self.of), "grant", NOTE))
            return
        self.do(cases.accept(self.id(), self.of))
        while opened := self.file.case.opened:
            step = self.of.flow.step(next(iter(opened)))
            for need in step.needs:
                self.wait_for(need, step.id)
            self.do(cases.decide(self.id(), self.of, step.id))


@pytest.mark.parametrize("unit", definitions_by_unit())
def test_it_is_applied_for_and_granted(unit: str) -> None:
    for of in definitions_by_unit()[unit]:
        application = Application(of)
        assert application.file.case.status == "received", of.variant
        application.grant()
        case = application.file.case
        assert (case.phase, case.outcome) == ("concluded", "granted"), of.variant
        assert not case.opened, of.variant


def test_another_citys_are_too() -> None:
    """Its own flows (on the spot, two steps, a survey, a joint review with a branch that answers take out), a batch's item,
    one given to a town, one with a fee."""
    with city_in(SECOND_CITY):
        for unit in definitions_by_unit():
            test_it_is_applied_for_and_granted(unit)


def test_the_units_hold_every_variant() -> None:
    assert sum(map(len, definitions_by_unit().values())) == 689
