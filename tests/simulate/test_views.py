"""The views of a city that has been stopped, against a rebuild."""

from pathlib import Path

from chalicelib import settings, wiring
from infra.local.server import start
from infra.simulate.views import Views, compared

ROW = ("RSJ:officer", "2026-06-01")


def test_a_row_that_the_log_knows_nothing_of_is_told(tmp_path: Path) -> None:
    cloud = start(tmp_path)
    try:
        wiring.client("dynamodb").put_item(
            TableName=settings.table("VIEWS"),
            Item={"queue": {"S": ROW[0]}, "sort": {"S": ROW[1]}, "row": {"S": "{}"}},
        )
    finally:
        cloud.stop()
    found = compared(tmp_path)
    assert found == Views(1, (ROW,))
    assert [*found.broken()] == [f"the view row {ROW[0]} {ROW[1]} is rebuilt otherwise"]
    assert found.json() == {"rows": 1, "differ": 1}
