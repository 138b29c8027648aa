from collections.abc import Iterable

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.reference import derive, reference_of
from chalicelib.texts import error_text
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.record_dispatch import MOST_ON_A_WAYBILL, BadParcelError, Sent, record_dispatch
from tests import cases
from tests.sample import TUESDAY, World, calendar

LICENCE, PROMISE = cases.instant(), cases.definition("XN-GJGS-001")


def granted(world: World, name: str, of: Definition = LICENCE, *, certified: bool = True) -> str:
    matter = f"c-{derive(name, 0)}"
    actor = cases.officer(of)
    applied = cases.application(of, "window")
    walk_in = c.ReceiveAtWindow("w", actor, applied, applied.required, c.Accept("", actor, "grant", cases.NOTE))
    assert open_case(matter, walk_in, of, log=world.log, calendar=calendar(), now=TUESDAY)
    if certified:
        cases.run(world, c.RecordCertificate("certify", c.SYSTEM_CERTIFY, "k-X", "1"), TUESDAY, matter)
    return reference_of(matter)


def sent(
    world: World,
    references: Iterable[str],
    *,
    of: Definition = LICENCE,
    carrier: str = "ems",
    waybill: str = "EA123456789CN",
    command: str = "d1",
) -> tuple[Sent, ...]:
    return record_dispatch(
        references,
        carrier,
        waybill,
        command,
        cases.officer(of),
        log=world.log,
        catalogue=world.catalogue,
        calendar=calendar(),
        now=TUESDAY,
    )


def waybills(world: World, reference: str) -> list[tuple[str, str]]:
    case = read_case(f"c-{reference}", log=world.log, catalogue=world.catalogue).case
    return [(parcel.carrier, parcel.waybill) for parcel in case.parcels]


def test_many_certificates_go_on_one_waybill_and_one_that_cannot_holds_up_none() -> None:
    world = World()
    good = [granted(world, name) for name in "ab"]
    unready, unknown = granted(world, "c", certified=False), derive("nobody's", 0)
    done = sent(world, [good[0], unready, unknown, "not a reference", good[1], good[0]])
    assert [(one.reference, one.code) for one in done] == [
        (good[0], ""),
        (unready, "certificate_not_ready"),
        (unknown, "case_unknown"),
        ("not a reference", "reference_length"),
        (good[1], ""),
    ]
    assert all(waybills(world, reference) == [("ems", "EA123456789CN")] for reference in good)
    assert waybills(world, unready) == []


def test_the_same_command_again_changes_nothing_and_another_says_that_it_is_done() -> None:
    world = World()
    reference = granted(world, "a")
    assert sent(world, [reference]) == sent(world, [reference])
    assert [one.code for one in sent(world, [reference], command="d2")] == ["already_dispatched"]
    assert len(waybills(world, reference)) == 1


def test_a_licence_goes_by_post_only() -> None:
    world = World()
    licence, card = granted(world, "a"), granted(world, "b", PROMISE)
    (refused,) = sent(world, [licence], carrier="sf", waybill="SF1234567890123")
    assert refused.code == "carrier_not_official"
    assert waybills(world, licence) == []
    (carried,) = sent(world, [card], of=PROMISE, carrier="sf", waybill="sf 1234567890123")
    assert carried.code == ""
    assert waybills(world, card) == [("sf", "SF1234567890123")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"carrier": "zto"}, "carrier_unknown"),
        ({"waybill": "SF1234567890123"}, "waybill_format"),
        ({"waybill": ""}, "waybill_format"),
        ({"waybill": "运单"}, "waybill_format"),
    ],
)
def test_a_wrong_parcel_is_refused_whole(change: dict[str, str], code: str) -> None:
    world = World()
    reference = granted(world, "a")
    with pytest.raises(BadParcelError) as refused:
        sent(world, [reference], **change)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert waybills(world, reference) == []


@pytest.mark.parametrize(("count", "code"), [(0, "nothing_to_send"), (MOST_ON_A_WAYBILL + 1, "too_many_on_a_waybill")])
def test_no_parcel_is_empty_or_endless(count: int, code: str) -> None:
    with pytest.raises(BadParcelError) as refused:
        sent(World(), [str(number) for number in range(count)])
    assert refused.value.code == code
    sentence = error_text(code, **refused.value.about).sentence
    assert (str(MOST_ON_A_WAYBILL) in sentence) == bool(count)
