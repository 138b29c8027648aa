"""A planning permit under joint review, whole, on a phone: from the search to the certificate in hand."""

import re
from dataclasses import dataclass
from functools import cache

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, expect
from pypdfium2 import PdfDocument

from chalicelib.domain.identity import resident_check_digit, uscc_check_character
from tests import pictures
from tests.browser.city import City
from tests.browser.people import Citizen, Leader, Officer, Person

pytestmark = pytest.mark.browser

PERMIT = "建设工程规划许可证"
BUILDER = "19900004321"
WAYBILL = "1099123456705"
VERDICT_MS = 30_000
ORIENTATION, TURN_RIGHT = 0x0112, 6

BRANCHES = {
    "邹卫民": ("19900000030", "525283"),
    "戴学文": ("19900000033", "648334"),
    "夏长江": ("19900000024", "279181"),
}
CHIEF = ("19900000027", "402232")
DIRECTOR = ("19900000028", "443249")


def company_code() -> str:
    digits = "91421200MA4900001"
    return digits + uscc_check_character(digits)


def agent_number() -> str:
    digits = "42120219850612003"
    return digits + resident_check_digit(digits)


FORM = {
    "单位名称": "咸宁示例置业有限公司",
    "统一社会信用代码": company_code(),
    "法定代表人": "何建国",
    "经办人姓名": "沈小芳",
    "经办人身份证号": agent_number(),
    "项目名称": "桂花小区二期",
    "项目代码": "2501-421200-04-01-000001",
    "建设地点": "温泉路88号",
    "用地面积": "18600",
    "总建筑面积": "52300",
    "地上层数": "18",
    "有地下室": "是",
    "要编制修建性详细规划": "否",
}
ADDRESS = "湖北省咸宁市咸安区温泉路88号桂花小区售楼处"


@cache
def lying_photo() -> bytes:
    """As phones store them: on its side, with a tag that says how to turn it."""
    sheet = pictures.lit(pictures.sheet(1500, 2000), 0.9)
    exif = Image.Exif()
    exif[ORIENTATION] = TURN_RIGHT
    return pictures.encoded(sheet.transpose(Image.Transpose.ROTATE_90), quality=85, exif=exif)


@cache
def heavy_photo() -> bytes:
    """More than 5 MB, as good cameras make them."""
    photo = pictures.encoded(pictures.lit(pictures.sheet(3600, 4800), 0.9), quality=100, subsampling=0)
    assert len(photo) > 5_000_000
    return photo


@dataclass
class Upload:
    """One material's slot on the page."""

    slot: Locator

    def give(self, content: bytes) -> None:
        with self.slot.page.expect_file_chooser() as chooser:
            self.slot.locator("input[capture]").click()
        chooser.value.set_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": content})

    def retake(self, content: bytes) -> None:
        with self.slot.page.expect_file_chooser() as chooser:
            self.slot.get_by_role("button", name="重拍").click()
        chooser.value.set_files({"name": "IMG_0002.jpg", "mimeType": "image/jpeg", "buffer": content})

    def pages(self, state: str) -> Locator:
        return self.slot.locator(f".page[data-state={state}]")

    def accepted(self) -> None:
        expect(self.pages("accepted")).to_have_count(1, timeout=VERDICT_MS)


def upload(citizen: Citizen, material: str) -> Upload:
    return Upload(citizen.page.locator(f"[data-material={material}]"))


def find_and_read_the_guide(citizen: Citizen) -> None:
    citizen.go("/")
    citizen.see("您要办什么事")
    citizen.photograph("home")
    citizen.page.get_by_role("searchbox").fill("规划许可")
    citizen.press("查找")
    citizen.follow(PERMIT)
    citizen.see(PERMIT)
    citizen.photograph("guide")
    citizen.told("要准备的材料")
    citizen.follow("马上办理")


def begin(citizen: Citizen) -> None:
    find_and_read_the_guide(citizen)
    citizen.see("用手机号登录")
    citizen.sign_in()
    citizen.see(PERMIT)
    citizen.page.get_by_label("建筑工程").check()
    citizen.press("开始填写")
    citizen.fill(FORM)
    citizen.photograph("form")
    expect(citizen.page.locator("[data-saved]")).to_contain_text("已保存")


def continue_after_closing_the_browser(citizen: Citizen) -> None:
    citizen.go("/mine")
    citizen.follow(PERMIT)
    expect(citizen.page.get_by_label("项目名称")).to_have_value("桂花小区二期")
    citizen.fill({"证照怎么给您": "快递寄给我", "收件地址": ADDRESS})
    citizen.press("下一步：上传材料")
    citizen.see("上传材料")


def upload_the_papers(citizen: Citizen) -> None:
    upload(citizen, "land").give(lying_photo())
    upload(citizen, "design").give(heavy_photo())
    upload(citizen, "planning-conditions").give(pictures.photo(0.02))
    refused = upload(citizen, "planning-conditions").pages("refused")
    expect(refused).to_contain_text("照片太暗", timeout=VERDICT_MS)
    citizen.photograph("refused-photo", around=refused)
    citizen.press("下一步：核对提交", status=422)
    upload(citizen, "planning-conditions").retake(pictures.photo())
    for material in ("fire-design", "defence-design", "approval-of-project"):
        upload(citizen, material).give(pictures.photo())
    for material in ("land", "design", "planning-conditions", "fire-design", "defence-design", "approval-of-project"):
        upload(citizen, material).accepted()
    picture = upload(citizen, "land").pages("accepted").locator("img")
    assert picture.evaluate("image => image.naturalHeight > image.naturalWidth")
    citizen.page.reload()
    upload(citizen, "land").accepted()
    citizen.photograph("uploads")
    citizen.press("下一步：核对提交")


def submit_with_a_double_tap(citizen: Citizen) -> str:
    """Also with a repeated request, the back button and a reload: it stays one case."""
    citizen.see("请核对")
    form = citizen.page.locator("form[action$='/submit']")
    action, token = form.get_attribute("action"), form.locator("[name=csrf_token]").input_value()
    with citizen.arriving():
        citizen.page.get_by_role("button", name="提交申请").dblclick(no_wait_after=True)
        citizen.page.wait_for_url("**/cases/*")
    citizen.see(PERMIT)
    citizen.photograph("receipt")
    address = citizen.page.url
    again = citizen.context.request.post(f"{citizen.city.url}{action}", form={"csrf_token": token})
    assert (again.status, again.url) == (200, address)
    citizen.page.go_back()
    citizen.page.reload()
    expect(citizen.page).to_have_url(re.compile(re.escape(address.partition("?")[0])))
    citizen.go("/mine")
    expect(citizen.page.get_by_role("link", name=PERMIT)).to_have_count(1)
    citizen.follow(PERMIT)
    return citizen.page.locator(".reference").inner_text()


def ask_for_a_retake(officer: Officer, reference: str) -> None:
    """The officer finds the case in the worklist, looks at the papers and asks for one page again."""
    officer.sign_in()
    officer.follow("待办")
    officer.photograph("worklist")
    row = officer.page.get_by_role("row").filter(has_text=reference)
    with officer.arriving():
        row.get_by_role("link").first.click()
    officer.photograph("window-case")
    officer.page.keyboard.press("F9")
    officer.page.get_by_label("宗地图没有拍到界址点").check()
    officer.press("发出补正告知")


def supply_the_retake(citizen: Citizen, reference: str) -> None:
    citizen.sms(re.compile(f"{reference}.*1处要补正"))
    citizen.go("/mine")
    citizen.follow(PERMIT)
    citizen.press("查看补正内容")
    citizen.told("宗地图没有拍到界址点")
    citizen.press("现在补正")
    citizen.see("补正材料")
    upload(citizen, "land").give(pictures.photo(lines=24))
    upload(citizen, "land").accepted()
    citizen.photograph("correction")
    citizen.press("提交补正")
    citizen.told("补正已经提交")


def accept_and_handle(officer: Officer, reference: str) -> None:
    """受理, and the officer's own step 承办."""
    officer.scan(reference.replace("-", ""))
    officer.see(PERMIT)
    with officer.arriving():
        officer.key("F8")
    officer.told("承办")
    officer.page.get_by_label("意见").fill("材料齐全，符合控制性详细规划，送联审。")
    with officer.arriving():
        officer.key("F8")


def decide(leader: Leader, reference: str, opinion: str) -> None:
    leader.open_todo()
    leader.see("我的待办")
    leader.photograph("todo")
    with leader.arriving():
        leader.page.get_by_role("link", name=reference).click()
    leader.see(PERMIT)
    leader.photograph("leader-step")
    leader.page.get_by_role("textbox", name="意见").fill(opinion)
    leader.press("同意")
    leader.told("没有等您签批的办件")
    with leader.arriving():
        leader.page.go_back()
    leader.see("这一步已经签批")


def follow_the_case(citizen: Citizen) -> None:
    citizen.go("/mine")
    citizen.follow(PERMIT)
    current = citizen.page.locator("[aria-current=step]")
    expect(current).to_have_count(1)
    expect(current).to_contain_text("审核")
    citizen.photograph("case")


def send_the_certificate(officer: Officer, reference: str) -> None:
    parcel = officer.page.get_by_role("checkbox", name=reference)
    officer.look_in_until("/window/tasks", parcel)
    officer.scan(WAYBILL)
    parcel.check()
    officer.page.get_by_label("快递公司").select_option(label="中国邮政EMS")
    officer.press("登记运单")


def play_the_courier(citizen: Citizen, states: tuple[str, ...]) -> None:
    for state in states:
        citizen.go("/local/courier")
        citizen.page.get_by_label("运单号").fill(WAYBILL)
        citizen.page.get_by_label("包裹到哪里了").select_option(label=state)
        citizen.press("推送")
        citizen.told("系统收下了这次推送")


def open_the_certificate(citizen: Citizen) -> str:
    """What stands on the certificate."""
    return opened(citizen, "查看电子证照", "certificate")


def opened(citizen: Citizen, link: str, picture: str) -> str:
    """What stands on the PDF behind a link of the page, which names the applicant. Its pages are looked at as pictures
    first, as inside WeChat."""
    back = citizen.page.url
    citizen.follow(link)
    shown = citizen.page.get_by_role("img").evaluate_all("all => all.map((one) => one.complete && one.naturalWidth)")
    assert shown
    assert set(shown) == {1080}
    address = citizen.page.get_by_role("link", name="打开PDF文件").get_attribute("href")
    citizen.go(back)
    answer = citizen.context.request.get(f"{citizen.city.url}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    with PdfDocument(answer.body()) as document:
        citizen.keep(document[0].render(scale=1.6).to_pil(), picture)
        words = document[0].get_textpage().get_text_bounded()
    assert FORM["单位名称"] in words
    return words


def verify(anybody: Person, certificate: str) -> None:
    """Whoever is shown the paper can type what stands on it."""
    number, secret = re.search(r"编号：(\w+)", certificate), re.search(r"查验码：([A-Z0-9 -]+)", certificate)
    assert number is not None
    assert secret is not None
    anybody.go("/verify")
    anybody.fill({"证照编号": number[1], "查验码": secret[1]})
    anybody.press("查验")
    anybody.told("这份证照是真的")
    anybody.told(FORM["单位名称"])
    anybody.photograph("verify")


def verify_the_document(anybody: Person, decision: str) -> None:
    number, code = re.search(r"字第([A-Z0-9]+-\d+)号", decision), re.search(r"查验码：([A-Z0-9-]+)", decision)
    assert number is not None
    assert code is not None
    anybody.go("/document")
    anybody.fill({"文书编号": number[1], "查验码": code[1]})
    anybody.press("查验")
    anybody.told("这份文书是真的")
    anybody.told("准予行政许可决定书")


def test_the_whole_permit(browser: Browser, city: City) -> None:
    with Citizen(browser, city, BUILDER) as citizen:
        begin(citizen)
        cookies = citizen.stored()
    with Citizen(browser, city, BUILDER, cookies) as citizen, Officer(browser, city, "程欣然", "361215") as officer:
        continue_after_closing_the_browser(citizen)
        upload_the_papers(citizen)
        reference = submit_with_a_double_tap(citizen)
        citizen.sms(f"{reference}，是否受理会短信告诉您")
        ask_for_a_retake(officer, reference)
        supply_the_retake(citizen, reference)
        accept_and_handle(officer, reference)
        citizen.sms(re.compile(r"温馨提示您：您的业务于\d+月\d+日已受理"))
        for number, pin in BRANCHES.values():
            with Leader(browser, city, number, pin) as chief:
                decide(chief, reference, "同意，意见已会签。")
        follow_the_case(citizen)
        for number, pin in (CHIEF, DIRECTOR):
            with Leader(browser, city, number, pin) as leader:
                decide(leader, reference, "同意。")
        citizen.sms(re.compile("已批准办结"), picture="phone")
        send_the_certificate(officer, reference)
        citizen.sms(f"运单号{WAYBILL}")
        play_the_courier(citizen, ("已揽收", "运输中", "派送中", "已签收"))
        citizen.sms("证照已送达")
        citizen.go("/mine")
        citizen.follow(PERMIT)
        citizen.told("已送达")
        certificate = open_the_certificate(citizen)
        decision = opened(citizen, "准予行政许可决定书", "document")
    with Person(browser, city) as anybody:
        verify(anybody, certificate)
        verify_the_document(anybody, decision)
