"""Founding a city's staff, and founding them again after an admin has moved people."""

from typing import Any

from chalicelib.usecases.change_posts import change_posts
from chalicelib.usecases.enrol_staff import STAFF_LIST, enrol_staff
from tests.sample import TUESDAY, World, edition

WINDOW = {"unit": "RSJ", "post": "officer"}
CHIEF = {"unit": "RSJ", "post": "chief"}


def person(number: int, *posts: dict[str, str], **more: str) -> dict[str, Any]:
    return {"id": f"s-{number}", "name": f"同事{number}", "phone": "19900000090", "posts": posts or [WINDOW], **more}


def test_everybody_is_listed_holds_their_posts_and_is_known_as_a_private_person() -> None:
    parties = World().parties
    enrol_staff([person(1), person(2, CHIEF, WINDOW, party="p-2")], parties=parties)
    assert [staff for staff, _ in parties.query(STAFF_LIST)] == ["s-1", "s-2"]
    assert [staff for staff, _ in parties.query("post:RSJ:officer")] == ["s-1", "s-2"]
    assert [staff for staff, _ in parties.query("post:RSJ:chief")] == ["s-2"]
    assert parties.get("s-2", "staff") == {
        "name": "同事2",
        "phone": "19900000090",
        "posts": ["RSJ:chief", "RSJ:officer"],
        "party": "p-2",
    }


def test_founded_again_names_and_telephones_follow_the_folder_and_posts_the_admin() -> None:
    world = World()
    enrol_staff([person(1), person(2)], parties=world.parties)
    ports: Any = {"edition": edition(), "parties": world.parties, "views": world.views, "now": TUESDAY}
    change_posts("s-1", ["RSJ:chief"], changed_by="s-admin", **ports)
    enrol_staff([{**person(1), "phone": "19900000091"}, person(2), person(3)], parties=world.parties)
    moved = world.parties.get("s-1", "staff")
    assert moved == {"name": "同事1", "phone": "19900000091", "posts": ["RSJ:chief"]}
    assert [staff for staff, _ in world.parties.query("post:RSJ:officer")] == ["s-2", "s-3"]
    assert [staff for staff, _ in world.parties.query("post:RSJ:chief")] == ["s-1"]


def test_founding_that_broke_off_is_simply_made_again() -> None:
    whole, broken = World().parties, World().parties
    people = [person(1), person(2, CHIEF)]
    enrol_staff(people, parties=whole)
    broken.put(STAFF_LIST, "s-1", {"name": "同事1", "posts": ["RSJ:officer"]})
    broken.put("post:RSJ:chief", "s-2", {"name": "同事2"})
    enrol_staff(people, parties=broken)
    assert broken.items == whole.items
