"""What people really type finds what they mean. `make search-check` prints the misses and the time of a query."""

from statistics import mean

import pytest

from chalicelib.domain.search import Index
from chalicelib.domain.search.filters import Filters
from infra.search_check import LEAST_SHARE, MOST_MS, ask, lists, share
from tests.sample import edition

QUERIES = lists()
INDEX = Index(edition())
NAMES = [name for item in INDEX.items for name in (item["name"], *(variant["name"] for variant in item["variants"]))]
SYNONYMS = edition().data["synonyms"]
LEAST_UNSEEN = 0.8


def test_there_are_enough_queries_each_once_and_each_for_an_item_of_the_catalogue() -> None:
    assert len(QUERIES["tuned"]) >= 150
    assert len(QUERIES["untuned"]) >= 50
    asked = [query for queries in QUERIES.values() for query, _ in queries]
    assert len(asked) == len(set(asked))
    for queries in QUERIES.values():
        for _, code in queries:
            edition().item(code)


@pytest.mark.parametrize(("name", "least"), [("tuned", LEAST_SHARE), ("untuned", LEAST_UNSEEN)])
def test_the_item_that_is_meant_is_among_the_first_three(name: str, least: float) -> None:
    asked = ask(INDEX, QUERIES[name])
    assert share(asked) >= least, [one.query for one in asked if not one.hit]
    assert mean(one.ms for one in asked) <= MOST_MS


@pytest.mark.parametrize("word", SYNONYMS["words"], ids=lambda word: word["means"])
def test_what_a_synonym_means_stands_in_a_name(word: dict[str, str]) -> None:
    assert any(word["means"] in name for name in NAMES), "remove it from city/synonyms.json, or mend it"


def test_a_theme_names_known_units_and_every_theme_has_items_and_no_words_in_vain() -> None:
    for theme in edition().data["themes"]:
        assert set(theme["units"]) <= set(edition().units())
        assert INDEX.find("", Filters(theme=theme["code"]))
        assert [word for word in theme["words"] if not any(word in name for name in NAMES)] == []


@pytest.mark.parametrize("event", SYNONYMS["events"], ids=lambda event: event["say"][0])
def test_an_event_of_life_finds_all_that_it_needs_in_that_order(event: dict[str, list[str]]) -> None:
    for said in event["say"]:
        found = [item["code"] for item in INDEX.find(said) if item["code"] in event["items"]]
        assert found == event["items"], said
