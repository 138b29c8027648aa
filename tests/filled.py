"""An application for any published variant, filled in as its own form and applicants' blocks ask."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.sample_answers import sample_value
from tests.sample import edition


def samples() -> Mapping[str, str]:
    found: Mapping[str, str] = edition().city["samples"]
    return found


def answers(of: Definition) -> dict[str, Any]:
    """A value for every field of the form but the number of an earlier certificate, which nobody here was given. Every box
    is ticked, so that the steps and papers that hang on one come in."""
    earlier = of.data.get("renewal", {}).get("field")
    asked = of.data["form"]["properties"].items()
    return {name: sample_value(field, "示例", samples()) for name, field in asked if name != earlier}


def fields(of: Definition) -> dict[str, Any]:
    """As the pages of an application post them."""
    kind = of.data["applicants"][0]
    block = edition().data["applicants"][kind]
    person = {name: sample_value(block["properties"][name], "示例", samples()) for name in block["required"]}
    delivery = (
        {"delivery": "courier", "address": samples()["address"]} if of.data["courier"] else {"delivery": "pickup"}
    )
    return {
        "applicant_kind": kind,
        **person,
        **delivery,
        **{f"answers.{name}": one for name, one in answers(of).items()},
    }
