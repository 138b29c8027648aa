"""A phone uploads the papers of an application: real Chromium, real site, real bucket, real check."""

import hashlib
import io
from collections.abc import Iterator
from time import monotonic, sleep

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from chalicelib import wiring
from chalicelib.domain.commands import Actor, Application, Receive
from chalicelib.domain.reference import case_matter, derive
from chalicelib.ports import Draft
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.seal import seal
from infra.local.server import LocalCloud
from tests import pictures
from tests.running_site import begun_draft, running_site, signed_in
from tests.sample import INSTANT

pytestmark = pytest.mark.browser
ACCOUNT = "phone:a"
VERDICT_MS = 20_000
ORIENTATION, TURN_RIGHT = 0x0112, 6


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("papers")) as running:
        yield running


@pytest.fixture
def draft(cloud: LocalCloud) -> Draft:
    assert cloud.url
    return begun_draft(ACCOUNT, INSTANT)


@pytest.fixture
def page(browser: Browser, cloud: LocalCloud, draft: Draft) -> Iterator[Page]:
    """The materials' page of the draft on a phone; errors of scripts and of the security policy fail the test."""
    phone = browser.new_context(viewport={"width": 390, "height": 844})
    phone.add_cookies([{"name": "citizen", "value": signed_in(ACCOUNT).token, "url": cloud.url}])
    page = phone.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if "Security Policy" in told.text else None)
    page.goto(f"{cloud.url}/drafts/{draft.id}/materials")
    yield page
    phone.close()
    assert complaints == []


def give(page: Page, name: str, content_type: str, body: bytes, material: str = "id-card") -> None:
    page.locator(f"[data-material={material}] input[multiple]").set_input_files(
        {"name": name, "mimeType": content_type, "buffer": body}
    )


def rows(page: Page, state: str, material: str = "id-card") -> Locator:
    return page.locator(f"[data-material={material}] .pages .page[data-state={state}]")


def lying_photo() -> bytes:
    """Twelve megapixels as a phone stores them: on its side, with a tag that says so; the sheet's top is red."""
    sheet = pictures.lit(pictures.sheet(3000, 4000), 0.9)
    sheet.paste("red", (0, 0, sheet.width, 400))
    exif = Image.Exif()
    exif[ORIENTATION] = TURN_RIGHT
    return pictures.encoded(sheet.transpose(Image.Transpose.ROTATE_90), quality=95, exif=exif)


def stored(draft: Draft, material: str = "id-card") -> list[bytes]:
    found = wiring.drafts().get(draft.id)
    assert found is not None
    uploads = wiring.uploads().get_many(found.uploads.get(material, ()))
    return [wiring.papers().read(uploads[upload].sha256) for upload in found.uploads.get(material, ())]


def test_a_photo_arrives_small_and_upright(page: Page, draft: Draft) -> None:
    taken = lying_photo()
    give(page, "IMG_0001.jpg", "image/jpeg", taken)
    expect(rows(page, "accepted")).to_have_count(1, timeout=VERDICT_MS)
    (kept,) = stored(draft)
    assert len(taken) > 1_000_000 >= len(kept)
    seen = Image.open(io.BytesIO(kept))
    red, green, _ = seen.convert("RGB").getpixel((seen.width // 2, 20))
    assert seen.height > seen.width
    assert red > 200 > green + 100
    assert page.locator(".thumb img").first.evaluate("image => image.naturalHeight > image.naturalWidth")


def test_a_black_photo_is_refused_and_retaken(page: Page, draft: Draft) -> None:
    give(page, "black.jpg", "image/jpeg", pictures.photo(0.02))
    expect(rows(page, "refused")).to_contain_text("照片太暗", timeout=VERDICT_MS)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="重拍").click()
    chooser.value.set_files({"name": "good.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo()})
    expect(rows(page, "accepted")).to_have_count(1, timeout=VERDICT_MS)
    expect(rows(page, "refused")).to_have_count(0)
    assert len(stored(draft)) == 1


def test_several_files_at_once_a_pdf_among_them(page: Page, draft: Draft) -> None:
    files = {
        "one.jpg": pictures.photo(),
        "two.pdf": pictures.pdf(),
        "three.png": pictures.encoded(pictures.sheet(), "PNG"),
    }
    kinds = {"jpg": "image/jpeg", "pdf": "application/pdf", "png": "image/png"}
    page.locator("[data-material=degree] input[multiple]").set_input_files(
        [{"name": name, "mimeType": kinds[name[-3:]], "buffer": body} for name, body in files.items()]
    )
    expect(rows(page, "accepted", "degree")).to_have_count(3, timeout=VERDICT_MS)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#errors")).to_contain_text("申请人居民身份证")
    first, second, third = stored(draft, "degree")
    assert (first[:3], second, third[:3]) == (b"\xff\xd8\xff", files["two.pdf"], b"\xff\xd8\xff")
    expect(rows(page, "accepted", "degree")).to_have_count(3)


def test_a_removed_page_stays_away_and_a_finished_one_comes_back(page: Page, draft: Draft) -> None:
    for number in range(2):
        give(page, f"{number}.jpg", "image/jpeg", pictures.photo(0.9 - number / 10))
        expect(rows(page, "accepted")).to_have_count(number + 1, timeout=VERDICT_MS)
    with page.expect_response(lambda answer: answer.url.endswith("/remove")):
        rows(page, "accepted").first.get_by_role("button", name="移除").click()
    page.reload()
    expect(rows(page, "accepted")).to_have_count(1)
    assert len(stored(draft)) == 1


def test_papers_of_an_earlier_case_are_taken_again(page: Page, draft: Draft) -> None:
    degree = pictures.photo(lines=20)
    case_with_papers(degree)
    page.reload()
    again = page.locator("[data-material=degree]").get_by_role("button", name="再用这份")
    again.click()
    expect(rows(page, "accepted", "degree")).to_have_count(1)
    assert page.url.endswith("#f-pages.degree")
    assert stored(draft, "degree") == [degree]
    expect(again).to_have_count(0)


def case_with_papers(degree: bytes) -> None:
    """A case of the account's own party whose degree certificate was this picture, as the views show it."""
    digest = hashlib.sha256(degree).hexdigest()
    opened = wiring.inspector().open(degree, "image/jpeg")
    wiring.papers().keep(digest, degree, "image/jpeg", opened.preview)
    wiring.parties().put(ACCOUNT, "party#p-a", {"number": "n", "last_four": "l"})
    matter = case_matter(derive("earlier papers", 0))
    paper = {"sha256": digest, "content_type": "image/jpeg", "size": len(degree)}
    contents = {
        "form": {"applicant": {"name": "李明", "phone": "+8619900000001"}, "applicant_kind": "person", "answers": {}},
        "papers": {"papers": {"degree": [paper]}},
    }
    form, papers = (
        seal(matter, f"{name}#c", content, dossiers=wiring.dossiers(), entropy=wiring.entropy())
        for name, content in contents.items()
    )
    received = Receive("c", Actor("applicant", "p-a"), Application("p-a", "online", form, papers, (), "pickup"))
    item = wiring.edition().item(INSTANT)
    definition = wiring.edition().definition(INSTANT, item["variants"][0]["code"])
    assert open_case(matter, received, definition, log=wiring.log(), calendar=wiring.calendar(), now=wiring.now())
    deadline = monotonic() + 15
    while not wiring.views().query("p-a"):
        assert monotonic() < deadline
        sleep(0.05)


def test_a_program_in_a_photos_clothes_is_refused_by_name(page: Page, draft: Draft) -> None:
    give(page, "照片.jpg", "image/jpeg", b"MZ\x90" + b"\0" * 5000)
    expect(rows(page, "refused")).to_contain_text("这是程序文件，不是材料", timeout=VERDICT_MS)
    assert not stored_papers(draft)


def stored_papers(draft: Draft) -> list[str]:
    found = wiring.drafts().get(draft.id)
    assert found is not None
    uploads = wiring.uploads().get_many(upload for pages in found.uploads.values() for upload in pages)
    return [upload.sha256 for upload in uploads.values() if upload.state == "accepted"]
