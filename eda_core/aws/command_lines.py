"""Commands as they are said to the reader: with the options that mean the same target."""

import shlex
from typing import Final

from eda_core.aws.target import StackTarget


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
