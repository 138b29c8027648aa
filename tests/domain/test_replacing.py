"""The quick copy does what the standard library's does."""

import dataclasses

import pytest

from chalicelib.domain.case import Case
from chalicelib.domain.replacing import replace


def test_a_copy_is_the_standard_librarys() -> None:
    case = Case(matter="c-1")
    changed = replace(case, status="accepted", seq=3)
    assert changed == dataclasses.replace(case, status="accepted", seq=3)
    assert changed != case
    assert type(changed) is Case
    assert case == Case(matter="c-1")


def test_it_stays_frozen_and_knows_its_fields() -> None:
    changed = replace(Case(matter="c-1"), seq=3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        changed.seq = 4  # type: ignore[misc]
    with pytest.raises(TypeError, match="no_such_field"):
        replace(changed, no_such_field=1)  # type: ignore[call-arg]
