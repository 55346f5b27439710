import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidSettings
from eda_core.domain.settings import (
    DATA_FOLDER,
    Settings,
    WorldKind,
    address_of,
    settings_from,
    settings_in_address,
)

USUAL = Settings(data=DATA_FOLDER)


def test_nothing_set_is_a_room_of_the_simulator_with_an_open_seed():
    assert settings_from({}) == USUAL


def test_a_seed_may_be_set():
    assert settings_from({"EDA_SEED": " 7 "}).seed == 7


@pytest.mark.parametrize("text", ["-1", "x", "1.5", "9" * 30, "٣"])
def test_a_bad_seed_is_named(text):
    with pytest.raises(InvalidSettings, match="EDA_SEED"):
        settings_from({"EDA_SEED": text})


def test_rooms_may_be_kept_elsewhere_or_in_memory():
    assert settings_from({"EDA_DATA": "/srv/eda"}).data == Path("/srv/eda")
    assert settings_from({"EDA_DATA": ":memory:"}).data is None


def test_the_environment_may_name_a_deployed_stack():
    given = {"EDA_WORLD": "aws", "EDA_REGION": "eu-central-1", "EDA_ENDPOINT": "http://10.0.0.1:80"}
    settings = settings_from(given)
    assert settings.world is WorldKind.AWS
    assert (settings.region, settings.endpoint) == ("eu-central-1", "http://10.0.0.1:80")


def test_an_endpoint_that_boto3_obeys_is_known():
    aws = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
    assert settings_from(aws).endpoint == "http://127.0.0.1:4566"
    assert settings_from(aws | {"EDA_ENDPOINT": "http://127.0.0.1:1"}).endpoint[-1] == "1"


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("EDA_WORLD", "moon"),
        ("EDA_DELAYS", "fast"),
        ("EDA_ROOM", "../etc"),
        ("EDA_ROOM", "A room"),
        ("EDA_ROOM", "x" * 41),
        ("EDA_PROFILE", "x" * 300),
    ],
)
def test_a_setting_that_is_no_use_is_named(variable, text):
    with pytest.raises(InvalidSettings, match=variable):
        settings_from({variable: text})


def test_an_address_names_another_room():
    assert settings_in_address(USUAL, {"room": "anna", "order": "101"}).room == "anna"


def test_an_address_names_an_endpoint_on_this_machine_only():
    here = settings_in_address(USUAL, {"endpoint": "http://127.0.0.1:4566"})
    assert here.endpoint == "http://127.0.0.1:4566"
    with pytest.raises(InvalidSettings, match="on this machine"):
        settings_in_address(USUAL, {"endpoint": "http://example.com"})


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1:4566", "nonsense", "http://[::1", "http://", "ftp://localhost", "http://jo:x@::1"],
)
def test_an_address_with_an_endpoint_that_is_no_url_is_told_so(text):
    wanted = r"endpoint must be an http or https URL like http://127\.0\.0\.1:4566, not "
    with pytest.raises(InvalidSettings, match=wanted + re.escape(repr(text))):
        settings_in_address(USUAL, {"endpoint": text})


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost.example.com",
        "http://127.0.0.1\t.example.com",
        "http://127.0.0.1\\.example.com",
        "http://example.com#127.0.0.1",
        "http://127.0.0.1@example.com",
        "http://example.com\\@127.0.0.1",
    ],
)
def test_an_address_names_no_endpoint_elsewhere_however_it_is_written(text):
    with pytest.raises(InvalidSettings):
        settings_in_address(USUAL, {"endpoint": text})


def test_an_address_may_repeat_the_endpoint_of_the_environment():
    usual = Settings(endpoint="http://10.0.0.1:4566")
    assert settings_in_address(usual, {"endpoint": "http://10.0.0.1:4566"}) == usual


def test_a_link_says_only_what_is_unusual():
    settings = Settings(world=WorldKind.AWS, region="eu-central-1", data=DATA_FOLDER)
    link = address_of(settings, USUAL)
    assert link == {"world": "aws", "region": "eu-central-1"}
    assert settings_in_address(USUAL, link) == settings


@given(st.dictionaries(st.sampled_from(["world", "room", "file", "endpoint"]), st.text()))
def test_any_address_makes_settings_or_a_refusal(parameters):
    with suppress(InvalidSettings):
        settings = settings_in_address(USUAL, parameters)
        assert "/" not in settings.room + settings.file
