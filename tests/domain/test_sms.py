import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.sms import parts, worst_case

ACCEPTED = "咸宁政务服务中心温馨提示您：您的业务于12月31日已受理，您可登录中心网上办事大厅随时查询业务办理进展情况。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("a" * 159 + "€", 2),
        ("€" * 152, 2),  # 76 fit into 153 units: the escape is never torn from its character
        ("€" * 153, 3),
        ("国" * 70, 1),
        ("国" * 71, 2),
        ("国" * 134, 2),
        ("国" * 135, 3),
        ("a" * 70 + "【", 2),
        ("a" * 70 + "`", 2),  # the grave accent is not in GSM-7
        ("𠮷" * 35, 1),
        ("𠮷" * 36, 2),
        ("𠮷" * 66, 2),  # 33 pairs fit into 67 units
        ("𠮷" * 67, 3),
        ("国" + "𠮷" * 66, 2),
        (ACCEPTED, 1),
    ],
)
def test_parts(text: str, expected: int) -> None:
    assert parts(text) == expected


@given(st.text(max_size=400), st.text(max_size=50))
@settings(deadline=None)
def test_more_text_never_takes_fewer_parts(text: str, more: str) -> None:
    assert parts(text) <= parts(text + more)


@given(st.text(st.sampled_from("国a中b【"), max_size=400))
@settings(deadline=None)
def test_without_pairs_the_parts_are_a_division(text: str) -> None:
    text += "【"
    assert parts(text) == (1 if len(text) <= 70 else -(-len(text) // 67))


@given(st.integers(0, 60), st.integers(0, 60), st.data())
@settings(deadline=None)
def test_no_values_within_the_maxima_need_more_than_the_worst_case(name: int, item: int, data: st.DataObject) -> None:
    template = "{name}您好，您申请的{item}已受理，请等待短信通知。"
    bound = worst_case(template, {"name": name, "item": item})
    values = {
        field: data.draw(st.text(st.sampled_from("国a0【"), max_size=most))
        for field, most in (("name", name), ("item", item))
    }
    assert parts(template.format_map(values)) <= bound


def test_a_rare_character_at_the_end_of_a_part_counts() -> None:
    template = "国" * 66 + "{name}" + "国" * 66
    assert worst_case(template, {"name": 2}) == 3
    assert parts(template.format(name="国国")) == 2


def test_one_part_exactly() -> None:
    assert worst_case("国" * 60 + "{name}", {"name": 10}) == 1
    assert worst_case("国" * 60 + "{name}", {"name": 11}) == 2


def test_a_field_without_a_maximum_is_an_error() -> None:
    with pytest.raises(KeyError):
        worst_case("{name}您好", {})
