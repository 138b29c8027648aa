"""Cases whose commands, all real, give every kind of document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.document.letter import Letter
from chalicelib.domain.dossier import Part
from chalicelib.domain.facts import CorrectionRow, Sealed
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import stamp
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.draw_document import DrawnDocument, draw_document
from chalicelib.usecases.execute import bring_up_to_date, execute, open_case
from chalicelib.usecases.publish_edition import publish_edition
from tests import cases
from tests.sample import INSTANT, JOINT, TUESDAY, World, calendar, edition

SITE = "https://hall.test"
PERSON = {"applicant_kind": "person", "applicant": {"name": "王小明", "phone": "+8619900000001"}}
COMPANY = {"applicant_kind": "company", "applicant": {"name": "咸宁市某某建设有限公司", "phone": "+8619900000001"}}
SUPERVISOR = cases.staff("s-supervisor", "ZWZX:supervisor")
BUS_CARD, CATERING, CODE_RENEWAL, UNEMPLOYED = "XN-GJGS-001", "XN-YJJ-001", "XN-ZJJ-002", "XN-RSJ-003"


class Letters:
    """A printer that keeps what it was given."""

    def __init__(self) -> None:
        self.printed: list[Letter] = []

    def print(self, letter: Letter) -> bytes:
        self.printed.append(letter)
        return b"%PDF-"


@cache
def city() -> Edition:
    """The sample city, in which the planning permit is also one that a higher authority may decide."""
    data = dict(edition().data)
    items = dict(data["items"])
    forwarding = {"forwards_to": [{"code": "province", "name": "湖北省住房和城乡建设厅"}]}
    items[JOINT] = {**items[JOINT], **forwarding, "correction_after_acceptance": True}
    return publish_edition({**data, "items": items}, catalogue=World().catalogue, now=TUESDAY)


@dataclass
class Office:
    """One case, command by command, an hour apart."""

    item: str
    form: Mapping[str, Any] = field(default_factory=lambda: PERSON)
    name: str = ""
    channel: str = "online"
    now: datetime = TUESDAY

    def __post_init__(self) -> None:
        self.world = World()
        self.world.catalogue.publish(city(), now="")
        self.matter = case_matter(derive(f"documents {self.item} {self.name}", 0))
        self.of: Definition = city().definition(self.item, city().item(self.item)["variants"][0]["code"])
        self.officer = cases.officer(self.of)
        self.count = self.sealed = 0
        self.world.parties.put("s-survey-1", "staff", {"name": "李明", "posts": []})
        self.world.parties.put("s-survey-2", "staff", {"name": "赵强", "posts": []})
        self.world.parties.put("s-chair", "staff", {"name": "钱主持", "posts": []})

    def id(self) -> str:
        self.count += 1
        return f"command-{self.count}"

    def words(self, text: str, **more: Any) -> Sealed:
        self.sealed += 1
        return self.seal(f"note#{self.sealed}", {"text": text, **more})

    def seal(self, name: str, content: Mapping[str, Any]) -> Sealed:
        return self.world.dossiers.put(Part(self.matter, name, "salt", content)).seal()

    def application(self) -> c.Application:
        required = tuple(material.code for material in self.of.required_materials({}))
        channel: Any = self.channel
        form = self.seal("form#1", self.form)
        skipped = self.of.flow.skipped_by(cases.ANSWERS)
        return c.Application(cases.APPLICANT.id, channel, form, cases.PAPERS, required, "pickup", skipped=skipped)

    def received(self) -> "Office":
        self._open(c.Receive(self.id(), cases.APPLICANT, self.application()))
        return self

    def walked_in(self, then: c.Conclusion) -> "Office":
        applied = self.application()
        self._open(c.ReceiveAtWindow(self.id(), self.officer, applied, applied.required, then))
        return self

    def _open(self, command: c.Command) -> None:
        assert open_case(self.matter, command, self.of, log=self.world.log, calendar=calendar(), now=self.now)

    def accepted(self) -> "Office":
        return self.received().do(c.Accept(self.id(), self.officer, "accept", cases.NOTE))

    def do(self, *commands: c.Command) -> "Office":
        for command in commands:
            self.now += timedelta(hours=1)
            ports = {"log": self.world.log, "catalogue": self.world.catalogue}
            execute(self.matter, command, calendar=calendar(), now=self.now, **ports)  # type: ignore[arg-type]
        return self

    def decided(self, *steps: str, last: Any = "pass", text: str = "") -> "Office":
        for step in steps:
            outcome = last if step == steps[-1] else "pass"
            opinion = self.words(text)
            command = cases.decide(self.id(), self.of, step, outcome)
            self.do(c.DecideStep(command.id, command.actor, step, outcome, "", opinion, "", "page"))
        return self

    def served(self, document: str) -> "Office":
        self.now += timedelta(hours=1)
        return self.do(c.ServeDocument(self.id(), self.officer, document, "phone", stamp(self.now), self.words("")))

    def later(self, **span: float) -> "Office":
        self.now += timedelta(**span)
        return self

    @property
    def file(self) -> CaseFile:
        return read_case(self.matter, log=self.world.log, catalogue=self.world.catalogue)

    @property
    def case(self) -> Case:
        return self.file.case

    def document(self, kind: str) -> str:
        """The id of the last document of the kind."""
        return [one.id for one in self.case.documents if one.kind == kind][-1]

    def draw(self, document: str, printer: Any) -> DrawnDocument:
        return draw_document(
            self.file,
            document,
            dossiers=self.world.dossiers,
            catalogue=self.world.catalogue,
            parties=self.world.parties,
            calendar=calendar(),
            printer=printer,
            site=SITE,
        )

    def letter(self, kind: str) -> Letter:
        letters = Letters()
        self.draw(self.document(kind), letters)
        return letters.printed[0]


def planning(name: str = "") -> Office:
    return Office(JOINT, COMPANY, name)


def corrected(office: Office) -> Office:
    material = office.of.materials[0]
    rows = (CorrectionRow(material.code, 0), CorrectionRow("form", -1))
    told = {material.code: material.data["corrections"][0], "form": "项目代码少写了一位。请核对后改正。"}
    note = office.words("项目代码少写了一位。", rows=told)
    return office.do(c.RequestCorrection(office.id(), office.officer, rows, note))


def interrupted() -> Office:
    """Everything that may hold up a licence, then its refusal."""
    office = planning("interrupted").accepted()
    officer, matter = office.officer, office.id
    office.do(c.AssignSurvey(matter(), officer, "handle", ("s-survey-1", "s-survey-2"), "2026-03-04"))
    office.later(days=1)
    record = office.words("现场已经平整，没有动工。\n退让道路红线12米，和图纸一致。")
    office.do(c.RecordSurvey(matter(), officer, "survey-3", "2026-03-04", ("s-survey-1", "s-survey-2"), record))
    office.do(
        c.OpenProcedure(
            matter(), officer, "expert_review", "", "2026-03-10", office.words("方案涉及超限高层，需要专家评审。")
        )
    )
    office.do(
        c.ProlongProcedure(
            matter(), officer, "expert_review-5", "2026-03-12", office.words("两名专家出差，评审会推后两天。")
        )
    )
    office.do(c.CloseProcedure(matter(), officer, "expert_review-5", office.words("评审通过")))
    office.do(c.OfferHearing(matter(), officer, office.words("建筑遮挡北侧住宅的日照。")))
    office.served("hearing_right-8")
    office.do(c.RequestHearing(matter(), cases.APPLICANT))
    called = office.words("上午九点，政务服务中心三楼302室。请带身份证件。")
    office.do(c.CallHearing(matter(), officer, "2026-03-20", "s-chair", called))
    office.later(days=16)
    office.do(
        c.HoldHearing(
            matter(),
            officer,
            office.case.hearing.called_on if office.case.hearing else "",
            "present",
            office.words("申请人陈述：已经和北侧住户协商。\n利害关系人陈述：不同意遮挡。"),
        )
    )
    director = cases.staff("s-director", f"{office.of.unit}:director")
    office.do(c.ExtendLimit(matter(), director, 5, office.words("听证后需要重新核算日照。")))
    slip = office.words("通知书里的“302室”应当是“301室”。")
    office.do(c.Amend(matter(), officer, "document", office.document("hearing_notice"), Sealed("", ""), slip))
    branches = ("fire-opinion", "defence-opinion", "housing-opinion")
    office.decided("handle", *branches, "review", "approve", last="refuse", text="日照时间低于国家标准的最低要求。")
    return office


def again() -> Office:
    """A second expert review, and a hearing to which who asked for it did not come."""
    office = planning("again").accepted()
    officer = office.officer
    for _ in range(2):
        why = office.words("方案改动较大，需要专家评审。")
        office.do(c.OpenProcedure(office.id(), officer, "expert_review", "", "2026-03-10", why))
        review = office.case.interruptions[-1].id
        office.do(c.CloseProcedure(office.id(), officer, review, office.words("评审通过")))
    office.do(c.CallHearing(office.id(), officer, "2026-03-20", "s-chair", office.words("三楼302室。")))
    office.later(days=17)
    return office.do(
        c.HoldHearing(office.id(), officer, "2026-03-20", "absent", office.words("等候一小时，没有到场。"))
    )


@cache
def offices() -> Mapping[str, Office]:
    """A case by what happened in it."""
    return dict(_offices())


def _offices() -> Iterator[tuple[str, Office]]:
    yield "interrupted", interrupted()
    yield "again", again()
    yield "corrected", corrected(planning("corrected").received())
    yield "corrected after acceptance", corrected(planning("supplement").accepted())
    yield "deemed", planning("deemed").received().later(days=20).decided("handle")
    lapsed = corrected(planning("lapsed").received())
    lapsed.served(lapsed.document("correction_notice")).later(days=60)
    yield "lapsed", swept(lapsed)
    for regime, item in (("licence", JOINT), ("other_law", CODE_RENEWAL), ("promise", UNEMPLOYED)):
        yield from _declined(regime, item)
    office = planning("withdrawn").received()
    yield "withdrawn", office.do(c.Withdraw(office.id(), cases.APPLICANT))
    office = planning("void").accepted()
    office.do(c.ProposeVoid(office.id(), office.officer, office.words("同一项目登记了两次。")))
    yield "void", office.do(c.ConfirmVoid(office.id(), SUPERVISOR))
    office = planning("forwarded").accepted().decided("handle", "fire-opinion", "defence-opinion", "housing-opinion")
    first_view = office.words("材料齐全，初步审查同意。")
    yield "forwarded", office.do(c.Forward(office.id(), office.officer, "province", first_view))
    office = planning("terminated").accepted()
    ended = office.words("企业已经注销。")
    yield "terminated", office.do(c.Terminate(office.id(), office.officer, "applicant_gone", ended))
    office = Office(BUS_CARD).accepted()
    notice = office.words("缴费后当场发卡。")
    yield "fee", office.do(c.NotifyFee(office.id(), office.officer, 0, 1, "2026-03-10", notice))
    for regime, item in (("licence", INSTANT), ("other_law", CODE_RENEWAL), ("promise", UNEMPLOYED)):
        yield from _decided(regime, item)


def _declined(regime: str, item: str) -> Iterator[tuple[str, Office]]:
    for ground, to_unit in (("no_permit_needed", ""), ("other_unit", "ZJJ"), ("banned", "")):
        office = Office(item, name=ground).received()
        note = office.words("请见窗口的说明。")
        yield f"{ground} {regime}", office.do(c.Decline(office.id(), office.officer, ground, to_unit, note))


def _decided(regime: str, item: str) -> Iterator[tuple[str, Office]]:
    office = Office(item, name="granted", channel="window")
    office.walked_in(c.Accept("", office.officer, "grant", office.words("")))
    office.do(c.RecordCertificate(office.id(), c.SYSTEM_CERTIFY, "k-X", "XNTEST2026ABCDE23456"))
    yield f"granted {regime}", office.do(c.RecordPickup(office.id(), office.officer))
    office = Office(item, name="refused").accepted()
    yield f"refused {regime}", office.decided("decide", last="refuse", text="申请人不符合年龄条件。")


def swept(office: Office) -> Office:
    """What time has brought stands in the log."""
    file = office.file
    bring_up_to_date(file.case, file.definition, log=office.world.log, calendar=calendar(), now=office.now)
    return office
