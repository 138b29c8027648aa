"""The catalogue's desk by pages without scripts: what two have changed is chosen, an older edition comes back, what was typed is
kept, and the second person is another one."""

import re
from collections.abc import Iterator

import pytest

from chalicelib import wiring
from chalicelib.usecases.publish_edition import publish_edition
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk
from tests.running_site import keep_three_items, running_site, signed_in
from tests.sample import INSTANT

pytestmark = pytest.mark.journey
ADMIN, LEGAL = "s-zwzx-2", "s-fzb-1"
ITEM = f"/admin/items/{INSTANT}"
WHY = {"reason": "换了窗口", "basis": "市政府令第1号"}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("desk")) as running:
        keep_three_items()
        yield running


def desk_of(cloud: LocalCloud, staff: str) -> Desk:
    made = Desk(cloud.url)
    made.http.cookies.set("staff", signed_in(staff, "staff").token)
    return made


def hidden(desk: Desk, *names: str) -> dict[str, str]:
    return {name: desk._hidden(name) for name in names}


def begun(admin: Desk, **fields: str) -> str:
    """The path of a draft begun on the item's page."""
    admin.get(ITEM)
    answer = admin.post(ITEM, {**hidden(admin, "command", "draft", "base", "version"), **WHY, **fields})
    assert answer.status_code == 200, admin.page
    return answer.url.removeprefix(admin.url).partition("?")[0]


def act(desk: Desk, path: str, then: str, **fields: str) -> int:
    desk.get(path)
    return desk.post(path, {"then": then, **hidden(desk, "version"), **fields}).status_code


def publish_elsewhere(window: str) -> None:
    before = wiring.edition()
    item = before.item(INSTANT)
    known = {**item, "window": window, "version": item["version"] + 1}
    data = {**before.data, "items": {**before.data["items"], INSTANT: known}}
    publish_edition(data, catalogue=wiring.catalogue(), now=wiring.now(), before=before)


def test_what_both_changed_is_chosen_on_the_page_and_an_older_edition_comes_back(cloud: LocalCloud) -> None:
    admin, legal = desk_of(cloud, ADMIN), desk_of(cloud, LEGAL)
    first = wiring.edition()
    path = begun(admin, window="三楼1号窗口", telephone="0715-0000066")
    publish_elsewhere("三楼2号窗口")
    admin.get(path)
    assert "目录又发布过新的一版" in admin.page
    assert 'value="submit"' not in admin.page
    assert (act(admin, path, "rebase"), "有1处" in admin.page) == (409, True)
    names = set(re.findall(r'name="(of\.[^"]+)"', admin.page))
    assert names == {f"of.{INSTANT}/window"}
    assert act(admin, path, "rebase", **dict.fromkeys(names, "mine")) == 200
    assert "目录又发布过新的一版" not in admin.page
    assert act(admin, path, "submit") == 200
    assert act(admin, path, "publish") == 403
    assert "这一步不归您的岗位办" in admin.page
    legal.get("/admin/drafts")
    assert path in legal.page.partition("全部草稿")[0], "what waits stands first"
    assert act(legal, path, "publish") == 200
    assert (wiring.edition().item(INSTANT)["window"], wiring.edition().item(INSTANT)["telephone"]) == (
        "三楼1号窗口",
        "0715-0000066",
    )

    admin.get("/admin/editions")
    refused = admin.post(
        "/admin/editions", {**hidden(admin, "command"), "edition": first.digest, **WHY, "reason": "字" * 501}
    )
    assert (refused.status_code, "字" * 501 in admin.page) == (422, True)
    back = admin.post("/admin/editions", {**hidden(admin, "command"), "edition": first.digest, **WHY})
    path = back.url.removeprefix(admin.url).partition("?")[0]
    assert "恢复旧版目录" in admin.page
    assert (act(admin, path, "submit"), act(legal, path, "publish")) == (200, 200)
    assert wiring.edition().digest == first.digest


def test_what_was_typed_on_an_outdated_page_of_a_draft_is_kept(cloud: LocalCloud) -> None:
    admin = desk_of(cloud, ADMIN)
    path = begun(admin, window="四楼1号窗口")
    form = f"{ITEM}?draft={path.rpartition('/')[2]}"
    admin.get(form)
    seen = hidden(admin, "command", "draft", "base", "version")
    assert act(admin, path, "change", reason="另一个原因", basis="依据") == 200
    late = admin.post(ITEM, {**seen, "window": "四楼2号窗口"})
    assert (late.status_code, "草稿刚刚被别人改过" in admin.page, "四楼2号窗口" in admin.page) == (409, True, True)
    assert act(admin, path, "discard") == 200
    admin.get(form)
    assert "现在不能改" in admin.page


@pytest.mark.parametrize("fields", [{"then": "nothing"}, {"then": "submit", "version": "x"}, {}])
def test_a_form_that_is_not_ours_changes_nothing(cloud: LocalCloud, fields: dict[str, str]) -> None:
    admin = desk_of(cloud, ADMIN)
    path = begun(admin, window="五楼1号窗口")
    assert admin.post(path, fields).status_code == 400
    admin.get(path)
    assert "拟订中" in admin.page


def test_the_legal_office_lands_at_its_desk_and_makes_nothing_itself(cloud: LocalCloud) -> None:
    legal = desk_of(cloud, LEGAL)
    assert legal.get("/window").url.endswith("/admin/drafts")
    assert 'href="/admin/staff"' not in legal.page
    for closed in ("/admin/items", ITEM, "/admin/upload", "/admin/editions", "/admin/staff"):
        assert legal.get(closed).status_code == 403
