"""Credentials that end soon, as a profile's own process hands them out, against MiniStack."""

import sys
from datetime import UTC, datetime, timedelta

import pytest

from eda_core.app.bootstrap import epoch_now_ms
from eda_core.aws.deployed_stack import aws_backend
from eda_core.aws.target import target_from

PROCESS = """
import json, sys
print(json.dumps({"Version": 1, "AccessKeyId": "test", "SecretAccessKey": "test",
                  "SessionToken": "test", "Expiration": sys.argv[1]}))
"""


@pytest.fixture
def profile(aws_environment, monkeypatch, tmp_path):
    """Makes a profile whose session ends after so many minutes; answers its name."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)

    def made(minutes):
        program, config = tmp_path / "credentials.py", tmp_path / "config"
        program.write_text(PROCESS)
        ends = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat(timespec="seconds")
        command = f"{sys.executable} {program} {ends}"
        config.write_text(f"[profile soon]\ncredential_process = {command}\n")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        return "soon"

    return made


def warning_of(url, profile):
    """What the feed of a dashboard warns of after its first call."""
    target = target_from(name="eda-nowhere", region="us-east-1", profile=profile, endpoint_url=url)
    backend = aws_backend(target, epoch_now_ms)
    backend.feed._reading.clients.call("sts", "GetCallerIdentity")
    return backend.feed.state().warning


@pytest.mark.parametrize("minutes", [9, 12])
def test_a_session_that_ends_soon_is_warned_of(ministack, profile, minutes):
    assert warning_of(ministack, profile(minutes)) in {
        f"The AWS session ends in {left} min and was not renewed: sign in again."
        for left in (minutes - 1, minutes)
    }


def test_a_session_that_lasts_is_not_warned_of(ministack, profile):
    assert warning_of(ministack, profile(60)) == ""
