"""Gives the sample staff their first PINs; deployed staff enrol with a one-time code instead."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

from chalicelib import wiring
from chalicelib.usecases.pins import set_pin
from infra.publish import city_folder


def set_demo_pins() -> None:
    """Sets the PIN of everybody in `demo_pins.json` who has none; a city without that file has none to set."""
    path = city_folder() / "demo_pins.json"
    if not path.exists():
        return
    parties, entropy, key = wiring.parties(), wiring.entropy(), wiring.pseudonym_key()

    def give(staff: str, pin: str) -> None:
        if parties.get(staff, "pin") is None:
            set_pin(staff, pin, parties=parties, entropy=entropy, key=key)

    pins = json.loads(path.read_text(encoding="utf-8"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(give, pins, pins.values()))
