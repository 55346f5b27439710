"""What boto3 refuses before it asks AWS, provoked by the environment of a user."""

import json
from hashlib import sha1

import pytest
from botocore import exceptions as boto
from botocore.credentials import SSOProvider
from botocore.tokens import SSOTokenProvider

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.failures.case import clock_difference, profiles_here
from eda_core.aws.failures.sentences import AwsFailure, explain
from eda_core.aws.target import StackTarget
from tests.aws.emulators import CREDENTIALS

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def home(tmp_path, monkeypatch, aws_environment):
    """A user's home without credentials; answers a function that writes ``~/.aws/config``."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    # botocore looks up the user's home when it is imported.
    for provider in (SSOProvider, SSOTokenProvider):
        monkeypatch.setattr(provider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path / "sso"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    def configure(text):
        (tmp_path / "config").write_text(text)

    return configure


def failure_of(target):
    with pytest.raises(AwsFailure) as failure:
        Clients(target, CallMeter()).call("logs", "FilterLogEvents", logGroupName="eda-demo-all")
    return failure.value


def told(target):
    failure = failure_of(target)
    return str(failure), failure.remedy, failure.kind, failure.retry_after_ms


def test_no_credentials_are_said_to_be_missing(home):
    assert told(StackTarget(region="us-east-1")) == (
        "There are no AWS credentials.",
        "aws sso login   (or set AWS_PROFILE to a profile that has some)",
        "credentials",
        None,
    )


def test_half_a_key_pair_names_the_missing_half(home, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    failure = failure_of(StackTarget(region="us-east-1"))
    assert "AWS_SECRET_ACCESS_KEY" in str(failure)
    assert failure.kind == "credentials"


def test_a_mistyped_profile_gets_the_list_of_profiles(home):
    home("[profile work]\nregion=us-east-1\n[profile play]\nregion=us-east-1\n")
    failure = failure_of(StackTarget(profile="wrok"))
    assert str(failure) == (
        "There is no such AWS profile: The config profile (wrok) could not be found."
    )
    assert failure.remedy == ("The profiles here are: play, work. To make one: aws configure sso")


def test_a_mistyped_profile_where_there_are_none_says_so(home):
    assert failure_of(StackTarget(profile="wrok")).remedy == (
        "There are no profiles here. To make one: aws configure sso"
    )


def test_a_broken_config_file_has_no_profiles_to_list(home):
    home("[profile work\nregion")
    failure = failure_of(StackTarget(profile="wrok"))
    assert failure.kind == "credentials"
    assert "Unable to parse config file" in str(failure)


def test_a_source_profile_that_is_missing_is_named(home):
    home(
        "[profile work]\nregion=us-east-1\nrole_arn=arn:aws:iam::123456789012:role/x\n"
        "source_profile=gone\n"
    )
    failure = failure_of(StackTarget(profile="work"))
    assert failure.kind == "credentials"
    assert "gone" in str(failure)


def test_a_credential_helper_that_fails_is_quoted(home):
    home("[profile work]\nregion=us-east-1\ncredential_process=false\n")
    failure = failure_of(StackTarget(profile="work"))
    assert failure.kind == "credentials"
    assert "custom-process" in str(failure)


def test_a_profile_with_an_mfa_device_is_refused_and_asks_nothing(home):
    home(
        "[profile base]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\n"
        f"aws_secret_access_key={SECRET}\n"
        "[profile work]\nregion=us-east-1\nrole_arn=arn:aws:iam::123456789012:role/x\n"
        "source_profile=base\nmfa_serial=arn:aws:iam::123456789012:mfa/jo\n"
    )
    failure = failure_of(StackTarget(profile="work"))
    assert str(failure) == (
        "The profile asks for a code of an MFA device, which cannot be typed here."
    )


LEGACY_SSO = (
    "[profile work]\nregion=us-east-1\nsso_start_url=https://x.awsapps.com/start\n"
    "sso_region=us-east-1\nsso_account_id=123456789012\nsso_role_name=x\n"
)
SSO_SESSION = (
    "[profile work]\nregion=us-east-1\nsso_session=one\nsso_account_id=123456789012\n"
    "sso_role_name=x\n"
    "[sso-session one]\nsso_start_url=https://x.awsapps.com/start\nsso_region=us-east-1\n"
)


def _cache_token(home_folder, name, expires):
    folder = home_folder / "sso"
    folder.mkdir()
    token = {"accessToken": SECRET, "expiresAt": expires, "region": "us-east-1"}
    (folder / f"{name}.json").write_text(json.dumps(token))


@pytest.mark.parametrize("config", [LEGACY_SSO, SSO_SESSION], ids=["legacy", "sso-session"])
def test_nobody_signed_in_yet_gets_the_command(home, config):
    home(config)
    failure = failure_of(StackTarget(profile="work"))
    assert failure.remedy == "aws sso login --profile work"


@pytest.mark.parametrize(
    ("config", "session"),
    [(LEGACY_SSO, "https://x.awsapps.com/start"), (SSO_SESSION, "one")],
    ids=["legacy", "sso-session"],
)
def test_an_expired_sign_in_gets_the_command(home, tmp_path, config, session):
    home(config)
    _cache_token(tmp_path, sha1(session.encode()).hexdigest(), "2020-01-01T00:00:00Z")
    assert told(StackTarget(profile="work")) == (
        "The AWS sign-in has expired.",
        "aws sso login --profile work",
        "expired",
        None,
    )


def test_a_login_profile_without_a_login_gets_its_own_command(home):
    home("[profile work]\nregion=us-east-1\nlogin_session=arn:aws:iam::123456789012:user/jo\n")
    failure = failure_of(StackTarget(profile="work"))
    assert (failure.remedy, failure.kind) == ("aws login", "expired")


def test_exported_credentials_that_have_expired_are_told_apart(home, monkeypatch):
    for name, text in CREDENTIALS.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2020-01-01T00:00:00Z")
    assert told(StackTarget(region="us-east-1"))[::2] == ("The AWS session has expired.", "expired")


def test_no_region_asks_for_one(home):
    assert told(StackTarget()) == (
        "No AWS Region is chosen.",
        "Choose a Region, or set AWS_DEFAULT_REGION.",
        "settings",
        None,
    )


def test_a_malformed_region_is_shown(home, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us east 1")
    failure = failure_of(StackTarget())
    assert "us east 1" in str(failure)
    assert failure.kind == "settings"


def test_a_malformed_endpoint_of_the_environment_is_shown(home, monkeypatch):
    for name, text in CREDENTIALS.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nonsense")
    failure = failure_of(StackTarget(region="us-east-1"))
    assert str(failure) == "This is no usable endpoint: Invalid endpoint: nonsense"
    assert failure.kind == "settings"


def test_an_emulator_that_does_not_run_is_suspected(aws_environment):
    assert told(StackTarget(region="us-east-1", endpoint_url=NOWHERE)) == (
        f"Nothing answers at {NOWHERE}: is the emulator running there?",
        "Start the emulator, or leave the endpoint URL out to ask AWS.",
        "unreachable",
        5000,
    )


OIDC = "https://oidc.us-east-1.amazonaws.com/token"
LOGS = "https://logs.us-esat-1.amazonaws.com/"


@pytest.mark.parametrize(
    ("exception", "sentence", "remedy", "retry_after_ms"),
    [
        (
            boto.EndpointConnectionError(endpoint_url=OIDC),
            "The sign-in of AWS cannot be reached.",
            "Check the network, then: aws sso login --profile my work",
            5000,
        ),
        (
            boto.EndpointConnectionError(endpoint_url=LOGS),
            "AWS cannot be reached in us-esat-1. Check the network, and the Region: us-esat-1.",
            "aws sts get-caller-identity",
            5000,
        ),
        (
            boto.ConnectTimeoutError(endpoint_url=LOGS),
            "AWS cannot be reached in us-esat-1. Check the network, and the Region: us-esat-1.",
            "aws sts get-caller-identity",
            5000,
        ),
        (
            boto.ReadTimeoutError(endpoint_url=LOGS),
            "AWS cannot be reached in us-esat-1. Check the network, and the Region: us-esat-1.",
            "aws sts get-caller-identity",
            5000,
        ),
        (
            boto.LoginRefreshRequired(),
            "The AWS sign-in has expired or changed.",
            "aws login",
            None,
        ),
        (
            boto.MissingDependencyException(msg="Using the login credential provider requires CRT"),
            "This profile needs more of boto3 than is installed: Missing Dependency: Using the"
            " login credential provider requires CRT",
            'python -m pip install "botocore[crt]"',
            None,
        ),
        (
            boto.ParamValidationError(report="Missing parameter: x"),
            "AWS could not do logs:FilterLogEvents: Parameter validation failed:\n"
            "Missing parameter: x",
            "python -m eda_core preflight --name eda-demo --region us-esat-1 --profile 'my work'",
            None,
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_a_test_cannot_provoke_is_explained_as_well(
    exception, sentence, remedy, retry_after_ms
):
    target = StackTarget(region="us-esat-1", profile="my work")
    failure = explain(exception, "logs", "FilterLogEvents", target)
    assert str(failure) == sentence
    assert failure.remedy == remedy.replace("--profile my work", "--profile 'my work'")
    assert failure.retry_after_ms == retry_after_ms


def test_no_failure_shows_a_secret(home):
    home(f"[profile work]\nregion=us-east-1\naws_access_key_id=x\ncredential_process={SECRET}\n")
    failure = failure_of(StackTarget(profile="work"))
    assert SECRET not in f"{failure} {failure.remedy} {failure.said}"


def test_profiles_of_a_broken_config_file_are_not_listed(home):
    home("[profile work\nregion")
    assert profiles_here() == ""


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("no times at all", ""),
        (
            "Signature expired: 20261123T195000Z is now earlier than x (20261123T195001Z - 5 min.)",
            "0 min 1 s behind",
        ),
        (
            "Signature expired: 99999999T999999Z is now earlier than x (99999999T999999Z - 5 min.)",
            "",
        ),
    ],
)
def test_difference_of_the_clocks_is_read_from_the_refusal(text, difference):
    assert clock_difference(text) == difference
