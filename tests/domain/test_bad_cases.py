"""The three bad cases of the city's report before its reform, replayed as chains of cases in calendar days: the ledger and
the cards show who held them, and the chain how long lay between one permit and the next."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Definition, Limit
from chalicelib.domain.ledger import Holder, Ledger, Stretch, calendar_days, ledger, moments, shares
from chalicelib.domain.times import stamp
from tests import cases
from tests.law import people
from tests.law.chain import Piece, chain, days, gaps
from tests.law.story import Story
from tests.sample import TUESDAY

APPLICANT, COURIER = Holder("applicant"), Holder("carrier", "", "ems")
EXPERTS = Holder("third_party", "", "expert_review")


def post(unit: str, name: str) -> Holder:
    return Holder("post", unit, name)


def window(unit: str) -> Holder:
    return Holder("window", unit, "officer")


BUILDING = {"has_basement": True, "special": False}
"""What the form says of the building: the civil defence office is asked, no experts are."""

PLANNING = cases.definition("XN-GHJ-001")
DRAWINGS = cases.definition("XN-ZJW-001")


def like_drawings(name: str, unit: str, promised: int) -> Definition:
    """A permit that the sample city does not list, handled like the drawing review by another unit."""
    made = replace(DRAWINGS, item=name, name=name, promised=Limit(promised, "working_days"))
    return made.handled_by(unit)


APPROVAL = like_drawings("project-approval", "FGW", 1)
CONSTRUCTION = like_drawings("construction-permit", "ZJW", 7)


class Permit(Story):
    """One permit of the undertaking; its days are counted from the day on which the undertaking began."""

    def __init__(self, of: Definition, began: date, day: int, matter: str) -> None:
        super().__init__(of, (began + timedelta(days=day)).isoformat())
        self.began = began
        self.journal.matter = matter
        self.journal.states = [replace(self.case, matter=matter)]
        self.unit = of.unit
        applied = self.command(c.Receive).application
        self.does(c.Receive, application=replace(applied, skipped=of.flow.skipped_by(BUILDING)))

    def on(self, day: int) -> "Permit":
        self.goes_on(self.began + timedelta(days=day))
        return self

    def officer(self) -> c.Actor:
        return people.staff("s-officer", f"{self.unit}:officer")

    def accepts(self, day: int) -> "Permit":
        self.on(day).does(c.Accept, actor=self.officer())
        return self

    def passes(self, **steps: int) -> "Permit":
        """Each step by somebody of its post on that day."""
        for name, day in steps.items():
            step = name.replace("_", "-")
            self.on(day)
            opened = self.case.opened[step]
            holder = people.staff(f"s-{opened.unit}-{opened.post}", f"{opened.unit}:{opened.post}")
            self.decides(step, actor=holder)
        return self

    def handed_over(self, day: int) -> "Permit":
        self.does(c.RecordCertificate)
        self.on(day).does(c.RecordPickup, actor=self.officer())
        return self

    def kept(self) -> Ledger:
        told = moments(self.journal.matter, self.journal.commits, self.journal.definition)
        return ledger(told, self.journal.definition, stamp(self.now))

    def in_hand(self) -> dict[Holder, Fraction]:
        return {share.holder: share.days for share in shares(self.kept().main, calendar_days)}

    def carded(self) -> set[tuple[str, str, str, str]]:
        return {(one.fact.colour, one.fact.rule, one.fact.unit, one.fact.post) for one in self.case.cards}


def told(*permits: Permit) -> tuple[Piece, ...]:
    return chain((permit.journal.matter, permit.kept()) for permit in permits)


def test_promised_twenty_five_working_days_and_a_hundred_and_thirty_five_days_from_approval_to_drawings() -> None:
    began = date(2013, 3, 4)
    approval = Permit(APPROVAL, began, 0, "c-approval").accepts(3).passes(handle=11, review=18, approve=22)
    approval.handed_over(24)
    planning = Permit(PLANNING, began, 38, "c-planning").accepts(42)
    planning.passes(handle=50, fire_opinion=56, housing_opinion=60, defence_opinion=71, review=77, approve=81)
    planning.handed_over(84)
    drawings = Permit(DRAWINGS, began, 98, "c-drawings").accepts(102).passes(handle=120, review=126, approve=132)
    drawings.handed_over(135)

    promised = [permit.journal.definition.promised for permit in (approval, planning, drawings)]
    assert sum(limit.amount for limit in promised) == 25
    pieces = told(approval, planning, drawings)
    assert days(pieces, calendar_days) == 135
    assert [days([gap], calendar_days) for gap in gaps(pieces)] == [14, 14]
    assert [gap.matter for gap in gaps(pieces)] == ["c-approval", "c-planning"]
    assert approval.in_hand() == {
        window("FGW"): 5,
        post("FGW", "officer"): 8,
        post("FGW", "chief"): 7,
        post("FGW", "director"): 4,
    }
    assert planning.in_hand() == {
        window("GHJ"): 7,
        post("GHJ", "officer"): 8,
        post("RFB", "chief"): 21,
        post("GHJ", "chief"): 6,
        post("GHJ", "director"): 4,
    }
    beside = shares(planning.kept().beside, calendar_days)
    assert {share.holder: share.days for share in beside} == {post("XFJ", "chief"): 6, post("ZJW", "chief"): 10}
    assert ("red", "promised", "FGW", "officer") in approval.carded()
    assert ("yellow", "step", "RFB", "chief") in planning.carded()
    assert ("red", "promised", "RFB", "chief") in planning.carded()
    assert ("red", "statutory", "GHJ", "director") not in planning.carded()
    assert {("red", "promised", "ZJW", "chief"), ("red", "statutory", "ZJW", "chief")} <= drawings.carded()


def test_a_planning_permit_two_hundred_and_sixty_seven_days_from_application_to_certificate() -> None:
    permit = Permit(PLANNING, date(2013, 4, 1), 0, "c-planning")
    permit.on(5).does(c.RequestCorrection)
    permit.does(c.OpenDocuments)
    permit.on(15).does(c.SupplyCorrection)
    permit.accepts(21).passes(handle=45, fire_opinion=60, housing_opinion=80, defence_opinion=110)
    permit.on(115).does(c.OpenProcedure, planned_end_on=(permit.began + timedelta(days=155)).isoformat())
    permit.on(150).does(c.CloseProcedure)
    permit.passes(review=200, approve=240).does(c.RecordCertificate)
    permit.on(255).does(c.RecordDispatch)
    permit.on(267).does(c.RecordParcel, state="delivered")

    assert permit.case.status == "served"
    assert permit.in_hand() == {
        window("GHJ"): 5 + 6 + 15,
        APPLICANT: 10,
        post("GHJ", "officer"): 24,
        post("RFB", "chief"): 65,
        post("GHJ", "chief"): 5 + 50,
        EXPERTS: 35,
        post("GHJ", "director"): 40,
        COURIER: 12,
    }
    assert sum(permit.in_hand().values()) == 267
    red = {(rule, unit, post) for colour, rule, unit, post in permit.carded() if colour == "red"}
    assert {("promised", "GHJ", "officer"), ("statutory", "RFB", "chief"), ("joint", "RFB", "chief")} <= red
    assert ("delivery", "GHJ", "officer") in red


def test_the_youth_palace_more_than_a_year_from_approval_to_the_first_spade() -> None:
    """Four permits one after another: the offices had it for 214 days, nobody for 171."""
    began = date(2013, 1, 7)
    approval = Permit(APPROVAL, began, 0, "c-1-approval").accepts(4).passes(handle=15, review=22, approve=25)
    approval.handed_over(28)
    planning = Permit(PLANNING, began, 92, "c-2-planning").accepts(98)
    planning.passes(handle=112, defence_opinion=120, housing_opinion=126, fire_opinion=140, review=154, approve=161)
    planning.handed_over(168)
    drawings = Permit(DRAWINGS, began, 231, "c-3-drawings").accepts(235).passes(handle=266, review=273, approve=280)
    drawings.handed_over(287)
    building = Permit(CONSTRUCTION, began, 331, "c-4-building").accepts(337).passes(handle=357, review=371, approve=378)
    building.handed_over(385)

    permits = (approval, planning, drawings, building)
    pieces = told(*permits)
    assert days(pieces, calendar_days) == 385
    assert [days([gap], calendar_days) for gap in gaps(pieces)] == [64, 63, 44]
    held = {permit.journal.matter: sum(permit.in_hand().values()) for permit in permits}
    assert held == {"c-1-approval": 28, "c-2-planning": 76, "c-3-drawings": 56, "c-4-building": 54}
    assert sum(held.values()) + days(gaps(pieces), calendar_days) == 385
    assert all(any(colour == "red" for colour, *_ in permit.carded()) for permit in permits)


stretches = st.lists(st.integers(0, 9), min_size=1, max_size=4)


@given(st.lists(st.tuples(st.integers(0, 60), stretches), min_size=1, max_size=5))
def test_the_pieces_of_any_chain_tile_it(begun: list[tuple[int, list[int]]]) -> None:
    """Whatever cases overlap, touch or lie apart: no piece overlaps the next, and together they last from the first
    receipt to the last service."""
    kept = []
    for number, (start, lengths) in enumerate(begun):
        at, main = start, []
        for place, length in enumerate(lengths):
            if length:
                main.append(Stretch(Holder("post", str(place)), on_day(at), on_day(at + length)))
            at += length
        kept.append((f"c-{number}", Ledger(tuple(main), ())))
    pieces = chain(kept)
    ends = [stretch for _, each in kept for stretch in each.main]
    if not ends:
        assert pieces == ()
        return
    assert all(one.until == following.since for one, following in pairwise(pieces))
    assert all(piece.since < piece.until for piece in pieces)
    first, last = min(one.since for one in ends), max(one.until for one in ends)
    assert days(pieces, calendar_days) == calendar_days(first, last)


def on_day(number: int) -> str:
    return stamp(TUESDAY + timedelta(days=number))
