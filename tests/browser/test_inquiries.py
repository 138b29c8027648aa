"""A question, a complaint and a rating as people meet them: on a phone, at the window, at the supervisors' desk."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import City
from tests.browser.people import Citizen, Leader, Officer
from tests.browser.test_oversight import Supervisor
from tests.handlers.served import served
from tests.running_site import running_site
from tests.sample import INSTANT

pytestmark = pytest.mark.browser
QUESTION = "外地户口，只有居住证，能在这里申请吗？"
ANSWER = "可以。请带居住证和身份证，按户籍居民同样的材料申请。"


def test_a_question_is_answered_and_becomes_the_items(browser: Browser, city: City) -> None:
    with Citizen(browser, city, "19900007001") as citizen, Officer(browser, city, "李文静", "399858") as officer:
        citizen.go(f"/items/{INSTANT}")
        citizen.follow("这里没有的，可以在线问")
        citizen.sign_in()
        citizen.see("咨询")
        citizen.press("提交", status=422)
        citizen.told("这一项还没有填")
        citizen.page.get_by_label("您的问题").fill(QUESTION)
        citizen.photograph("ask")
        citizen.press("提交")
        citizen.told("问题已经提交")
        reference = citizen.page.url.partition("/consultations/")[2].partition("?")[0]
        officer.sign_in()
        officer.look_in_until("/window/questions", officer.page.get_by_role("link", name=QUESTION))
        officer.photograph("window-questions")
        officer.follow(QUESTION)
        officer.page.get_by_label("写给本人的话").fill(ANSWER)
        officer.page.get_by_label("要不要同时公开").select_option("true")
        officer.press("发出答复")
        officer.told("答复已经发出")
        officer.photograph("window-question")
        citizen.sms("您的咨询")
        citizen.go(f"/consultations/{reference}")
        citizen.told("居住证和身份证")
        citizen.photograph("consultation")
        citizen.follow("我的咨询投诉")
        expect(citizen.page.locator(".rows")).to_contain_text("已答复")
        citizen.photograph("inquiries")
        citizen.look_in_until(
            f"/items/{INSTANT}?variant={INSTANT}-1", citizen.page.locator("summary", has_text=QUESTION)
        )


def test_a_complaint_is_handled_where_nobody_else_sees_it(browser: Browser, city: City) -> None:
    with Citizen(browser, city, "19900007002") as citizen, Supervisor(browser, city, "方清源", "730368") as supervisor:
        citizen.go("/complain")
        citizen.sign_in()
        citizen.press("提交投诉", status=422)
        citizen.told("投诉哪个单位")
        citizen.page.get_by_label("投诉哪个单位").select_option("JYJ")
        citizen.page.get_by_label("发生了什么").fill("中午一点到两点，窗口没有人，白跑了一趟。")
        citizen.photograph("complain")
        citizen.press("提交投诉")
        citizen.told("只有处理投诉的人能看到")
        reference = citizen.page.url.partition("/complaints/")[2].partition("?")[0]
        shown = f"{reference[:5]}-{reference[5:]}"
        supervisor.sign_in()
        supervisor.look_in_until("/oversight/complaints", supervisor.page.get_by_role("link", name=shown))
        supervisor.photograph("oversight-complaints")
        supervisor.follow(shown)
        supervisor.press("由我处理")
        supervisor.page.get_by_label("情况是否属实").select_option("founded")
        supervisor.page.get_by_label("写给本人的话").fill("情况属实，已要求窗口整改。")
        supervisor.page.get_by_label("要单位整改什么").fill("中午安排两人轮班，门口贴出时间。")
        supervisor.press("发出答复")
        supervisor.told("答复已经发出")
        supervisor.photograph("oversight-complaint")
        with Leader(browser, city, "19900000007", "481892") as head:
            head.go("/leader?next=/todo")
            head.fill({"姓名或工号": "郑明德"})
            head.sign_in()
            head.look_in_until("/todo", head.page.get_by_role("link", name="投诉整改"))
            head.photograph("leader-todo-duties")
            head.follow("投诉整改")
            head.page.get_by_label("怎么改的").fill("窗口中午有两人值班。")
            head.photograph("rectification")
            head.press("报告整改完成")
            head.told("整改情况已经报告")
        citizen.sms("您投诉")
        citizen.go(f"/complaints/{reference}")
        citizen.told("窗口中午有两人值班")
        citizen.photograph("complaint")
        citizen.page.get_by_label("哪里没有解决").fill("今天中午又没有人。")
        citizen.press("要求重新处理")
        citizen.told("会重新处理")


def test_a_bad_rating_is_seen_by_who_calls_back_only(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running_site(tmp_path_factory.mktemp("rated")) as cloud:
        own_city = City(cloud.url, tmp_path_factory.mktemp("log") / "city.log")
        reference = served(cloud, "rated in the browser", "+8619900007003", "EA100000097CN")
        shown = f"{reference[:5]}-{reference[5:]}"
        with Citizen(browser, own_city, "19900007003") as citizen:
            citizen.go(f"/cases/{reference}")
            citizen.sign_in()
            citizen.page.get_by_role("textbox").fill("0006")
            citizen.press("登录")
            citizen.follow("评价这次办事")
            citizen.page.get_by_label("非常不满意").check()
            citizen.page.get_by_label("想说的话").fill("排队一个小时。")
            citizen.photograph("rate")
            citizen.press("提交评价")
            citizen.told("评价已经提交")
            citizen.go(f"/ratings/{reference}")
            citizen.photograph("rating")
        with Supervisor(browser, own_city, "方清源", "730368") as supervisor:
            supervisor.sign_in()
            supervisor.look_in_until("/oversight/ratings", supervisor.page.get_by_role("link", name=shown))
            supervisor.photograph("oversight-ratings")
            supervisor.follow(shown)
            supervisor.page.get_by_label("情况是否属实").select_option("founded")
            supervisor.page.get_by_label("经过和结果").fill("本人说的属实。")
            supervisor.press("记录核实结果")
            supervisor.told("核实结果已经记录")
            supervisor.photograph("oversight-rating")
        with Officer(browser, own_city, "李文静", "399858") as officer:
            officer.sign_in()
            officer.go("/window/ratings")
            officer.told("评价满5条以后")
            officer.photograph("window-ratings")
            expect(officer.page.locator("main")).not_to_contain_text(shown)
