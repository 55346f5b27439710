"""Which deployed stack is meant, where it stands and with whose credentials it is asked.

Commands as they are said to the reader have the options that mean the same target.
"""

import re
import shlex
from dataclasses import dataclass
from typing import Final

from eda_core.domain.errors import InvalidSettings
from eda_core.domain.settings import endpoint_from, shown

DEFAULT_NAME: Final = "eda-demo"

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,31}")
_REGION: Final = re.compile(r"[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}")
_PROFILE: Final = re.compile(r"[^\x00-\x1f\x7f\[\]]{1,128}")


@dataclass(frozen=True, slots=True)
class StackTarget:
    """Which stack, where, with whose credentials.

    ``region`` and ``profile`` may be empty: boto3 then looks where the AWS command line does.
    ``endpoint_url`` is empty for AWS itself, else where an emulator listens.
    """

    name: str = DEFAULT_NAME
    region: str = ""
    profile: str = ""
    endpoint_url: str = ""

    @property
    def is_local(self) -> bool:
        """Whether an emulator is asked and not AWS: nothing there costs money."""
        return bool(self.endpoint_url)


def target_from(
    *, name: str = "", region: str = "", profile: str = "", endpoint_url: str = ""
) -> StackTarget:
    """Return the target these texts name; an empty one means the default.

    Raises `InvalidSettings` naming the text at fault. A stack name begins with a letter and has
    letters, digits and hyphens (CloudFormation API Reference, CreateStack); 32 of them at most,
    so that every name made from it stays within its own limit.
    """
    return StackTarget(
        name=_fits(_NAME, name.strip() or DEFAULT_NAME, "name", "letters, digits and hyphens"),
        region=_fits(_REGION, region.strip(), "region", "a code like eu-central-1"),
        profile=_fits(_PROFILE, profile.strip(), "profile", "a name from ~/.aws/config"),
        endpoint_url=_endpoint(endpoint_url.strip()),
    )


def _fits(shape: re.Pattern[str], text: str, what: str, wanted: str) -> str:
    if text and shape.fullmatch(text) is None:
        raise InvalidSettings(f"The {what} must be {wanted}, not {shown(text)}.")
    return text


def _endpoint(text: str) -> str:
    return endpoint_from(text, "The endpoint URL") if text else ""


def own_command(verb: str, target: StackTarget) -> str:
    """Return one of our commands for this target, to be copied."""
    options = {
        "--name": target.name,
        "--profile": target.profile,
        "--region": target.region,
        "--endpoint-url": target.endpoint_url,
    }
    return f"python -m eda_core {verb}{_said(options)}"


def aws_command(rest: str, target: StackTarget) -> str:
    """Return a command of the AWS command line for this target, to be copied."""
    options = {
        "--profile": target.profile,
        "--region": target.region,
        "--endpoint-url": target.endpoint_url,
    }
    return f"aws {rest}{_said(options)}"


def _said(options: dict[str, str]) -> str:
    return "".join(f" {option} {shlex.quote(value)}" for option, value in options.items() if value)


ACCOUNT: Final = "$ACCOUNT"
"""Stands for the account in a command, which would be masked on the screen it is copied from."""


def with_account(command: str, target: StackTarget) -> str:
    """Return a command that has ``$ACCOUNT`` in it, after the one that finds out what that is."""
    asked = aws_command("sts get-caller-identity --query Account --output text", target)
    return f"ACCOUNT=$({asked})\n{command}"
