"""The table of readings covers the catalogue; where it does not, `make pinyin` renews it."""

from chalicelib.adapters.city_files import SAMPLE_CITY, read_city
from chalicelib.domain.search.readings import Readings
from infra.pinyin import missing, table

CITY = read_city(SAMPLE_CITY)


def test_every_character_of_the_catalogue_has_a_reading() -> None:
    lacking = missing(CITY)
    assert not lacking, f"{lacking} cannot be found by pinyin: run `make pinyin` and commit city/readings.json"


def test_a_missing_character_is_named() -> None:
    assert missing({**CITY, "readings": {"first": {"jiao": "教"}}})[:1]
    assert "师" in missing({**CITY, "readings": {"first": {"jiao": "教"}}})


def test_readings_follow_usage() -> None:
    made = Readings.from_data(table(CITY))
    assert made.of("行")[0] == "xing"
    assert "hang" in made.of("行")
    assert "kuai" in made.of("会"), "会计"
    assert made.of("绿")[0] == "lv"
    assert made.of("略")[0] == "lue"
    assert made.of("x") == ()
