import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.masking import masked, without_secrets

ACCOUNT = "••••••••••••"
SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"
CASES = [
    ("arn:aws:sns:eu-central-1:123456789012:topic", f"arn:aws:sns:eu-central-1:{ACCOUNT}:topic"),
    ("account 123456789012.", f"account {ACCOUNT}."),
    ("account 1234-5678-9012", f"account {ACCOUNT}"),
    ("https://sqs.eu/123456789012/q", f"https://sqs.eu/{ACCOUNT}/q"),
    ("bucket-123456789012-x", f"bucket-{ACCOUNT}-x"),
    ("mail jo.doe+x@mail.example.com now", "mail ••••@•••• now"),
    (
        "https://abc123.execute-api.eu-central-1.amazonaws.com/order",
        "https://••••.execute-api.eu-central-1.amazonaws.com/order",
    ),
    ("https://d-99670.awsapps.com/start", "https://••••.awsapps.com/start"),
]
SECRETS = [
    ("AKIAIOSFODNN7EXAMPLE", "••••"),
    ("key ASIAIOSFODNN7EXAMPLE.", "key ••••."),
    (f"aws_secret_access_key = {SECRET}", "aws_secret_access_key = ••••"),
    ('"SecretAccessKey": "short/key"', '"SecretAccessKey": "••••"'),
    ("aws_session_token=abcdefghij", "aws_session_token=••••"),
    ("x?X-Amz-Signature=abc&y=1", "x?X-Amz-Signature=••••&y=1"),
    ("Signature=abcdef, next", "Signature=••••, next"),
    ("token IQoJ" + "a" * 60, "token ••••"),
    (SECRET, "••••"),
]
KEPT = [
    "execution 8b1f1c3e-0d7e-4d5a-9d61-123456789012",
    "order 101 for 1234567890123",
    "order 12345678901",
    "amount 0.123456789012",
    "2026-01-31T12:00:00Z",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "eda-demo-payment-service",
    "",
]


@pytest.mark.parametrize(("text", "shown"), CASES + SECRETS)
def test_masked_hides(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize("text", KEPT)
def test_masked_keeps(text):
    assert masked(text) == text


@pytest.mark.parametrize(("text", "shown"), SECRETS)
def test_secrets_are_hidden_whatever_is_shown(text, shown):
    assert without_secrets(text) == shown


@pytest.mark.parametrize(("text", "_"), CASES)
def test_what_is_no_secret_may_be_shown(text, _):
    assert without_secrets(text) == text


@given(
    st.from_regex(r"[0-9]{12}", fullmatch=True), st.sampled_from(["{}", "a:{}:b", "/{}/", " {} "])
)
def test_no_account_id_is_left(account, around):
    assert account not in masked(around.format(account))


@given(st.text())
def test_masking_twice_is_masking_once(text):
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    "piece", ["a", "a@", "1", "1-", "A", "Aa1", "token=", "x.execute-api", "a."]
)
def test_long_texts_are_masked_as_well(piece):
    assert isinstance(masked(piece * 50_000), str)
