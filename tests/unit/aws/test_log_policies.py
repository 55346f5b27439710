import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.aws.deployment.log_policies import lets_write

GROUP = "arn:aws:logs:eu-central-1:123456789012:log-group:eda-demo-all"
GOOD = {
    "Effect": "Allow",
    "Principal": {"Service": "events.amazonaws.com"},
    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": f"{GROUP}:*",
}


def lets_in(statements):
    return lets_write({"policyDocument": json.dumps({"Statement": statements})}, GROUP)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"Action": "logs:*"},
        {"Action": "*"},
        {"Resource": "*"},
        {"Resource": ["arn:x", "arn:aws:logs:*:*:log-group:eda-demo*"]},
        {"Principal": "*"},
        {"Principal": {"Service": ["delivery.logs.amazonaws.com", "events.amazonaws.com"]}},
    ],
)
def test_a_policy_that_lets_write_is_known(change):
    assert lets_in([GOOD | change])
    assert lets_in(GOOD | change)


@pytest.mark.parametrize(
    "change",
    [
        {"Effect": "Deny"},
        {"Action": "logs:PutLogEvents"},
        {"Resource": GROUP.replace("demo", "other")},
        {"Principal": {"Service": "es.amazonaws.com"}},
        {"Principal": {"AWS": "*"}},
        {"Principal": None},
        {"Action": None},
        {"Resource": {"Ref": "x"}},
    ],
)
def test_a_policy_that_does_not_is_known(change):
    assert not lets_in([GOOD | change])


def test_two_statements_may_share_the_work():
    parts = [GOOD | {"Action": action} for action in GOOD["Action"]]
    assert lets_in(parts)


@given(st.text() | st.just("[" * 10_000))
def test_any_text_is_a_policy_that_lets_nobody_in(text):
    assert not lets_write({"policyDocument": text}, GROUP)
