"""Invented people for the posts that nobody of `staff.json` holds, so that every item of every unit can be decided."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from random import Random
from typing import Any, Final

Json = Mapping[str, Any]

POSTS: Final = ("officer", "chief", "director")
SURNAMES: Final = "郑孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN: Final = (
    "建国",
    "海燕",
    "志强",
    "丽华",
    "国庆",
    "春梅",
    "卫东",
    "玉兰",
    "永明",
    "雪琴",
    "家兴",
    "秀英",
    "德胜",
    "小红",
)
FIRST_PHONE: Final = 19900001001


def unit_staff(units: Sequence[Json], known: Sequence[Json], seed: str) -> list[Json]:
    """One person for each post that is vacant in a unit of the city, in the order of the units; counties have their own."""
    held = {(post["unit"], post["post"]) for person in known for post in person["posts"]}
    numbers = Counter(post["unit"] for person in known for post in person["posts"][:1])
    vacant = [
        (unit["code"], post)
        for unit in units
        for post in POSTS
        if not unit.get("county") and (unit["code"], post) not in held
    ]
    names = _names(seed, {person["name"] for person in known})
    made: list[Mapping[str, Any]] = []
    for place, ((unit, post), name) in enumerate(zip(vacant, names, strict=False)):
        numbers[unit] += 1
        person = {"id": f"s-{unit.lower()}-{numbers[unit]}", "name": name, "phone": str(FIRST_PHONE + place)}
        made.append({**person, "posts": [{"unit": unit, "post": post}]})
    return made


def _names(seed: str, taken: set[str]) -> Iterator[str]:
    names = ["".join(parts) for parts in product(SURNAMES, GIVEN)]
    Random(seed).shuffle(names)  # noqa: S311 sample data
    return (name for name in names if name not in taken)
