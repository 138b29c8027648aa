from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError, nodes

from chalicelib.pages import assets, render
from chalicelib.texts import MissingParameterError, UnknownTextError, _texts, error_text, text

if TYPE_CHECKING:
    from pathlib import Path

SITE = {
    "city": {"centre": "示例政务服务中心", "hall_name": "网上办事大厅", "telephone": "0715-0000000"},
    "nonce": "n-1",
    "csrf": "token-1",
    "today": date(2026, 5, 8),
}
ENVIRONMENT = render._environment()
TEMPLATES = ENVIRONMENT.list_templates(extensions=["html"])
SCHEMA: dict[str, Any] = {
    "required": ["subject", "kind"],
    "properties": {
        "kind": {"type": "string", "title": "种类", "enum": ["甲", "乙"]},
        "subject": {"type": "string", "title": "学科", "enum": list("一二三四五六")},
        "name": {
            "type": "string",
            "title": "姓名",
            "description": "与身份证一致",
            "examples": ["张三"],
            "maxLength": 40,
        },
        "reason": {"type": "string", "title": "理由", "maxLength": 300},
        "floors": {"type": "integer", "title": "层数"},
        "area": {"type": "number", "title": "面积"},
        "has_agent": {"type": "boolean", "title": "由别人代办吗"},
        "promise": {"type": "boolean", "title": "以上属实", "const": True},
        "born": {"type": "string", "title": "日期", "format": "date"},
        "phone": {"type": "string", "title": "手机号", "format": "mobile"},
        "id_number": {"type": "string", "title": "身份证号", "format": "resident-id"},
        "uscc": {"type": "string", "title": "代码", "format": "uscc"},
    },
}
PAGE = """
{% extends "base.html" %}
{% import "macros/form.html" as form with context %}
{% import "macros/materials.html" as materials with context %}
{% import "macros/buttons.html" as buttons with context %}
{% import "macros/due.html" as due with context %}
{% import "macros/list.html" as list with context %}
{% import "macros/timeline.html" as timeline with context %}
{% block title %}申请{% endblock %}
{% block content %}
{{ form.summary(errors, schema.properties) }}
<h1>申请</h1>
{% call form.post("/cases", "command-1") %}
{{ form.fields(schema, values, errors) }}
{{ materials.materials(papers, "d-1", errors) }}
{{ buttons.primary("提交") }}
{% endcall %}
{{ due.due(clock) }}
{{ due.promise({"amount": 10, "unit": "working_days"}, none) }}
{{ timeline.timeline(steps) }}
{{ list.rows([], {"text": "还没有办件。", "next": "先查找事项。", "href": "/items", "action": "查找事项"}) }}
{% endblock %}
{% block scripts %}<script src="{{ asset("upload") }}" defer nonce="{{ nonce }}"></script>{% endblock %}
"""
REFUSED = {"upload": "u-1", "state": "refused", "sentence": "太暗", "preview": "/p/1", "name": "a.jpg"}
FULL: dict[str, Any] = {
    **SITE,
    "schema": SCHEMA,
    "values": {},
    "errors": {},
    "papers": [
        {"code": "id", "name": "身份证", "required": "always", "kind": "original", "number": 1, "pages": [REFUSED]},
        {"code": "photo", "name": "照片", "required": {"field": "has_photo", "equals": True}, "kind": "electronic", "number": 2, "pages": []},
    ],
    "clock": {"light": "yellow", "days_left": 1, "on": date(2027, 1, 4), "explanation": "第9个工作日", "provisional": True},
    "steps": [
        {"name": "承办", "state": "done", "holder": "王强", "at": "2026-05-06T16:05:00.000000Z", "opinions": [{"by": "王强", "text": "同意"}]},
        {"name": "联审", "state": "current", "branches": [{"name": "人防", "state": "returned", "holder": "赵磊"}]},
        {"name": "批准", "state": "waiting"},
    ],
}  # fmt: skip


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text of the text areas."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.written = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "textarea":
            self.written += data

    def named(self, name: str) -> list[tuple[str, dict[str, str | None]]]:
        return [(tag, attributes) for tag, attributes in self.found if attributes.get("name") == name]


def drawn(source: str, **context: object) -> str:
    return ENVIRONMENT.from_string(source).render(SITE | context)


def page(**context: object) -> str:
    return ENVIRONMENT.from_string(PAGE).render(FULL | context)


@pytest.mark.parametrize(
    ("name", "tag", "attributes"),
    [
        ("subject", "select", {"required": ""}),
        (
            "name",
            "input",
            {"type": "text", "autocomplete": "name", "maxlength": "40", "aria-describedby": "f-name-hint"},
        ),
        ("reason", "textarea", {"maxlength": "300"}),
        ("floors", "input", {"type": "text", "inputmode": "numeric"}),
        ("area", "input", {"type": "text", "inputmode": "decimal"}),
        ("promise", "input", {"type": "checkbox", "value": "true"}),
        ("born", "input", {"type": "date"}),
        ("phone", "input", {"type": "tel", "autocomplete": "tel-national"}),
        ("id_number", "input", {"autocapitalize": "characters", "spellcheck": "false"}),
        ("uscc", "input", {"autocapitalize": "characters", "autocomplete": "off"}),
    ],
)
def test_each_kind_of_field_gets_its_control(name: str, tag: str, attributes: dict[str, str]) -> None:
    [(drawn_tag, drawn_attributes)] = Elements(page()).named(name)
    assert drawn_tag == tag
    assert drawn_attributes["id"] == f"f-{name}"
    assert attributes.items() <= drawn_attributes.items()


@pytest.mark.parametrize(
    ("name", "value", "checked"), [("kind", "乙", "乙"), ("has_agent", False, "false"), ("has_agent", "true", "true")]
)
def test_few_choices_are_radio_buttons_and_keep_their_answer(name: str, value: object, checked: str) -> None:
    radios = Elements(page(values={name: value})).named(name)
    assert [attributes["type"] for _, attributes in radios] == ["radio", "radio"]
    assert [attributes["value"] for _, attributes in radios if "checked" in attributes] == [checked]


@pytest.mark.parametrize(
    "path", sorted((render.FOLDER.parent / "city" / "items").glob("*.json")), ids=lambda path: path.stem
)
def test_every_form_and_material_of_the_sample_city_can_be_drawn(path: Path) -> None:
    item = json.loads(path.read_text(encoding="utf-8"))
    papers = [material | {"pages": []} for material in item["materials"]]
    elements = Elements(page(schema=item["form"], papers=papers))
    assert all(elements.named(name) for name in item["form"]["properties"])
    assert {f"f-pages.{paper['code']}" for paper in papers} <= {
        attributes.get("id") for _, attributes in elements.found
    }


def test_an_error_is_tied_to_its_field_and_linked_from_the_top() -> None:
    html = page(
        errors={"floors": {"code": "below_minimum", "limit": 1}, "kind": "required", "pages.id": "material_refused"}
    )
    elements = Elements(html)
    [(_, floors)] = elements.named("floors")
    assert floors["aria-describedby"] == "f-floors-error"
    assert floors["aria-invalid"] == "true"
    assert "不能小于1" in html
    links = [
        attributes["href"]
        for tag, attributes in elements.found
        if tag == "a" and str(attributes["href"]).startswith("#f-")
    ]
    assert links == ["#f-kind", "#f-floors"]
    assert error_text("material_refused").sentence in html
    assert {link.removeprefix("#") for link in links if link} <= {
        str(attributes.get("id")) for _, attributes in elements.found
    }


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_hostile_values_come_back_as_they_were_typed(typed: str) -> None:
    source = '{% import "macros/form.html" as form with context %}{{ form.fields(schema, values) }}'
    schema = {"properties": {name: SCHEMA["properties"][name] for name in ("name", "reason")}}
    elements = Elements(drawn(source, schema=schema, values={"name": typed, "reason": typed}))
    assert [tag for tag, _ in elements.found if tag in {"script", "img"}] == []
    assert elements.named("name")[0][1]["value"] == typed
    assert elements.written.strip("\n") == typed.strip("\n")


def test_hostile_text_stays_text_everywhere() -> None:
    hostile = '"><script>alert(1)</script>'
    steps = [{"name": hostile, "state": "current", "note": hostile, "opinions": [{"by": hostile, "text": hostile}]}]
    papers = [
        FULL["papers"][0]
        | {"name": hostile, "code": hostile, "pages": [REFUSED | {"sentence": hostile, "preview": hostile}]}
    ]
    html = page(
        steps=steps,
        papers=papers,
        flash={"kind": "error", "text": hostile},
        clock=FULL["clock"] | {"explanation": hostile},
    )
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert") >= 9


def test_a_name_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ nobody_gave_this }}")
    with pytest.raises(UndefinedError):
        render.render("problem.html", error="not_found", nonce="n-1")


@pytest.mark.parametrize("code", sorted({code.split(".")[0] for code in _texts() if code.endswith(".detail")}))
def test_every_error_has_its_page_with_the_next_step_and_the_telephone(code: str) -> None:
    parameters = {"limit": 5, "count": 2, "minutes": 10, "megabytes": 10, "columns": "姓名", "line": 3, "most": 200}
    parameters |= {"item": "XN-JYJ-001", "why": "暂停办理", "instead": "请打电话问"}
    html = render.render("problem.html", **SITE, error={"code": code} | parameters)
    assert error_text(code, **parameters).detail in html
    assert 'href="tel:07150000000"' in html


def test_a_full_page_fits_its_first_round_trip_and_waits_for_nothing() -> None:
    html = page(errors=dict.fromkeys(SCHEMA["properties"], "required"))
    assert len(gzip.compress(html.encode())) <= 14_600
    elements = Elements(html)
    assert [tag for tag, attributes in elements.found if tag == "script" and "defer" not in attributes] == []
    assert [tag for tag, attributes in elements.found if tag == "link" and attributes["rel"] == "stylesheet"] == []
    assert re.findall(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[\w.-]+", html) == []


def test_a_strict_content_security_policy_is_kept() -> None:
    elements = Elements(page()).found
    assert [
        tag for tag, attributes in elements if any(name == "style" or name.startswith("on") for name in attributes)
    ] == []
    assert [
        tag for tag, attributes in elements if tag in {"style", "script"} and attributes.get("nonce") != "n-1"
    ] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_use_texts_that_exist_and_import_with_context(template: str) -> None:
    source = ENVIRONMENT.loader.get_source(ENVIRONMENT, template)[0]  # type: ignore[union-attr]
    tree = ENVIRONMENT.parse(source)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in {"t", "error_text"}:
            _assert_exists(call.node.name, call.args[0])
    assert [imported.lineno for imported in tree.find_all(nodes.Import) if not imported.with_context] == []
    assert "_blank" not in source


def _assert_exists(function: str, code: nodes.Expr) -> None:
    if isinstance(code, nodes.Const):
        assert (code.value if function == "t" else f"{code.value}.title") in _texts()
    if isinstance(code, nodes.Concat) and isinstance(code.nodes[0], nodes.Const):
        assert any(known.startswith(code.nodes[0].value) for known in _texts())


def test_each_state_that_the_upload_script_shows_has_its_sentence() -> None:
    script = (render.FOLDER / "script" / "upload.js").read_text(encoding="utf-8")
    shown = set(re.findall(r"show\(\w+(?:\.row)?, '(\w+)'", script)) | set(re.findall(r"sentences\.(\w+)", script))
    assert {"queued", "failed", "busy"} <= shown
    [(_, attributes)] = [(tag, found) for tag, found in Elements(page()).found if "data-sentences" in found]
    assert {f"data-{state}" for state in shown} <= attributes.keys()


def test_colours_reach_the_contrast_of_wcag_aa() -> None:
    tokens = dict(
        re.findall(r"--([\w-]+): (#\w+);", (render.FOLDER / "style" / "foundation.css").read_text(encoding="utf-8"))
    )
    pairs = [(ink, ground) for ink in ("ink", "muted", "link", "red") for ground in ("paper", "wash")]
    pairs += [(light, f"{light}-wash") for light in ("green", "yellow", "red")]
    pairs += [("paper", ground) for ground in ("accent", "deep", "green", "yellow", "red")]
    pairs += [("muted", f"{light}-wash") for light in ("green", "yellow", "red")]
    assert {
        pair: _contrast(tokens[pair[0]], tokens[pair[1]])
        for pair in pairs
        if _contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5
    } == {}


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ '2026-05-06'|on }}", "5月6日"),
        ("{{ '2027-01-04'|on }}", "2027年1月4日"),
        ("{{ '2026-12-31T16:00:00.000000Z'|on }}", "2027年1月1日"),
        ("{{ '2026-05-06T01:05:00.000000Z'|at }}", "5月6日 09:05"),
        ("{{ instant|at }}", "5月7日 00:30"),
        ("{{ 0|money }} {{ 50|money }} {{ 120000|money }}", "不收费 0.50元 1,200元"),
        ("{{ {'amount': 10, 'unit': 'working_days'}|limit }} {{ {'unit': 'session'}|limit }}", "10个工作日 当场办结"),
        ("{{ '0715-000 0000'|phone_link }}", '<a class="tel" href="tel:07150000000">0715-000 0000</a>'),
        ("{{ '示例'|phone_link }}{{ '<b>'|phone_link }}", "示例&lt;b&gt;"),
        ("{{ nothing }}", ""),
    ],
)
def test_filters_speak_plain_words(source: str, shown: str) -> None:
    assert drawn(source, nothing=None, instant=datetime(2026, 5, 6, 16, 30, tzinfo=UTC)) == shown


@pytest.mark.parametrize("moment", ["2026-05-06", "2026-05-06T01:05:00"])
def test_an_instant_needs_its_time_and_offset(moment: str) -> None:
    with pytest.raises(ValueError, match="instant"):
        drawn("{{ moment|at }}", moment=moment)


def test_texts_refuse_unknown_codes_and_missing_parameters() -> None:
    assert text("limit.months", amount=3) == "3个月"
    with pytest.raises(UnknownTextError):
        text("no_such_text")
    with pytest.raises(MissingParameterError):
        text("limit.months")


def test_a_script_is_served_under_its_own_fingerprint_only() -> None:
    path = assets.asset_path("upload")
    assert re.fullmatch(r"/assets/upload\.[0-9a-f]{8}\.js", path)
    served = assets.asset(path.rpartition("/")[2])
    assert (served.path, served.content) == (path, (assets.FOLDER / "upload.js").read_bytes())
    assert len(gzip.compress(served.content)) <= 6 * 1024
    for wrong in ("upload.00000000.js", "nothing.00000000.js", "upload.js", "../render.py"):
        with pytest.raises(assets.UnknownAssetError):
            assets.asset(wrong)
