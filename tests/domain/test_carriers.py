"""The carriers of the sample city, and the rules that any city's must keep."""

import re

import pytest

from chalicelib.domain.carriers import UnknownCarrierError, carrier, carriers, pushed_by
from chalicelib.domain.parcel import WaybillError
from tests.sample import edition

KNOWN = carriers(edition())


def test_codes_are_unique_and_what_a_source_calls_one_is_called_nobody_else() -> None:
    assert len(KNOWN) == len(edition().data["carriers"])
    called = [pair for known in KNOWN.values() for pair in known.pushes.items()]
    assert len(called) == len(set(called))


def test_somebody_may_carry_official_documents() -> None:
    assert [known.code for known in KNOWN.values() if known.official_documents] == ["ems"]


@pytest.mark.parametrize("code", list(KNOWN))
def test_patterns_compile_and_are_within_what_any_waybill_is(code: str) -> None:
    assert re.compile(KNOWN[code].waybill_pattern)
    assert KNOWN[code].telephone


def test_a_waybill_is_checked_against_its_carrier() -> None:
    ems, sf = carrier(edition(), "ems"), carrier(edition(), "sf")
    assert ems.check_waybill(" ea123456789cn\n") == "EA123456789CN"
    assert sf.check_waybill("ＳＦ１２３４５６７８９０１２３") == "SF1234567890123"
    for carried, other in ((ems, "SF1234567890123"), (sf, "EA123456789CN"), (ems, ""), (ems, "EA123456789CN7")):
        with pytest.raises(WaybillError):
            carried.check_waybill(other)


def test_a_source_knows_carriers_by_its_own_codes() -> None:
    assert pushed_by(edition(), "kuaidi100", "shunfeng").code == "sf"
    assert pushed_by(edition(), "standard", "standard").code == "ems"
    for source, code in (("kuaidi100", "sf"), ("standard", "ems"), ("elsewhere", "ems")):
        with pytest.raises(UnknownCarrierError):
            pushed_by(edition(), source, code)


def test_an_unknown_carrier_is_refused() -> None:
    with pytest.raises(UnknownCarrierError):
        carrier(edition(), "zto")
