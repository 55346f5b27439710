"""Options of the commands that act on a deployed stack, and the answer a person gives."""

import argparse
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from eda_core.commands.arguments import words_of
from eda_core.domain.errors import InvalidSettings
from eda_core.domain.settings import BusKind, Settings, WorldKind, settings_from

if TYPE_CHECKING:
    from eda_core.aws.deployment.operations import StackOperations

Run = Callable[[argparse.Namespace, BinaryIO, TextIO, TextIO], int]
"""A command: its arguments and the streams, to its exit status."""

STOPPED: Final = 130
"""What a shell calls a command that was stopped by Ctrl-C."""

_OPTIONS: Final = {
    "--name": ("stack", "NAME", "the stack, and what its parts' names begin with"),
    "--region": ("region", "REGION", "the AWS Region"),
    "--profile": ("profile", "PROFILE", "whose credentials, by their name in ~/.aws/config"),
    "--endpoint-url": ("endpoint", "URL", "an emulator instead of AWS"),
}
"""Options, the setting each stands for, and what is said about it."""


def add_stack_options(parser: argparse.ArgumentParser) -> None:
    """Say which stack, where and with whose credentials."""
    for option, (setting, metavar, said) in _OPTIONS.items():
        parser.add_argument(option, dest=setting, metavar=metavar, help=said)


def add_bus_option(parser: argparse.ArgumentParser, said: str) -> None:
    """Say which of EventBridge's two kinds of bus."""
    parser.add_argument("--bus", choices=words_of(BusKind), help=said)


def bus_of(arguments: argparse.Namespace) -> BusKind | None:
    """Return the kind of bus that was asked for; None where none was."""
    return None if arguments.bus is None else BusKind(arguments.bus)


def operations_for(arguments: argparse.Namespace) -> "StackOperations":
    """Return what can be done about the stack that the options, or else ``EDA_...`` variables,
    name.

    Raises `InvalidSettings` for one that cannot be used.
    """
    # Here and not above: boto3 takes its time to load, and the other commands do without it.
    from eda_core.aws.deployment.operations import StackOperations

    return StackOperations(stack_settings(arguments, os.environ))


def stack_settings(arguments: argparse.Namespace, environment: Mapping[str, str]) -> Settings:
    """Return the settings of the stack that the options, or else ``EDA_...`` variables, name."""
    given = {setting: getattr(arguments, setting) for setting, _, _ in _OPTIONS.values()}
    chosen = {setting: text for setting, text in given.items() if text is not None}
    return replace(settings_from(environment), world=WorldKind.AWS, **chosen)


def stoppable(run: Run) -> Run:
    """Return the same command, which Ctrl-C ends with a sentence."""

    def ran(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
        try:
            return run(arguments, stdin, stdout, stderr)
        except KeyboardInterrupt:
            stderr.write("\nStopped. What AWS has begun goes on; the same command takes it up.\n")
            return STOPPED

    return ran


def agreed(question: str, yes: bool, stdin: BinaryIO, stderr: TextIO) -> bool:
    """Return whether the reader says yes, or has said so by ``--yes``.

    Raises `InvalidSettings` where there is nobody to ask.
    """
    if yes:
        return True
    if not stdin.isatty():
        raise InvalidSettings("There is no terminal to ask at: say yes beforehand with --yes.")
    stderr.write(f"{question} [y/N] ")
    stderr.flush()
    return stdin.readline(100).strip().lower() in (b"y", b"yes")
