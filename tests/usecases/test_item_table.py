"""Items come as the workbook that units deliver: all rows or none, and every wrong cell is named by its sentence."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from chalicelib.adapters.marked_workbook import marked_workbook
from chalicelib.adapters.table_files import TableFiles
from chalicelib.usecases.item_columns import COLUMNS
from chalicelib.usecases.item_table import ReadTable, read_items, table_of
from tests.sample import edition

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
AT = {column.title: place for place, column in enumerate(COLUMNS)}
ROWS = 1325
SAMPLE = {
    "编码": "DECL-0000",
    "名称": "户外宣传品设置登记",
    "单位编码": "JYJ",
    "功能区编码": "general",
    "类别": "服务管理",
    "适用规则": "自行承诺",
    "申请人": "个人和单位",
    "谁可以申请": "在本市办理的个人和单位",
    "办理条件": "材料齐全",
    "办理依据": "单位服务规程|第三条",
    "法定时限": "无",
    "承诺时限": "当场",
    "流程": "instant",
    "申请材料": "id-card|居民身份证|原件|申请人|规程第三条",
    "收费说明": "不收费",
    "窗口": "二楼B区3号窗口",
    "咨询电话": "0715-0000023",
    "投诉电话": "12345",
    "能否寄送": "否",
    "能否网上申请": "是",
    "检索词": "宣传品",
}
PLANTED: Sequence[tuple[str, str, str]] = (
    ("名称", "", "没有写“名称”"),
    ("单位编码", "NONE", "没有编码为“NONE”的单位"),
    ("类别", "其他", "不认识“其他”"),
    ("承诺时限", "很快", "时限“很快”读不出来"),
    ("申请材料", "more|其他材料|原件|申请人|规程第三条", "兜底材料"),
    ("申请材料", "id-card|居民身份证|原件|申请人|", "没有依据"),
    ("申请材料", "id-card|居民身份证|原件||规程第三条", "没有来源"),
    ("流程", "none", "没有名为“none”的现成流程"),
    ("办理依据", "单位服务规程", "分成2部分"),
    ("编码", "DECL-0001", "在第3行已经写过"),
)
"""Each is planted four times."""


def declared() -> list[list[str]]:
    rows = [
        [{**SAMPLE, "编码": f"DECL-{n:04}", "名称": f"户外宣传品设置登记{n}"}[one.title] for one in COLUMNS]
        for n in range(ROWS)
    ]
    return [[one.title for one in COLUMNS], *rows]


def read_back(rows: Sequence[Sequence[str]]) -> tuple[bytes, ReadTable]:
    body = TableFiles().write(rows, "xlsx")
    return body, read_items(TableFiles().read(body, "items.xlsx", most_rows=3000), edition(), now=NOW)


def test_of_1325_rows_exactly_the_forty_wrong_cells_are_told() -> None:
    rows = declared()
    planted = {}
    for n in range(40):
        title, value, sentence = PLANTED[n % len(PLANTED)]
        row = 10 + n * 31
        rows[row - 1][AT[title]] = value
        planted[row, AT[title] + 1] = sentence
    body, read = read_back(rows)
    assert len(rows) == ROWS + 1
    assert {(fault.row, fault.column) for fault in read.faults} == planted.keys()
    assert len(read.faults) == 40
    for fault in read.faults:
        assert planted[fault.row, fault.column] in fault.sentence
    marked = load_workbook(io.BytesIO(marked_workbook(body, ((one.cell, one.sentence) for one in read.faults))))
    comments = {cell.coordinate: cell.comment.text for row in marked.active for cell in row if cell.comment}
    assert comments == {fault.cell: fault.sentence for fault in read.faults}
    assert sum(1 for row in marked.active.iter_rows(max_col=1, values_only=True) if row[0]) == ROWS + 1


def test_1325_good_rows_are_items_that_could_be_published() -> None:
    _, read = read_back(declared())
    assert read.faults == ()
    assert len(read.codes) == ROWS
    assert len(read.data["items"]) == ROWS + len(edition().data["items"])


def test_an_exported_table_sent_back_changes_nothing() -> None:
    _, read = read_back(table_of(edition()))
    assert read.faults == ()
    assert read.data == edition().data


def test_one_changed_cell_changes_one_part_of_one_item() -> None:
    rows = table_of(edition(), unit="JYJ")
    rows[1][AT["咨询电话"]] = "0715-0000099"
    _, read = read_back(rows)
    code = rows[1][0]
    was, now = edition().data["items"][code], read.data["items"][code]
    assert {key for key in was if was[key] != now[key]} == {"telephone", "version", "effective_from"}
    assert (now["version"], now["effective_from"]) == (was["version"] + 1, "2026-11-26")
    assert {key for key, item in read.data["items"].items() if item != edition().data["items"].get(key)} == {code}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_without_items_or_with_a_strange_heading_is_refused(kind: str) -> None:
    tables = TableFiles()
    for rows in ([[one.title for one in COLUMNS]], [["编码", "别的"], ["X-1", "y"]], [["名称"], ["登记"]]):
        cells = tables.read(tables.write(rows, kind), f"items.{kind}", most_rows=3000)
        read = read_items(cells, edition(), now=NOW)
        assert read.faults
        assert read.data["items"] == edition().data["items"]
