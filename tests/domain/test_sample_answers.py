"""Samples pass the very check that applications pass, whatever the schema."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.sample_answers import sample_value
from chalicelib.usecases.check_form import check_form
from tests.sample import definitions_by_unit, edition

TODAY = date(2026, 11, 26)
WORDS = "按实际情况填写"
BOUNDS = st.fixed_dictionaries({}, optional={"minimum": st.integers(-3, 9), "maximum": st.integers(9, 20)})
SCHEMAS = st.one_of(
    st.fixed_dictionaries({"type": st.just("string"), "enum": st.lists(st.sampled_from("甲乙丙"), min_size=1)}),
    st.fixed_dictionaries(
        {"type": st.just("string")}, optional={"minLength": st.integers(0, 9), "maxLength": st.integers(9, 99)}
    ),
    st.fixed_dictionaries({"type": st.just("string"), "maxLength": st.integers(1, 5)}),
    st.fixed_dictionaries(
        {
            "type": st.just("string"),
            "format": st.sampled_from(["mobile", "resident-id", "uscc", "date", "plate"]),
        }
    ),
    st.fixed_dictionaries({"type": st.just("boolean")}, optional={"const": st.just(True)}),
    BOUNDS.map(lambda bounds: {"type": "integer", **bounds}),
    BOUNDS.map(lambda bounds: {"type": "number", **bounds}),
    st.fixed_dictionaries({"type": st.just("number"), "exclusiveMinimum": st.integers(-2, 5)}),
    st.fixed_dictionaries({"type": st.just("integer"), "exclusiveMaximum": st.integers(-2, 5)}),
)


def check(form: Mapping[str, Any]) -> None:
    filled = {name: sample_value(field, WORDS, edition().city["samples"]) for name, field in form["properties"].items()}
    clean, errors = check_form(form, filled, today=TODAY)
    assert errors == {}
    assert set(clean) == set(filled)


@pytest.mark.parametrize("unit", definitions_by_unit())
def test_every_published_form_has_a_sample(unit: str) -> None:
    for definition in definitions_by_unit()[unit]:
        check(definition.data["form"])


@pytest.mark.parametrize("kind", ["person", "company", "agent"])
def test_every_applicant_has_one(kind: str) -> None:
    check(edition().data["applicants"][kind])


@given(SCHEMAS)
def test_any_field_has_one(schema: dict[str, Any]) -> None:
    check({"properties": {"field": schema}, "required": ["field"]})
