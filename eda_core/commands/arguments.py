"""What commands take alike: JSON on the command line or in a file, and the seed of all chance.

Those that act on a deployed stack take its options and the answer a person gives.
"""

import argparse
import json
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TextIO

from eda_core.commands.files import UTF16_MARKS, open_to_read
from eda_core.domain.errors import InvalidSettings
from eda_core.domain.json_faults import json_fault
from eda_core.domain.settings import BusKind, Settings, WorldKind, seed_from, settings_from

if TYPE_CHECKING:
    from eda_core.aws.deployment.operations import StackOperations

MOST_BYTES: Final = 4_000_000
"""A file or a line larger than this is refused; AWS takes definitions and events up to 1 MB."""

_JSON_STARTS: Final = ("{", "[", '"')


def words_of(kind: type[StrEnum]) -> tuple[str, ...]:
    """Return the values of an enumeration, as choices of an option.

    As plain texts: of its members Python 3.11 would show the class, too, where it refuses another.
    """
    return tuple(each.value for each in kind)


def add_seed(parser: argparse.ArgumentParser) -> None:
    """Add the option of the seed, 0 unless it is given."""
    parser.add_argument("--seed", metavar="S", type=_seed, default=0, help="decides all chance")


def _seed(text: str) -> int:
    try:
        return seed_from(text, "the seed")
    except InvalidSettings as fault:
        raise argparse.ArgumentTypeError(str(fault).removesuffix(".")) from None


def text_of(argument: str, stdin: BinaryIO) -> str:
    """Return the JSON an argument is, or the text of the file it names, or standard input for
    ``-``.

    A file may begin with a byte order mark: of UTF-8, or of UTF-16 as by Windows PowerShell 5.1.
    Raises `InvalidSettings` for a file that cannot be read, is too large, or is not UTF-8.
    """
    if argument.lstrip().startswith(_JSON_STARTS):
        return argument
    with open_to_read(argument, stdin) as source:
        try:
            content = source.read(MOST_BYTES + 1)
        except OSError as fault:
            raise InvalidSettings(f"Cannot read {argument}: {fault.strerror}.") from None
    if len(content) > MOST_BYTES:
        raise InvalidSettings(f"Cannot use {argument}: it has more than {MOST_BYTES} bytes.")
    encoding = "utf-16" if content.startswith(UTF16_MARKS) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        name = encoding.removesuffix("-sig").upper()
        raise InvalidSettings(f"Cannot use {argument}: byte {fault.start} is not {name}.") from None


def json_of(text: str, what: str) -> Any:
    """Return the value of JSON text; raises `InvalidSettings` saying that ``what`` is no JSON."""
    if len(text) > MOST_BYTES:
        raise InvalidSettings(f"{what} has more than {MOST_BYTES} bytes.")
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError:
        raise InvalidSettings(f"{what} is nested too deep.") from None
    except ValueError as fault:
        raise InvalidSettings(f"{what} is not JSON: {json_fault(fault)}.") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _finite(spelling: str) -> float:
    """Return a number that a 64-bit float can hold; JSON has no word for infinity to
    answer with.
    """
    number = float(spelling)
    if math.isinf(number):
        raise ValueError(f"{spelling[:20]} is too large a number")
    return number


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


def confirm(question: str, yes: bool, stdin: BinaryIO, stderr: TextIO) -> bool:
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
