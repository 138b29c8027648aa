"""The three scripts in a real Chromium, against pages drawn by the real macros and under the real kind of policy."""

from __future__ import annotations

import base64
import struct
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.hall_site import HallSite, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.browser

# A photo as a phone stores it: 4000 x 3000, its left half red, the rest noise; the tag says "turn a quarter right".
DRAW_PHOTO = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 4000, height: 3000});
  const pen = canvas.getContext('2d');
  const noise = pen.createImageData(2000, 3000);
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : (i * 2654435761 >>> 16) & 127;
  pen.putImageData(noise, 2000, 0);
  pen.fillStyle = '#f00';
  pen.fillRect(0, 0, 2000, 3000);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.95));
  const reader = new FileReader();
  await new Promise((done) => { reader.onload = done; reader.readAsDataURL(blob); });
  return reader.result.split(',')[1];
}"""
MEASURE = """async (data) => {
  const image = new Image();
  await new Promise((done) => { image.onload = done; image.src = 'data:image/jpeg;base64,' + data; });
  const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height});
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const red = (x, y) => { const p = pen.getImageData(x, y, 1, 1).data; return p[0] > 200 && p[1] < 60; };
  return {width: image.width, height: image.height, top: red(image.width / 2, 20), bottom: red(image.width / 2, image.height - 20)};
}"""


def exif_turned_right(jpeg: bytes) -> bytes:
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0)
    block = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def file_part(multipart: bytes) -> bytes:
    """The last part, which must be the file: a bucket ignores fields that come after it."""
    boundary = multipart.split(b"\r\n", 1)[0]
    return multipart.split(boundary)[-2].split(b"\r\n\r\n", 1)[1][:-2]


@pytest.fixture
def site() -> Iterator[HallSite]:
    material = {"code": "id-card", "name": "身份证", "required": "always", "kind": "original", "number": 1, "pages": []}
    yield from serving(HallSite(materials=[material]))


@pytest.fixture
def page(browser: Browser, site: HallSite) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(site.url)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def give(page: Page, name: str, mime: str, content: bytes) -> None:
    page.locator("input[multiple]").set_input_files([{"name": name, "mimeType": mime, "buffer": content}])


def bring_the_network_back_until(page: Page, state: str) -> None:
    """A broken upload waits some seconds or until the network is back; the test does not wait."""
    until(
        page,
        lambda: (
            page.evaluate("dispatchEvent(new Event('online'))") and page.locator(f".page[data-state={state}]").count()
        ),
    )


def until(page: Page, condition: Callable[[], object]) -> None:
    deadline = monotonic() + 20
    while not condition():
        assert monotonic() < deadline
        page.wait_for_timeout(20)


PDF = b"%PDF-1.4 a small one\n"


def test_a_photo_is_shrunk_and_turned_upright(page: Page, site: HallSite) -> None:
    photo = exif_turned_right(base64.b64decode(page.evaluate(DRAW_PHOTO)))
    assert len(photo) > 1_000_000
    give(page, "身份证.jpg", "image/jpeg", photo)
    expect(page.locator(".verdict")).to_have_text("可以使用", timeout=20_000)
    sent = file_part(site.stored[0])
    assert len(sent) <= 1_000_000
    assert site.asked[0] == {
        "draft": "d-1",
        "material": "id-card",
        "content_type": "image/jpeg",
        "size": len(sent),
        "name": "身份证.jpg",
    }
    measured = page.evaluate(MEASURE, base64.b64encode(sent).decode())
    assert measured["height"] > measured["width"]
    assert measured["height"] <= 2200
    assert (measured["top"], measured["bottom"]) == (True, False)
    assert b"Exif" not in sent


def test_a_pdf_and_an_undecodable_photo_go_as_they_are(page: Page, site: HallSite) -> None:
    give(page, "表.pdf", "application/pdf", PDF)
    give(page, "IMG_1.HEIC", "image/heic", b"\0\0\0\x18ftypheic")
    expect(page.locator(".page[data-state=accepted]")).to_have_count(2)
    assert {file_part(stored) for stored in site.stored} == {PDF, b"\0\0\0\x18ftypheic"}


def test_two_uploads_run_at_a_time(page: Page, site: HallSite) -> None:
    held: list[Route] = []
    page.route("**/bucket", lambda route: held.append(route))  # noqa: PLW0108 - a built-in has no signature to read
    files = [{"name": f"{number}.pdf", "mimeType": "application/pdf", "buffer": PDF} for number in range(4)]
    page.locator("input[multiple]").set_input_files(files)
    for running in (2, 4):
        until(page, lambda running=running: len(held) == running)
        expect(page.locator(".page[data-state=queued]")).to_have_count(4 - running)
        for route in held[running - 2 :]:
            route.continue_()
    expect(page.locator(".page[data-state=accepted]")).to_have_count(4)
    assert sorted(asked["name"] for asked in site.asked) == ["0.pdf", "1.pdf", "2.pdf", "3.pdf"]


def test_what_breaks_is_restarted_without_showing_the_buckets_answer(page: Page, site: HallSite) -> None:
    site.bucket_statuses.extend([403, 503])
    give(page, "表.pdf", "application/pdf", PDF)
    bring_the_network_back_until(page, "accepted")
    assert len(site.asked) == 3
    assert site.removed == ["u-1", "u-2"]
    assert "Broken" not in page.content()
    assert page.locator("input[name='pages.id-card']").input_value() == "u-3"


def test_after_three_restarts_a_button_is_left(page: Page, site: HallSite) -> None:
    site.bucket_statuses.extend([500] * 4)
    give(page, "表.pdf", "application/pdf", PDF)
    bring_the_network_back_until(page, "failed")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-notice]")).to_contain_text("没有传完")
    assert site.visited == ["/"]
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".page[data-state=accepted]")).to_be_visible()
    assert (len(site.asked), len(site.stored)) == (5, 1)


def test_the_servers_refusal_is_told_and_not_repeated(page: Page, site: HallSite) -> None:
    site.refusal = {"title": "文件是空的", "detail": "请再传一次"}
    give(page, "空.pdf", "application/pdf", PDF)
    expect(page.locator(".verdict")).to_have_text("文件是空的。请再传一次")
    assert len(site.asked) == 1
    assert page.locator("input[name='pages.id-card']").is_disabled()


def test_a_refused_page_is_retaken_in_its_place(page: Page, site: HallSite) -> None:
    site.verdicts.extend([{"state": "checking", "sentence": "正在检查"}, {"state": "refused", "sentence": "照片太暗"}])
    give(page, "一.pdf", "application/pdf", PDF)
    expect(page.locator(".verdict")).to_have_text("照片太暗")
    give(page, "二.pdf", "application/pdf", PDF)
    expect(page.locator(".page[data-state=accepted]")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="重拍").click()
    chooser.value.set_files([{"name": "三.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    expect(page.locator(".page[data-state=accepted]")).to_have_count(2)
    assert page.locator(".file").all_text_contents() == ["三.pdf", "二.pdf"]
    assert site.removed == ["u-1"]


def test_finished_pages_and_running_checks_survive_a_reload(page: Page, site: HallSite) -> None:
    site.materials[0]["pages"] = [
        {"upload": "u-8", "state": "accepted", "sentence": "可以使用"},
        {"upload": "u-9", "state": "checking"},
    ]
    page.reload()
    expect(page.locator(".page[data-state=accepted]")).to_have_count(2)
    page.get_by_role("button", name="移除").first.click()
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert site.drafts == [{"form": {"subject": ""}, "pages": {"id-card": ["u-9"]}}]
    assert site.removed == ["u-8"]


def test_the_draft_is_saved_once_typing_stops_and_not_after_submitting(page: Page, site: HallSite) -> None:
    page.get_by_label("学科").press_sequentially("数学教育", delay=30)
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert [draft["form"]["subject"] for draft in site.drafts] == ["数学教育"]
    page.get_by_label("学科").fill("物理")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/submitted")
    assert len(site.drafts) == 1


def test_leaving_the_page_saves_what_was_typed(page: Page, site: HallSite) -> None:
    page.get_by_label("学科").fill("物理")
    page.goto(f"{site.url}/elsewhere")
    until(page, lambda: site.drafts)
    assert site.drafts[-1]["form"]["subject"] == "物理"


def test_a_scan_goes_to_its_field_wherever_the_focus_is(page: Page, site: HallSite) -> None:
    page.get_by_label("学科").fill("物理")
    page.get_by_label("学科").focus()
    page.keyboard.type("7K3MP-2XWQ9")
    page.keyboard.press("Enter")
    page.wait_for_url("**/found?q=7K3MP-2XWQ9")
    until(page, lambda: site.drafts)
    assert site.drafts[-1]["form"]["subject"] == "物理"


def test_typing_by_hand_in_another_field_is_no_scan(page: Page, site: HallSite) -> None:
    page.get_by_label("学科").press_sequentially("12345678", delay=90)
    page.get_by_label("学科").press("Enter")
    page.wait_for_url("**/submitted")
    assert "/found" not in "".join(site.visited)


def test_without_scripts_the_page_says_so_and_gives_the_telephone(browser: Browser, site: HallSite) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    expect(page.locator(".no-upload")).to_contain_text("0715-0000000")
    expect(page.locator(".no-upload")).to_be_visible()
    expect(page.locator("input[multiple]")).to_be_hidden()
    context.close()
