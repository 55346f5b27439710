"""``preflight``: whether a deployed stack is sound, check by check, each with its fix.

Exit status: 0 when no check failed, 1 when one did, 130 when the reader stopped it. What cannot be
printed to a narrow terminal is written as an escape.
"""

import argparse
from typing import Any, BinaryIO, Final, TextIO

from eda_core.commands.files import write_shown
from eda_core.commands.stack_options import (
    add_bus_option,
    add_stack_options,
    agreed,
    bus_of,
    operations_for,
    stoppable,
)
from eda_core.domain.deployment import Check, CheckState
from eda_core.domain.settings import BusKind

MARKS: Final = {
    CheckState.OK: "ok  ",
    CheckState.WARNING: "WARN",
    CheckState.FAILED: "FAIL",
    CheckState.SKIPPED: "  - ",
}

PROBE_QUESTION: Final = "The probe submits one order, which costs and may send mails. Go on?"


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("preflight", help="check a deployed stack")
    parser.set_defaults(run=stoppable(_preflight))
    add_stack_options(parser)
    parser.add_argument("--probe", action="store_true", help="submit one order and follow it")
    add_bus_option(parser, "the kind of bus to expect where there is no stack yet")
    parser.add_argument("--yes", action="store_true", help="do not ask before the probe")


def _preflight(
    arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO
) -> int:
    operations = operations_for(arguments)
    if arguments.probe and not agreed(PROBE_QUESTION, arguments.yes, stdin, stderr):
        arguments.probe = False
    worst = 0
    for check in operations.preflight(arguments.probe, bus_of(arguments) or BusKind.CLASSIC):
        write_shown(stdout, _lines(check))
        worst |= check.state is CheckState.FAILED
    return worst


def _lines(check: Check) -> list[str]:
    """Return the finding, and below it why it matters and the command that mends it."""
    lines = [f"{MARKS[check.state]}  {check.name}: {check.what}"]
    if check.why:
        lines.append(f"      {check.why}")
    first, rest = "fix: ", "     "
    for line in check.fix.splitlines():
        lines.append(f"      {first}{line}")
        first = rest
    return lines
