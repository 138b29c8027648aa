"""Gives the sample staff their first PINs; deployed staff enrol with a one-time code instead."""

import json
from typing import Final

from chalicelib import wiring
from chalicelib.usecases.pins import pin_record
from infra.city_folder import city_folder

COST: Final = 2
"""These PINs stand in a public file, so that making each guess dear would only make the first start slow."""


def set_demo_pins() -> None:
    """Sets the PIN of everybody in `demo_pins.json` who has none; a city without that file has none to set."""
    path = city_folder() / "demo_pins.json"
    if not path.exists():
        return
    parties, entropy, key = wiring.parties(), wiring.entropy(), wiring.pseudonym_key()
    pins = json.loads(path.read_text(encoding="utf-8"))
    known = parties.get_many((staff, "pin") for staff in pins)
    parties.put_many(
        (staff, "pin", pin_record(staff, pin, entropy=entropy, key=key, cost=COST))
        for staff, pin in pins.items()
        if (staff, "pin") not in known
    )
