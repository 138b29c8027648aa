"""The sample city's data keeps its own rules: references resolve, nothing that publication requires is missing."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from chalicelib.adapters.city_files import read_city, read_staff
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import BY_AGENT, Definition, Edition, Limit
from chalicelib.domain.flow import Parallel, Step
from chalicelib.domain.renewal import renewal_terms

CITY = Path(__file__).parents[2] / "chalicelib" / "city"
FORMATS = {"resident-id", "uscc", "mobile", "date", "plate"}
SCALARS = {"string", "integer", "number", "boolean"}
# What the catalogue must say of every item before it is published (the national implementation list's elements).
IDENTITY = ("code", "name", "unit", "zone", "category", "regime", "status", "version", "effective_from", "variants")
TERMS = ("legal_basis", "applicants", "who", "conditions", "promised_limit", "flow", "materials", "fee_basis", "form")
CONTACT = ("window", "telephone", "complaint_telephone", "sources", "faq", "keywords")
STATED = ("effective_until", "statutory_limit", "fees", "result", "courier", "online", "quota", "delegation", "notes")


def load(name: str) -> Any:
    return json.loads((CITY / name).read_text(encoding="utf-8"))


DATA: Any = read_city(CITY)
ITEMS: dict[str, dict[str, Any]] = DATA["items"]
UNITS: dict[str, dict[str, Any]] = {unit["code"]: unit for unit in load("units.json")}
POSTS: set[str] = {post["code"] for post in load("posts.json")}
ZONES: set[str] = {zone["code"] for zone in load("city.json")["zones"]}
STAFF: list[Any] = read_staff(CITY)
EDITION = Edition("test", DATA)
DEFINITIONS: list[Definition] = [
    EDITION.definition(item["code"], variant["code"]) for item in ITEMS.values() for variant in item["variants"]
]
YEARS: list[dict[str, Any]] = DATA["calendar"]
CALENDAR = Calendar.from_data(YEARS, load("service_hours.json"))

WITH_ITEMS = sorted({item["unit"] for item in ITEMS.values()})


def every_item(test: Callable[[dict[str, Any]], None]) -> Callable[[str], None]:
    """The test on each item, a case for each unit: a case for each item would cost more than what it tests."""

    @pytest.mark.parametrize("unit", WITH_ITEMS)
    def of_the_unit(unit: str) -> None:
        for item in ITEMS.values():
            if item["unit"] == unit:
                test(item)

    return of_the_unit


def every_definition(test: Callable[[Definition], None]) -> Callable[[str], None]:
    """The test on each variant, a case for each unit."""

    @pytest.mark.parametrize("unit", WITH_ITEMS)
    def of_the_unit(unit: str) -> None:
        for definition in DEFINITIONS:
            if definition.unit == unit:
                test(definition)

    return of_the_unit


def pointed(document: Any, pointer: str) -> Any:
    """The value a JSON pointer (RFC 6901, no escapes in use) names; raises where there is none."""
    if not pointer:
        return document
    assert pointer.startswith("/"), pointer
    for part in pointer[1:].split("/"):
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


def sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from sentences(part)
    elif isinstance(value, list):
        for part in value:
            yield from sentences(part)


def duplicates(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_the_catalogue_has_at_least_twelve_items_and_every_regime() -> None:
    assert len(ITEMS) >= 12
    assert {item["regime"] for item in ITEMS.values()} == {"licence", "other_law", "promise"}
    assert any(isinstance(node, Parallel) for definition in DEFINITIONS for node in definition.flow.nodes)


def test_codes_are_unique() -> None:
    written = [item["code"] for path in CITY.glob("unit_items/*.json") for item in load(f"unit_items/{path.name}")]
    alone = [path.stem for path in CITY.glob("items/*.json")]
    assert not duplicates([*written, *alone])
    assert not duplicates([item["name"] for item in ITEMS.values()])
    assert ITEMS.keys() == {*written, *alone}, "a file is named by its item's code"
    assert not duplicates([unit["code"] for unit in load("units.json")])
    assert not duplicates([post["code"] for post in load("posts.json")])
    assert not duplicates([person["id"] for person in STAFF])
    assert not duplicates([definition.variant for definition in DEFINITIONS])


@every_item
def test_an_item_is_complete(item: dict[str, Any]) -> None:
    assert [element for element in (*IDENTITY, *TERMS, *CONTACT) if not item.get(element)] == []
    assert [element for element in (*STATED, "unverified") if element not in item] == []
    assert ITEMS[item["code"]] is item
    assert item["category"] in {"licence", "approval", "service"}
    assert item["category"] != "licence" or item["regime"] == "licence"
    date.fromisoformat(item["effective_from"])


@every_item
def test_an_item_names_a_known_unit_and_zone(item: dict[str, Any]) -> None:
    assert item["unit"] in UNITS
    assert item["zone"] in ZONES
    assert {"telephone", "complaint_telephone", "window"} <= UNITS[item["unit"]].keys()


@every_item
def test_sources_say_where_and_when(item: dict[str, Any]) -> None:
    for source in item["sources"]:
        assert source["states"]
        assert source["source"]
        assert source["date"] is None or date.fromisoformat(source["date"])
    for basis in item["legal_basis"]:
        assert basis["law"]
        assert basis["article"]


@every_definition
def test_what_is_unverified_can_be_found(definition: Definition) -> None:
    for pointer in definition.data["unverified"]:
        pointed(definition.data, pointer)


def test_what_is_unverified_can_be_found_outside_the_items() -> None:
    for document in (load("city.json"), *load("service_hours.json"), *UNITS.values()):
        for pointer in document["unverified"]:
            pointed(document, pointer)


def test_invented_telephones_are_marked() -> None:
    for document in (load("city.json"), *UNITS.values(), *(definition.data for definition in DEFINITIONS)):
        for field in ("telephone", "complaint_telephone"):
            national = re.fullmatch(r"\d{5}", document[field])
            invented = re.fullmatch(r"0715-0000\d{3}", document[field])
            marked = {"", f"/{field}"} & set(document["unverified"])
            assert national or (invented and marked), document[field]


@every_definition
def test_limits_are_well_formed(definition: Definition) -> None:
    assert definition.promised.unit in {"working_days", "calendar_days", "months", "session"}
    assert (definition.promised.unit == "session") == (definition.promised.amount == 0)
    if definition.regime != "promise":
        assert definition.statutory is not None, "the law's limit must be stated"
    if definition.statutory is not None:
        assert definition.statutory.unit in {"working_days", "calendar_days", "months"}
        assert definition.statutory.amount > 0


def longest_calendar_days(limit: Limit) -> int:
    """The most days that the limit can last from any starting day of the known calendar."""
    if limit.unit != "working_days":
        assert limit.unit in {"session", "calendar_days"}, "months are not compared"
        return limit.amount
    first, last = date(YEARS[0]["year"], 1, 1), date(YEARS[-1]["year"], 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [n for n, day in enumerate(days) if CALENDAR.is_working_day(day)]
    spans = [working[i + limit.amount] - working[i] for i in range(len(working) - limit.amount)]
    return max(spans)


@every_definition
def test_the_promise_is_never_longer_than_the_law(definition: Definition) -> None:
    promised, statutory = definition.promised, definition.statutory
    if statutory is None:
        return
    if promised.unit in (statutory.unit, "session"):
        assert promised.amount <= statutory.amount
    else:
        assert longest_calendar_days(promised) <= longest_calendar_days(statutory)


def test_the_span_of_working_days_counts_the_longest_holiday() -> None:
    assert longest_calendar_days(Limit(1, "working_days")) == 11, "ten days of Spring Festival in 2020"


@every_definition
def test_an_instant_flow_is_a_session_promise(definition: Definition) -> None:
    assert definition.flow.one_officer == definition.instant
    if definition.instant:
        (step,) = definition.flow.steps()
        assert step.post == "officer"


@every_definition
def test_step_ids_are_unique_and_returns_go_to_a_step_before(definition: Definition) -> None:
    flow = definition.flow
    node_ids = [node.id for node in flow.nodes] + [
        b.id for n in flow.nodes if isinstance(n, Parallel) for b in n.branches
    ]
    assert not duplicates([step.id for step in flow.steps()])
    assert not duplicates(node_ids)
    use = definition.data["flow"].get("use")
    for step in load("flows.json")[use]["steps"] if use else definition.data["flow"]["steps"]:
        if "returns_to" in step:
            assert step["returns_to"] in [before.id for before in flow.before(step["id"])]
    assert set(definition.data["flow"].get("limits", {})) <= {step.id for step in flow.steps()}


@every_definition
def test_step_limits_fit_into_the_promise(definition: Definition) -> None:
    if definition.instant:
        return
    total = 0
    for node in definition.flow.nodes:
        lines = [[node]] if isinstance(node, Step) else [branch.steps for branch in node.branches]
        assert all(step.limit and step.limit["unit"] == definition.promised.unit for line in lines for step in line)
        total += max(sum(step.limit["amount"] for step in line if step.limit) for line in lines)
    assert total <= definition.promised.amount


@every_definition
def test_every_step_has_someone_inside_the_centre_to_decide_it(definition: Definition) -> None:
    holders = {(post["unit"], post["post"]) for person in STAFF for post in person["posts"]}
    inside = {post["code"] for post in load("posts.json") if post["inside_centre"]}
    for step in definition.flow.steps():
        assert (step.unit, step.post) in holders, f"nobody holds {step.post} in {step.unit}"
        assert step.post in inside
    assert (definition.unit, "officer") in holders, "somebody must accept"
    for node in definition.flow.nodes:
        if isinstance(node, Parallel):
            assert node.lead in UNITS
            assert node.lead == definition.unit
            assert len(node.branches) >= 2


@every_definition
def test_a_county_that_was_given_an_item_has_somebody_for_every_step(definition: Definition) -> None:
    holders = {(post["unit"], post["post"]) for person in STAFF for post in person["posts"]}
    for entry in definition.data["delegation"]:
        county = definition.handled_by(entry["unit"])
        assert all((step.unit, step.post) in holders for step in county.flow.steps())
        assert (county.unit, "officer") in holders
        assert county.data["window"] == UNITS[county.unit]["window"]


def test_applicants_choose_among_the_citys_counties() -> None:
    for kind in ("person", "company"):
        block = load("applicants.json")[kind]
        assert block["properties"]["district"]["enum"] == load("city.json")["counties"]


@every_definition
def test_materials_have_source_and_basis_and_are_no_catch_alls(definition: Definition) -> None:
    assert 3 <= len(definition.data["materials"]) <= 8
    assert not duplicates([material.code for material in definition.materials])
    for material in definition.materials:
        data = material.data
        assert not re.search("其他|其它|相关|有关材料", material.name)
        assert data["kind"] in {"original", "copy", "electronic"}
        assert data["source"] in ("applicant", "shared") or data["source"]["unit"] in UNITS
        assert data["basis"]
        assert data["good_photo"]
        assert data["number"] >= 1
        assert {"blank", "sample"} <= data.keys()


@every_definition
def test_a_ready_correction_says_what_is_wrong_and_what_to_do(definition: Definition) -> None:
    for material in definition.materials:
        assert material.data["corrections"]
        for sentence in material.data["corrections"]:
            assert sentence.count("。") >= 2, sentence
            assert not re.search("等材料|不符合要求。$", sentence)


@every_definition
def test_a_condition_on_a_material_can_be_met(definition: Definition) -> None:
    properties = definition.data["form"]["properties"]
    for material in definition.materials:
        if material.required == BY_AGENT:
            assert material in definition.required_materials({"agent": True})
            assert "person" in definition.data["applicants"]
        elif not isinstance(material.required, str):
            field = properties[material.required["field"]]
            fastjsonschema.compile(field)(material.required["equals"])
            assert definition.required_materials({material.required["field"]: material.required["equals"]})
        else:
            assert material.required == "always"


def assert_flat(schema: dict[str, Any]) -> None:
    fastjsonschema.compile(schema)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) <= schema["properties"].keys()
    for name, field in schema["properties"].items():
        assert re.fullmatch("[a-z_]+", name)
        assert field["title"]
        assert field["type"] in SCALARS
        assert field.get("format", "date") in FORMATS
        for example in (*field.get("examples", []), *field.get("enum", [])):
            fastjsonschema.compile(field)(example)


@every_definition
def test_the_form_is_a_flat_schema(definition: Definition) -> None:
    form = definition.data["form"]
    assert_flat(form)
    assert 3 <= len(form["properties"]) <= 10


@every_definition
def test_the_form_asks_nothing_that_the_applicants_block_asks(definition: Definition) -> None:
    blocks = load("applicants.json")
    assert set(definition.data["applicants"]) <= blocks.keys()
    for kind in definition.data["applicants"]:
        assert not blocks[kind]["properties"].keys() & definition.data["form"]["properties"].keys()


def test_the_applicants_blocks_are_flat_schemas() -> None:
    for schema in load("applicants.json").values():
        assert_flat(schema)


@every_definition
def test_fees_and_result_are_well_formed(definition: Definition) -> None:
    for fee in definition.data["fees"]:
        assert fee["amount_fen"] > 0
        assert fee["item"]
        assert fee["unit"]
        assert fee["basis"]
    result = definition.data["result"]
    if result is not None:
        assert re.fullmatch("[a-z_]+", result["kind"])
        assert re.fullmatch("[A-Z]+", result["number_prefix"])
        assert result["name"]
        assert result["validity_months"] is None or result["validity_months"] > 0


@every_definition
def test_the_holder_is_reminded_while_there_is_time_to_apply(definition: Definition) -> None:
    terms = renewal_terms(definition)
    assert min(terms.remind_days_before) > terms.apply_days_before
    assert list(terms.remind_days_before) == sorted(terms.remind_days_before, reverse=True)
    field = definition.data.get("renewal", {}).get("field")
    assert field is None or any(field in v.get("form", {}).get("properties", {}) for v in definition.data["variants"])


def test_a_company_gives_no_review_rights_and_every_agency_does() -> None:
    for unit in UNITS.values():
        rights = [unit[key] for key in ("review_authority", "review_days", "court", "court_months")]
        assert unit["zone"] in ZONES
        assert all(rights) if unit["kind"] == "agency" else not any(rights)
    for item in ITEMS.values():
        assert UNITS[item["unit"]]["kind"] == "agency" or item["regime"] == "promise"


def test_staff_hold_known_posts_and_have_unmistakable_numbers() -> None:
    assert not duplicates([person["phone"] for person in STAFF])
    for person in STAFF:
        assert re.fullmatch(r"199\d{8}", person["phone"])
        assert person["posts"]
        for post in person["posts"]:
            assert post["unit"] in UNITS
            assert post["post"] in POSTS
    held = Counter(post["post"] for person in STAFF for post in person["posts"])
    assert held.keys() >= POSTS


def test_everybody_who_plays_in_the_stories_has_a_demo_pin() -> None:
    pins = load("demo_pins.json")
    assert pins.keys() == {person["id"] for person in load("staff.json")}
    assert all(re.fullmatch(r"\d{6}", pin) for pin in pins.values())


def test_sentences_use_chinese_punctuation() -> None:
    for item in ITEMS.values():
        for text in sentences(item):
            assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", text), text
            assert text == text.strip()


@every_definition
def test_what_a_batch_is_matched_by_and_brings_is_of_the_item(definition: Definition) -> None:
    rules = definition.data.get("batch")
    if rules is None:
        return
    fields, materials = definition.data["form"]["properties"], {m.code: m for m in definition.materials}
    assert {rules["key"]} <= set(definition.data["form"]["required"])
    assert 1 <= rules["most_rows"] <= 500
    brought = [*rules["photos"], *rules["shared"], rules["results"]["material"]]
    assert not duplicates(brought)
    assert set(brought) == {code for code, material in materials.items() if not material.shared}
    assert set(rules["results"]["fields"]) <= fields.keys() - set(definition.data["form"]["required"])
