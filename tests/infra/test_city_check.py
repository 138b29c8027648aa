"""`make city-check`: both cities are sound, and whoever breaks a folder reads where, file by file, and what to do."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra import city_check
from infra.city_check import faults_of
from tests.cities import CITIES, SECOND_CITY

Change = Callable[[Any], object]
FILES = [*sorted(path.name for path in SECOND_CITY.glob("*.json")), "items/110000101.json", "calendar/2026.json"]


def put(*path: str | int, value: Any) -> Change:
    def change(data: Any) -> None:
        at = data
        for part in path[:-1]:
            at = at[part]
        at[path[-1]] = value

    return change


def lose(*path: str | int) -> Change:
    def change(data: Any) -> None:
        at = data
        for part in path[:-1]:
            at = at[part]
        del at[path[-1]]

    return change


BROKEN: dict[str, tuple[str, Change, str]] = {
    "a centre too long for an SMS": (
        "city.json",
        put("centre", value="云岭市市民服务中心示范大厅"),
        "city.json（/centre）：“云岭市市民服务中心示范大厅”太长，短信里最多放得下10个字。请用简称。",
    ),
    "no hall": ("city.json", lose("hall_name"), "city.json（/hall_name）：没有写，或者写法不对。请照样例写上。"),
    "a pattern that is none": ("city.json", put("code_pattern", value="[0-9"), "不是能用的格式"),
    "another pattern than the codes'": (
        "city.json",
        put("code_pattern", value="[A-Z]{2}[0-9]+"),
        "110000101（/code）：编码“110000101”不对。本市的编码要合乎 [A-Z]{2}[0-9]+，最长40位",
    ),
    "a sample plate that is none": ("city.json", put("samples", "plate", value="Y12345"), "“Y12345”不对。样表里要填"),
    "a zone that is not there": ("units.json", put(0, "zone", value="shops"), "units.json（/0/zone）：没有“shops”。"),
    "a unit twice": ("units.json", put(1, "code", value="market"), "units.json：“market”出现了两次。"),
    "a unit without review rights": ("units.json", put(0, "court", value=None), "云岭市市场监督管理局"),
    "a unit's code that would break addresses": ("units.json", put(0, "code", value="market:1"), "编码“market:1”不对"),
    "no units": ("units.json", lambda data: data.clear(), "units.json：至少要有一项。"),
    "no post for the desk": ("posts.json", put(3, "code", value="watch"), "posts.json：没有岗位“supervisor”。"),
    "nobody in charge": (
        "rules.json",
        put("in_charge_post", value="mayor"),
        "rules.json（/in_charge_post）：没有“mayor”。",
    ),
    "no word on complaints": ("rules.json", lose("inquiries", "handlers"), "rules.json（/inquiries/handlers）：没有写"),
    "no percent for yellow": (
        "rules.json",
        lose("lights", "yellow_at_percent"),
        "rules.json（/lights/yellow_at_percent）：没有写，或者写法不对。",
    ),
    "a limit in weeks": (
        "rules.json",
        put("service_limit", value={"amount": 1, "unit": "weeks"}),
        "rules.json（/service_limit）：没有写",
    ),
    "a limit of nothing": (
        "rules.json",
        put("inquiries", "limits", "complaint", "amount", value=0),
        "rules.json（/inquiries/limits/complaint）：没有写",
    ),
    "an SMS that the city's own figures make too long": (
        "rules.json",
        put("reminders_before", value=[10**12, 1]),
        "messages.json（/correction_reminded）：按本市的数据填满以后超过1条短信的长度",
    ),
    "quiet hours without an end": (
        "rules.json",
        put("sms", "quiet", value=["21:00"]),
        "rules.json（/sms/quiet）：没有写，或者写法不对。",
    ),
    "a price of no date": (
        "rules.json",
        put("sms", "part_price", value={"thousandths_of_yuan": 45}),
        "rules.json（/sms/part_price）：没有写",
    ),
    "a card of no clock": ("rules.json", put("cards", "lunch", value="red"), "rules.json（/cards）：没有“lunch”。"),
    "a card of no colour": ("rules.json", put("cards", "step", value="blue"), "rules.json（/cards/step）：没有写"),
    "an evening without an hour": (
        "rules.json",
        put("patterns", "evening_from", value="8pm"),
        "/patterns/evening_from",
    ),
    "applicants without a number": (
        "applicants.json",
        lose("person", "properties", "id_number"),
        "applicants.json（/person/properties/id_number）：没有写",
    ),
    "a theme of a unit that is not there": (
        "themes.json",
        put(0, "units", value=["gone"]),
        "themes.json（/0/units）：没有“gone”。",
    ),
    "an event that needs an item that is not there": (
        "synonyms.json",
        put("events", 0, "items", value=["999"]),
        "synonyms.json（/events/0/items）：没有“999”。",
    ),
    "complaints to a leader": (
        "rules.json",
        put("inquiries", "handlers", value=["bureau"]),
        "“bureau”不能处理投诉。",
    ),
    "a survey that is a word": (
        "items/110000101.json",
        put("survey", value="yes"),
        "110000101.a（/survey）：没有写“现场踏勘”",
    ),
    "examples that are a word": ("synonyms.json", put("examples", value="x"), "synonyms.json（/examples）：没有写"),
    "towns that applicants cannot choose": (
        "city.json",
        put("counties", value=["城关街道", "塘头镇"]),
        "applicants.json（/person/properties/district/enum）：选项和 city.json 的 counties 不一样。",
    ),
    "no post office": ("carriers.json", put(0, "official_documents", value=False), "《邮政法》第五十五条"),
    "a receiver without a code for a post": (
        "receivers.json",
        lose(0, "codes", "post", "bureau"),
        "receivers.json（/0/codes/post/bureau）：“bureau”没有对应",
    ),
    "a receiver without one of the ten records": (
        "receivers.json",
        lose(0, "records", "collection"),
        "receivers.json（/0/records/collection）",
    ),
    "a receiver's column for two fields": (
        "receivers.json",
        put(0, "records", "conclusion", "fields", "outcome", value="case_no"),
        "receivers.json（/0/records/conclusion/fields/outcome）",
    ),
    "a ready flow that is not there": ("flows.json", lose("site"), "110000101.a"),
    "a step that nobody owns": ("flows.json", put("site", "steps", 2, "post", value="mayor"), "mayor"),
    "a day that is none": ("calendar/2026.json", put("off_days", 0, value="2026-02-30"), "calendar"),
    "hours that are none": ("service_hours.json", put(1, "sessions", value=[]), "calendar"),
    "a document without a word": ("documents.json", lose("words", "scan"), "scan"),
    "an SMS that is none of ours": ("messages.json", put("greeting", value="{centre}：您好"), "没有“greeting”。"),
    "an SMS with an unknown parameter": (
        "messages.json",
        put("accepted", value="{centre}：{name}的业务已受理。"),
        "messages.json（/accepted）：这条短信里填不了“name”。",
    ),
    "an SMS without its code": (
        "messages.json",
        put("login_code", value="{centre}：请输入验证码。"),
        "messages.json（/login_code）：这条短信里必须有 {code}。",
    ),
    "an SMS of two parts": (
        "messages.json",
        put("accepted", value="{centre}：您的业务于{date}已受理，" + "请耐心等候，" * 10),
        "messages.json（/accepted）：填满以后超过1条短信的长度。",
    ),
    "an SMS with a brace too many": (
        "messages.json",
        put("accepted", value="{centre}：{date"),
        "messages.json（/accepted）：没有写",
    ),
    "a layout that is none": (
        "certificates.json",
        put("kinds", "food_licence", "layout", value="square"),
        "没有版式“square”。只能写 landscape、portrait。",
    ),
    "a number that repeats": (
        "certificates.json",
        put("every", "number", value="{prefix}{year}"),
        "编号规则“{prefix}{year}”不对",
    ),
    "a number that nobody can type": (
        "certificates.json",
        put("every", "number", value="{prefix}号{reference}"),
        "编号规则“{prefix}号{reference}”不对",
    ),
    "a certificate for no time": (
        "certificates.json",
        put("kinds", "food_licence", "validity_months", value=0),
        "certificates.json（/kinds/food_licence/validity_months）：有效期“0”不对",
    ),
    "a seal that is not there": (
        "certificates.json",
        put("kinds", "food_licence", "seal", value="fire"),
        "没有印章图片“fire”。请把图片放在 seals/fire.png。",
    ),
    "a row that is none": (
        "certificates.json",
        put("kinds", "food_licence", "rows", 0, value="owner"),
        "（/kinds/food_licence/rows/0）：证照上没有“owner”这一行",
    ),
    "a certificate without its holder": (
        "certificates.json",
        put("kinds", "food_licence", "rows", value=["valid", "item"]),
        "缺了“持证人（holder）”这一行",
    ),
    "a field that no form has": (
        "certificates.json",
        put("kinds", "food_licence", "rows", 2, "field", value="floor"),
        "food_licence 要印“floor”这一栏，可是 110000101.a 的申请表里没有",
    ),
    "a statement that fills a page": (
        "certificates.json",
        put("kinds", "food_licence", "statement", value="好" * 49),
        "（/kinds/food_licence/statement）：太长，证照上一行最多放得下48个字",
    ),
    "a statement for one regime only": (
        "certificates.json",
        put("kinds", "food_licence", "statement", value={"licence": "准予许可。"}),
        "（/kinds/food_licence/statement）：没有写，或者写法不对",
    ),
    "a heading with an unknown word": (
        "certificates.json",
        put("kinds", "food_licence", "heading", value="{mayor}"),
        "（/kinds/food_licence/heading）：花括号里只能写 {centre}、{unit}。",
    ),
    "a key of a certificate that is none": (
        "certificates.json",
        put("kinds", "food_licence", "colour", value="red"),
        "certificates.json（/kinds/food_licence）：没有“colour”。",
    ),
    "more rows than the page has": (
        "certificates.json",
        put("kinds", "food_licence", "layout", value="landscape"),
        "food_licence 的行数太多，landscape 版式最多放得下5行。",
    ),
    "a prefix in small letters": (
        "items/110000101.json",
        put("result", "number_prefix", value="ylsp"),
        "110000101.a（/result/number_prefix）：编号字头“ylsp”不对。",
    ),
    "a certificate without a name": (
        "items/110000101.json",
        lose("result", "name"),
        "110000101.a（/result/name）：办理结果没有写这一项",
    ),
    "a promise over the law": (
        "items/110000102.json",
        put("promised_limit", value={"amount": 6, "unit": "working_days"}),
        "110000102.a（/promised_limit）：承诺时限比法定时限长。",
    ),
    "an item's code twice": ("items/110000102.json", put("code", value="110000101"), "110000102.json 读不出来"),
    "a person's telephone": ("staff.json", put(0, "phone", value="12345"), "苏月（yl001）的手机号“12345”不对。"),
    "a person's number": ("staff.json", put(0, "id", value="YL001"), "苏月的工号“YL001”不对。"),
    "a post in no unit": ("staff.json", put(3, "posts", 0, "unit", value="none"), "岗位“none:officer”不存在。"),
    "no admin": ("staff.json", put(0, "posts", value=[]), "没有人任管理员（admin）"),
    "a step with nobody": (
        "staff.json",
        put(5, "posts", value=[]),
        "云岭市市场监督管理局的股长（market:section）没有人任，办件到了这里没有人办。",
    ),
}


def png(width: int, height: int) -> bytes:
    with io.BytesIO() as made:
        Image.new("RGBA", (width, height)).save(made, "PNG")
        return made.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SECOND_CITY, tmp_path / "city")
    return tmp_path / "city"


def change(path: Path, made: Change) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    made(data)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)
def test_both_cities_could_be_published(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DIR", str(city))
    assert city_check.main() == 0
    assert capsys.readouterr().out == "faults: 0\n"


@pytest.mark.parametrize("broken", BROKEN)
def test_each_fault_is_told_with_its_place(folder: Path, broken: str) -> None:
    file, made, sentence = BROKEN[broken]
    change(folder / file, made)
    found = faults_of(folder)
    assert [fault for fault in found if sentence in fault], found


def written_wrongly(path: Path) -> Iterator[Any]:
    """The file's content with another kind of value in place of the whole, and of each part of it or of its first entry."""
    for junk in ([7], "x"):
        yield junk
        data = json.loads(path.read_text(encoding="utf-8"))
        first = data[0] if isinstance(data, list) else data
        for key in first:
            wrong = {**first, key: junk}
            yield [wrong, *data[1:]] if isinstance(data, list) else wrong


@pytest.mark.parametrize("file", FILES)
def test_whatever_is_written_wrongly_the_check_answers_in_sentences(folder: Path, file: str) -> None:
    for content in written_wrongly(SECOND_CITY / file):
        (folder / file).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        assert all(isinstance(fault, str) for fault in faults_of(folder))


def test_several_faults_are_told_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for broken in ("a centre too long for an SMS", "a unit twice", "nobody in charge", "a promise over the law"):
        file, made, _ = BROKEN[broken]
        change(folder / file, made)
    monkeypatch.setenv("DIR", str(folder))
    assert city_check.main() == 1
    *told, count = capsys.readouterr().out.splitlines()
    assert count == f"faults: {len(told)}"
    for words in ("太长", "出现了两次", "“mayor”", "承诺时限比法定时限长"):
        assert any(words in line for line in told), told


def test_a_folder_that_is_no_city_is_told_which_files_it_lacks(folder: Path, tmp_path: Path) -> None:
    (folder / "posts.json").unlink()
    (folder / "staff.json").unlink()
    found = faults_of(folder)
    assert [fault.partition("里")[2] for fault in found] == [
        "没有 posts.json。请照样例补上。",
        "没有 staff.json。请照样例补上。",
    ]
    assert "没有 city.json" in faults_of(tmp_path / "nowhere")[0]


def test_a_file_that_is_no_json_is_told_with_its_line(folder: Path) -> None:
    (folder / "rules.json").write_text('{\n  "correction_limit": {,\n}\n', encoding="utf-8")
    (found,) = faults_of(folder)
    assert found.startswith("rules.json 读不出来：")
    assert "line 2" in found


def test_without_a_folder_it_asks_for_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("DIR", raising=False)
    assert city_check.main() == 1
    assert "make city-check DIR=" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (b"GIF89a", "seals/market.png：不是 PNG 图片。"),
        (png(400, 380), "seals/market.png：图片要是正方形"),
        (png(200, 200), "seals/market.png：图片太小，印出来会模糊。边长至少300像素。"),
        (png(400, 400) + bytes(20_000), "seals/market.png：文件太大，最大20千字节。"),
    ],
)
def test_a_seal_that_cannot_be_printed_well_is_told(folder: Path, image: bytes, sentence: str) -> None:
    (folder / "seals" / "market.png").write_bytes(image)
    assert [fault for fault in faults_of(folder) if fault.startswith(sentence)]
