"""Who may be played locally: the city's sample staff with their posts, telephones and first PINs."""

import json
from typing import Any

from chalicelib.adapters.city_files import read_city, read_staff
from infra.city_folder import city_folder


def sample_staff() -> list[dict[str, Any]]:
    """[{unit, people: [{id, name, posts, phone, pin}]}] in the order of the city's units."""
    folder = city_folder()
    city = read_city(folder)
    posts = {post["code"]: post["name"] for post in city["posts"]}
    pins_file = folder / "demo_pins.json"
    pins = json.loads(pins_file.read_text(encoding="utf-8")) if pins_file.exists() else {}
    people: dict[str, list[dict[str, Any]]] = {unit["code"]: [] for unit in city["units"]}
    for person in read_staff(folder):
        held = person["posts"]
        people[held[0]["unit"]].append(
            {
                "id": person["id"],
                "name": person["name"],
                "posts": [posts[one["post"]] for one in held],
                "phone": person["phone"],
                "pin": pins.get(person["id"], ""),
            }
        )
    return [{"unit": unit["name"], "people": people[unit["code"]]} for unit in city["units"] if people[unit["code"]]]
