"""What a case tells its applicant, command by command; the rules and the sentences are the real ones."""

from dataclasses import replace
from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.messages import applicant_messages
from chalicelib.domain.notice import Message
from chalicelib.texts.messages import templates
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import open_case
from tests import cases
from tests.sample import TUESDAY, World, calendar
from tests.sending import MATTER


class History:
    """A case of the joint-review permit, command by command, and what each commit tells."""

    def __init__(self, of: Definition | None = None, delivery: Any = "courier", world: World | None = None) -> None:
        self.world, self.of, self.delivery = world or World(), of or cases.joint(), delivery
        self.now = TUESDAY

    def received(self) -> list[Message]:
        receive = c.Receive("r", cases.APPLICANT, replace(cases.application(self.of), delivery=self.delivery))
        return self.open(receive)

    def walked_in(self, then: c.Conclusion) -> list[Message]:
        officer = cases.officer(self.of)
        applied = replace(cases.application(self.of, "window"), delivery=self.delivery)
        return self.open(c.ReceiveAtWindow("w", officer, applied, applied.required, then))

    def open(self, command: c.Command) -> list[Message]:
        opened = open_case(MATTER, command, self.of, log=self.world.log, calendar=calendar(), now=TUESDAY)
        assert opened is not None
        return self.last()

    def then(self, *commands: c.Command) -> list[Message]:
        """The messages of the last command's commit."""
        for command in commands:
            cases.run(self.world, command, self.now, MATTER)
        return self.last()

    def decided(self, *steps: str, outcome: str = "pass", to: str = "") -> list[Message]:
        *earlier, last = steps
        passed = [cases.decide(f"d-{step}", self.of, step) for step in earlier]
        return self.then(*passed, cases.decide(f"d-{last}-{outcome}", self.of, last, outcome, to))

    def in_review(self) -> "History":
        self.received()
        self.then(cases.accept("a", self.of))
        return self

    def case(self) -> Case:
        return read_case(MATTER, log=self.world.log, catalogue=self.world.catalogue).case

    def last(self) -> list[Message]:
        file = read_case(MATTER, log=self.world.log, catalogue=self.world.catalogue)
        return list(applicant_messages(file.commits[-1], file.case, file.definition))


def told(messages: list[Message]) -> tuple[str, dict[str, str]]:
    (message,) = messages
    assert message.recipient.id == cases.APPLICANT.id
    assert message.recipient.part == cases.FORM.part
    given = {name if name != "steps" else "step" for name in message.params}
    assert given >= templates()[message.template].fields - {
        *("centre", "hall", "telephone", "date", "code", "amount", "limit", "link")
    }
    own = {key: value for key, value in message.params.items() if key not in ("item", "reference")}
    return message.template, own
