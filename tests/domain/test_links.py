import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.domain.links import DecideLink, LinkError, LinkKeys, TodoLink, expiry, read, sign
from chalicelib.domain.reference import REFERENCES, case_matter, from_number

NOW = datetime(2026, 11, 23, 8, 47, tzinfo=UTC)
EXPIRES_AT = datetime(2026, 11, 26, 8, 50, tzinfo=UTC)
KEYS = LinkKeys("b", {"a": b"a" * 32, "b": b"b" * 32})
TOKEN_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=16)
matters = st.integers(0, REFERENCES - 1).map(from_number).map(case_matter)
expiries = st.integers(0, 300_000).map(lambda ticks: NOW + timedelta(minutes=3 + 10 * ticks))
todo_links = st.builds(TodoLink, ids, expiries)
decide_links = st.builds(DecideLink, matters, ids, ids, st.integers(0, 511), expiries)
links = todo_links | decide_links
TODO = TodoLink("s-rsj-1", EXPIRES_AT)
DECIDE = DecideLink("c-XWXVT8FC4J", "approve", "s-rsj-1", 1, EXPIRES_AT)


def refusal(token: str, purpose: type[TodoLink | DecideLink], now: datetime = NOW, keys: LinkKeys = KEYS) -> LinkError:
    with pytest.raises(LinkError) as refused:
        read(token, purpose, keys=keys, now=now)
    return refused.value


@given(links)
@settings(deadline=None)
def test_a_link_comes_back_from_its_token(link: TodoLink | DecideLink) -> None:
    assert read(sign(link, keys=KEYS), type(link), keys=KEYS, now=NOW) == link


@given(links)
@settings(deadline=None)
def test_a_token_is_of_unreserved_characters_and_ends_in_none_that_phones_leave_out(
    link: TodoLink | DecideLink,
) -> None:
    token = sign(link, keys=KEYS)
    assert set(token) <= set(TOKEN_CHARS)
    assert token[-1].isalnum()


@given(links, st.data())
@settings(deadline=None)
def test_no_character_of_a_token_can_be_changed(link: TodoLink | DecideLink, data: st.DataObject) -> None:
    token = sign(link, keys=KEYS)
    position = data.draw(st.integers(0, len(token) - 1))
    char = data.draw(st.sampled_from(TOKEN_CHARS))
    assume(char != token[position])
    changed = token[:position] + char + token[position + 1 :]
    assert refusal(changed, type(link)).code in {"link_forged", "link_malformed", "link_unknown_key"}
    assert refusal(changed, type(link)).link is None


@given(links, st.data())
@settings(deadline=None)
def test_a_token_cannot_be_cut_or_lengthened(link: TodoLink | DecideLink, data: st.DataObject) -> None:
    token = sign(link, keys=KEYS)
    cut = data.draw(st.integers(0, len(token) - 1))
    for changed in (token[:cut], token[cut + 1 :], token + "A", "A" + token, token + token):
        assert refusal(changed, type(link)).code in {"link_forged", "link_malformed", "link_unknown_key"}


@given(st.text(max_size=80) | st.text(TOKEN_CHARS, max_size=220))
@settings(deadline=None)
def test_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    assert refusal(text, TodoLink).code in {"link_forged", "link_malformed", "link_unknown_key"}


@pytest.mark.parametrize("text", ["", "/", "A" * 23, "A" * 25, "A" * 201, "A" * 31 + "=", "A" * 31 + "\n", "Ａ" * 32])
def test_malformed_tokens(text: str) -> None:
    assert refusal(text, TodoLink).code == "link_malformed"


def test_a_second_spelling_of_the_last_character_is_malformed() -> None:
    token = sign(TodoLink("s-rsj-10", EXPIRES_AT), keys=KEYS)
    assert len(token) % 4 == 2
    second = token[:-1] + chr(ord(token[-1]) + 1)
    assert refusal(second, TodoLink).code == "link_malformed"


def test_tokens_are_short_enough_for_an_sms() -> None:
    assert len(sign(TODO, keys=KEYS)) == 32
    assert len(sign(DECIDE, keys=KEYS)) == 48
    assert len("https://zw.example.gov.cn/t/" + sign(TODO, keys=KEYS)) <= 60


def test_a_link_lives_for_72_hours_and_at_most_ten_minutes_more() -> None:
    assert expiry(NOW) == EXPIRES_AT
    assert expiry(EXPIRES_AT) == EXPIRES_AT + timedelta(hours=72)


@given(st.integers(0, 35 * 365 * 24 * 3600))
@settings(deadline=None)
def test_an_expiry_is_never_early(seconds: int) -> None:
    now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert timedelta(0) <= expiry(now) - (now + timedelta(hours=72)) < timedelta(minutes=10)


def test_the_longest_link_comes_back() -> None:
    longest = replace(DECIDE, step="_" * 60, holder="_" * 60, generation=511)
    assert read(sign(longest, keys=KEYS), DecideLink, keys=KEYS, now=NOW) == longest


@pytest.mark.parametrize("link", [TODO, DECIDE])
def test_an_expired_link_says_what_it_was(link: TodoLink | DecideLink) -> None:
    token = sign(link, keys=KEYS)
    assert read(token, type(link), keys=KEYS, now=EXPIRES_AT - timedelta(seconds=1)) == link
    expired = refusal(token, type(link), EXPIRES_AT)
    assert (expired.code, expired.link) == ("link_expired", link)


def test_a_link_of_one_purpose_does_not_serve_the_other() -> None:
    assert refusal(sign(TODO, keys=KEYS), DecideLink).code == "link_wrong_purpose"
    assert refusal(sign(DECIDE, keys=KEYS), TodoLink).code == "link_wrong_purpose"


def test_each_binding_changes_the_token() -> None:
    variants = [
        DECIDE,
        replace(DECIDE, matter="c-2222222222"),
        replace(DECIDE, step="review"),
        replace(DECIDE, holder="s-rsj-2"),
        replace(DECIDE, generation=2),
        replace(DECIDE, expires_at=EXPIRES_AT + timedelta(minutes=10)),
    ]
    assert len({sign(link, keys=KEYS) for link in variants}) == len(variants)


def test_old_keys_verify_and_removed_ones_do_not() -> None:
    token = sign(TODO, keys=LinkKeys("a", {"a": b"a" * 32}))
    assert read(token, TodoLink, keys=KEYS, now=NOW) == TODO
    assert refusal(token, TodoLink, keys=LinkKeys("b", {"b": b"b" * 32})).code == "link_unknown_key"


def test_another_key_under_the_same_id_is_a_forgery() -> None:
    token = sign(TODO, keys=LinkKeys("b", {"b": b"x" * 32}))
    assert refusal(token, TodoLink).code == "link_forged"


def test_the_signature_is_half_an_hmac_sha256() -> None:
    raw = base64.urlsafe_b64decode(sign(TODO, keys=KEYS))
    assert raw[:16] == hmac.new(b"b" * 32, raw[16:], hashlib.sha256).digest()[:16]


@pytest.mark.parametrize(
    "link",
    [
        TodoLink("", EXPIRES_AT),
        TodoLink("S-RSJ-1", EXPIRES_AT),
        TodoLink("张三", EXPIRES_AT),
        replace(DECIDE, step="a" * 61),
        replace(DECIDE, step="a b"),
        replace(DECIDE, step=""),
        replace(DECIDE, generation=512),
        replace(DECIDE, generation=-1),
        replace(DECIDE, matter="k-XWXVT8FC4J"),
        replace(DECIDE, matter="c-XWXVT8FC4K"),
        replace(TODO, expires_at=datetime(2024, 1, 1, tzinfo=UTC)),
        replace(TODO, expires_at=datetime(2066, 1, 1, tzinfo=UTC)),
    ],
)
def test_what_a_link_cannot_carry_is_refused_before_it_is_sent(link: TodoLink | DecideLink) -> None:
    with pytest.raises(ValueError, match=r"."):
        sign(link, keys=KEYS)


@pytest.mark.parametrize(
    ("current", "keys"),
    [("a", {}), ("b", {"a": b"a" * 32}), ("k1", {"k1": b"a" * 32}), ("A", {"A": b"a" * 32}), ("a", {"a": b"short"})],
)
def test_keys_that_could_not_be_named_or_trusted_are_refused(current: str, keys: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="link key"):
        LinkKeys(current, keys)
