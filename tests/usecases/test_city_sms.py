"""What an SMS says where a city has words of its own, and where it has none."""

from chalicelib.domain.catalogue import Edition
from chalicelib.usecases.city_sms import sms_letter
from tests.cities import SECOND_CITY
from tests.sample import city_in, edition


def test_the_citys_own_text_stands_for_ours_with_its_names_in_it() -> None:
    with city_in(SECOND_CITY):
        assert sms_letter("", "accepted", {"date": "3月3日"}, edition()).words == (
            "云岭市民中心：您3月3日申办的事已经受理，进度请看云岭一网办。"
        )
        assert sms_letter("", "login_code", {"code": "123456"}, edition()).words.startswith(
            "云岭市民中心：验证码123456，"
        )


def test_a_text_of_its_own_cuts_long_names_as_ours_do() -> None:
    data = {**edition().data, "messages": {"received": "{centre}：{item}（{reference}）收到。"}}
    said = sms_letter("", "received", {"item": "名" * 40, "reference": "23456-789AB"}, Edition("", data)).words
    assert said == f"咸宁政务服务中心：{'名' * 11}…（23456-789AB）收到。"


def test_without_one_it_is_ours() -> None:
    assert sms_letter("", "accepted", {"date": "3月3日"}, edition()).words.startswith(
        "咸宁政务服务中心温馨提示您：您的业务于3月3日已受理"
    )
