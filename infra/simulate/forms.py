"""What an applicant writes: each form's own samples, the person's own name and numbers."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.sample_answers import sample_value
from infra.simulate.plan import PlannedCase

_WORDS = "示例"
_ADDRESS = "湖北省咸宁市示例路1号"


class Forms:
    """By the city's folder, as it is published."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._edition = Edition("", data)
        self._samples: Mapping[str, str] = self._edition.city["samples"]
        self.general_unit: str = data["rules"]["inquiries"]["general_unit"]
        self.definition = cache(self._definition)

    def application(self, case: PlannedCase, person: Mapping[str, str]) -> dict[str, Any]:
        """As saveDraft takes it."""
        of = self.definition(case.item)
        posted = case.handed_over == "posted"
        return {
            "item": of.item,
            "variant": of.variant,
            "applicant_kind": _kind(of),
            "applicant": self._applicant(of, person),
            "answers": self._answers(of),
            "delivery": "courier" if posted else "pickup",
            **({"address": _ADDRESS} if posted else {}),
        }

    def walk_in(self, case: PlannedCase, person: Mapping[str, str], conclusion: Mapping[str, str]) -> dict[str, Any]:
        """As receiveAtWindow takes it."""
        of = self.definition(case.item)
        posted = case.handed_over == "posted"
        return {
            "item": of.item,
            "variant": of.variant,
            "applicant_kind": _kind(of),
            "applicant": {**self._applicant(of, person), **({"address": _ADDRESS} if posted else {})},
            "answers": self._answers(of),
            "delivery": "courier" if posted else "pickup",
            "originals": [one.code for one in of.required_materials(self._answers(of))],
            "conclusion": conclusion,
        }

    def materials(self, case: PlannedCase) -> Sequence[str]:
        """What has to be brought or uploaded for these answers."""
        of = self.definition(case.item)
        return [one.code for one in of.required_materials(self._answers(of)) if not one.shared]

    def _definition(self, item: str) -> Definition:
        variant = self._edition.item(item)["variants"][0]["code"]
        return self._edition.definition(item, variant)

    def _applicant(self, of: Definition, person: Mapping[str, str]) -> dict[str, Any]:
        """A company is entered by its agent, whose name and number these are then."""
        block = self._edition.data["applicants"][_kind(of)]
        filled = {name: sample_value(block["properties"][name], _WORDS, self._samples) for name in block["required"]}
        if "id_number" in filled:
            return {**filled, **person}
        return {
            **filled,
            "agent_name": person["name"],
            "agent_id_number": person["id_number"],
            "phone": person["phone"],
        }

    def _answers(self, of: Definition) -> dict[str, Any]:
        asked = of.data["form"]["properties"].items()
        return {name: sample_value(field, _WORDS, self._samples) for name, field in asked}


def _kind(of: Definition) -> str:
    return str(of.data["applicants"][0])
