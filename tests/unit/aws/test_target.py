import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.aws.target import StackTarget, target_from
from eda_core.domain.errors import InvalidSettings


def test_target_has_the_name_of_the_demo():
    assert target_from() == StackTarget("eda-demo", "", "", "")


def test_target_is_what_the_texts_name():
    target = target_from(
        name="jo", region=" eu-central-1 ", profile="my work", endpoint_url="http://127.0.0.1:4566"
    )
    assert target == StackTarget("jo", "eu-central-1", "my work", "http://127.0.0.1:4566")


def test_target_with_an_endpoint_is_local():
    assert target_from(endpoint_url="http://[::1]:4566").is_local
    assert not target_from().is_local


@pytest.mark.parametrize(
    "region", ["us-gov-west-1", "ap-southeast-3", "cn-north-1", "mx-central-1"]
)
def test_target_takes_any_region(region):
    assert target_from(region=region).region == region


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"name": "1demo"}, "The name must be"),
        ({"name": "a" * 33}, "The name must be"),
        ({"name": "eda_demo"}, "The name must be"),
        ({"region": "Frankfurt"}, "The region must be"),
        ({"region": "eu-central"}, "The region must be"),
        ({"profile": "a\nb"}, "The profile must be"),
        ({"profile": "[x]"}, "The profile must be"),
        ({"profile": "x" * 200}, "The profile must be"),
        ({"endpoint_url": "127.0.0.1:4566"}, "The endpoint URL must be"),
        ({"endpoint_url": "file:///etc/passwd"}, "The endpoint URL must be"),
        ({"endpoint_url": "http://"}, "The endpoint URL must be"),
        ({"endpoint_url": "http://x:99999"}, "The endpoint URL must be"),
        ({"endpoint_url": "http://[::1"}, "The endpoint URL must be"),
        ({"endpoint_url": "http://jo:secret@x"}, "The endpoint URL must be"),
        ({"endpoint_url": "http://a b"}, "The endpoint URL must be"),
    ],
)
def test_target_that_cannot_be_is_refused_by_name(given, named):
    with pytest.raises(InvalidSettings, match=named):
        target_from(**given)


@given(st.text(), st.text(), st.text(), st.text())
def test_target_takes_or_refuses_any_text(name, region, profile, endpoint_url):
    try:
        target_from(name=name, region=region, profile=profile, endpoint_url=endpoint_url)
    except InvalidSettings as refusal:
        assert len(str(refusal)) < 400  # noqa: PT017 - refusing is one of the two right answers
