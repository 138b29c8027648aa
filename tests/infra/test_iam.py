"""IAM's evaluation, against moto's where that knows the same (it takes `?` for a regular expression's)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.iam.access_control import IAMPolicy, PermissionResult

from infra.iam import Call, UnsupportedPolicyError, allowed

ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:GetObjectVersion", "sns:Publish")
RESOURCES = (
    "*",
    "arn:aws:s3:::b/papers/1",
    "arn:aws:s3:::b/papers",
    "arn:aws:s3:::other/papers/1",
    "arn:aws:sns:r:1:t",
)
PATTERNS = ("*", "arn:aws:s3:::b/papers/*", "arn:aws:s3:::*/papers*", "arn:aws:sns:*:*:*", "arn:aws:s3:::b/papers/1")

statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Action": st.one_of(st.sampled_from(ACTIONS), st.lists(st.sampled_from((*ACTIONS, "s3:*", "*")), min_size=1)),
        "Resource": st.one_of(st.sampled_from(PATTERNS), st.lists(st.sampled_from(PATTERNS), min_size=1)),
    }
)


@given(st.lists(statements, min_size=1, max_size=4), st.sampled_from(ACTIONS), st.sampled_from(RESOURCES))
def test_as_moto_judges(policy: list[dict[str, Any]], action: str, resource: str) -> None:
    moto = IAMPolicy({"policy_document": json.dumps({"Statement": policy})})
    expected = moto.is_action_permitted(action, resource) is PermissionResult.PERMITTED
    assert allowed(policy, Call(action, resource)) is expected


def test_nothing_is_allowed_that_no_statement_allows() -> None:
    assert not allowed([], Call("s3:GetObject", "arn:aws:s3:::b/k"))
    assert not allowed([{"Effect": "Deny", "Action": "*", "Resource": "*"}], Call("s3:GetObject", "arn:aws:s3:::b/k"))


def test_a_question_mark_is_one_character() -> None:
    policy = [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/?/k"}]
    assert allowed(policy, Call("s3:GetObject", "arn:aws:s3:::b/x/k"))
    assert not allowed(policy, Call("s3:GetObject", "arn:aws:s3:::b/xy/k"))
    assert not allowed(policy, Call("s3:GetObject", "arn:aws:s3:::b//k"))


def test_actions_have_no_case_and_resources_have() -> None:
    policy = [{"Effect": "Allow", "Action": "S3:getobject", "Resource": "arn:aws:s3:::b/K.[x]"}]
    assert allowed(policy, Call("s3:GetObject", "arn:aws:s3:::b/K.[x]"))
    assert not allowed(policy, Call("s3:GetObject", "arn:aws:s3:::b/k.[x]"))
    assert not allowed(policy, Call("s3:GetObject", "arn:aws:s3:::b/Kax"))


def test_who_may_publish_to_telephones_is_denied_topics() -> None:
    policy = [
        {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"},
        {"Effect": "Deny", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:*:*"},
    ]
    assert allowed(policy, Call("sns:Publish", "*"))
    assert not allowed(policy, Call("sns:Publish", "arn:aws:sns:us-east-1:123456789012:alarms"))


@pytest.mark.parametrize(
    ("condition", "context", "holds"),
    [
        ({"StringEquals": {"k": "a"}}, {"k": "a"}, True),
        ({"StringEquals": {"k": ["b", "a"]}}, {"k": "a"}, True),
        ({"StringEquals": {"k": "a"}}, {"k": "A"}, False),
        ({"StringEquals": {"k": "a"}}, {}, False),
        ({"StringEquals": {"k": "a", "l": "b"}}, {"k": "a"}, False),
        ({"Bool": {"k": "false"}}, {"k": "False"}, True),
        ({"Bool": {"k": False}}, {"k": "true"}, False),
        ({"Bool": {"k": "true"}, "StringEquals": {"l": "x"}}, {"k": "true", "l": "x"}, True),
    ],
)
def test_conditions_hold_all_or_the_statement_does_not(
    condition: dict[str, Any], context: dict[str, str], holds: object
) -> None:
    policy = [{"Effect": "Allow", "Action": "kms:Sign", "Resource": "*", "Condition": condition}]
    assert allowed(policy, Call("kms:Sign", "arn:aws:kms:r:1:key/1", frozenset(context.items()))) is holds


@pytest.mark.parametrize(
    "odd",
    [
        {"Condition": {"StringLike": {"k": "*"}}},
        {"Principal": {"AWS": "arn:aws:iam::1:root"}},
        {"NotResource": "x"},
    ],
)
def test_what_is_not_understood_is_not_judged(odd: dict[str, Any]) -> None:
    policy = [{"Effect": "Allow", "Action": "*", "Resource": "*", **odd}]
    with pytest.raises(UnsupportedPolicyError):
        allowed(policy, Call("s3:GetObject", "arn:aws:s3:::b/k"))
