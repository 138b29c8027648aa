"""A city's folder on a stage: published once, kept as it is the second time, refused over another city's data."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.httpsession
import pytest

from chalicelib import wiring
from chalicelib.adapters.city_files import SAMPLE_CITY, read_staff
from infra.city_folder import BadCityError
from infra.publish import publish_city
from tests.adapters.stage import running
from tests.cities import SECOND_CITY

FOUNDING_CALLS = 60


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The second city's folder, published on a stage of its own."""
    copied, stage = tmp_path / "city", tmp_path / "cloud"
    stage.mkdir()
    shutil.copytree(SECOND_CITY, copied)
    monkeypatch.setenv("CITY_DIR", str(copied))
    with running(stage):
        wiring.forget()
        publish_city()
        yield copied
    wiring.forget()


def change(path: Path, **values: Any) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, **values}, ensure_ascii=False), encoding="utf-8")


def test_the_same_folder_again_is_no_publication(folder: Path) -> None:
    before = wiring.edition()
    assert publish_city() == before
    assert len(wiring.catalogue().publications()) == 1


def test_founding_the_sample_city_takes_few_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred people in batches: one call for each of their records would make the first start slow."""
    calls = 0
    send = botocore.httpsession.URLLib3Session.send

    def counted(session: Any, request: Any) -> Any:
        nonlocal calls
        calls += 1
        return send(session, request)

    with running(tmp_path):
        wiring.forget()
        monkeypatch.setattr(botocore.httpsession.URLLib3Session, "send", counted)
        publish_city()
        assert len(wiring.parties().query("staff")) == len(read_staff(SAMPLE_CITY))
    wiring.forget()
    assert calls <= FOUNDING_CALLS


def test_another_city_is_refused_and_nothing_of_it_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = wiring.edition()
    monkeypatch.setenv("CITY_DIR", str(SAMPLE_CITY))
    with pytest.raises(BadCityError) as refused:
        publish_city()
    (line,) = refused.value.args
    assert line.startswith(f"{SAMPLE_CITY} 是咸宁市的，这里已经有云岭市的数据，两座城市不能混在一起。")
    assert wiring.edition() == before
    assert wiring.parties().get("s-rsj-1", "staff") is None


def test_a_renamed_city_goes_on(folder: Path) -> None:
    change(folder / "city.json", name="云岭新区", formerly=["云岭市"])
    assert publish_city().city["name"] == "云岭新区"


def test_a_faulty_folder_is_refused_with_every_fault(folder: Path) -> None:
    change(folder / "city.json", centre="云岭市市民服务中心示范大厅", hall_name="")
    with pytest.raises(BadCityError) as refused:
        publish_city()
    assert refused.value.args == ("city.json（/hall_name）：没有写，或者写法不对。请照样例写上。",)


def test_people_without_a_place_are_refused(folder: Path) -> None:
    staff = json.loads((folder / "staff.json").read_text(encoding="utf-8"))
    staff.append(
        {"id": "yl900", "name": "何人", "phone": "19900019999", "posts": [{"unit": "none", "post": "officer"}]}
    )
    (folder / "staff.json").write_text(json.dumps(staff, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(BadCityError, match="何人（yl900）的岗位“none:officer”不存在"):
        publish_city()
    assert wiring.parties().get("yl900", "staff") is None
