"""The demo's stack: ``template``, ``deploy``, ``status``, ``destroy`` and ``preflight``.

The template is generated from what the simulator runs; the preflight says check by check whether a
deployed stack is sound, each with its fix.

Exit status: 0 when the stack is as asked, 1 when it is not or a check of the preflight failed, 130
when the reader stopped it; CloudFormation then goes on by itself, and the same command watches on.
What cannot be printed to a narrow terminal is written as an escape.
"""

import argparse
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, TextIO

from eda_core.commands.arguments import (
    Run,
    add_bus_option,
    add_stack_options,
    bus_of,
    confirm,
    operations_for,
    stoppable,
)
from eda_core.commands.files import open_to_write, write_lines, write_shown
from eda_core.domain.deployment import Check, CheckState, ProgressKind, StackProgress, WantedStack
from eda_core.domain.errors import BackendError
from eda_core.domain.settings import BusKind
from eda_core.presentation.connection.stack_report import plan_lines
from eda_core.presentation.frame.account_banner import banner_text


def add_to(commands: Any) -> None:
    """Add the five commands to the command line."""
    _add_template(commands)
    deploy = _add(commands, "deploy", "create the stack, or bring it up to date", _deploy)
    deploy.add_argument("--email", metavar="ADDRESS", help="gets a mail for every event")
    deploy.add_argument(
        "--api-authorization", choices=("NONE", "AWS_IAM"), help="who may submit orders"
    )
    deploy.add_argument(
        "--idempotent",
        action=argparse.BooleanOptionalAction,
        help="the Update Order that applies a payment once",
    )
    deploy.add_argument(
        "--bus-logs",
        choices=("OFF", "ERROR", "INFO", "TRACE"),
        help="how much the bus logs of each delivery; a new stack on AWS: INFO",
    )
    deploy.add_argument(
        "--execution-logs",
        action=argparse.BooleanOptionalAction,
        help="let the state machine log each execution, without its data",
    )
    add_bus_option(deploy, "the kind of a new stack's bus; a stack that is there keeps its own")
    destroy = _add(commands, "destroy", "delete the stack and all it holds", _destroy)
    for parser in (deploy, destroy):
        parser.add_argument("--yes", action="store_true", help="do not ask")
    status = _add(commands, "status", "say how the stack stands", _status)
    status.add_argument("--unmasked", action="store_true", help="show accounts and addresses")
    _add_preflight(commands)


def _add(commands: Any, name: str, text: str, run: Run) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
    parser.set_defaults(run=stoppable(run))
    add_stack_options(parser)
    return parser


def _deploy(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    operations = operations_for(arguments)
    wanted = WantedStack(
        arguments.email,
        arguments.api_authorization,
        arguments.idempotent,
        arguments.bus_logs,
        arguments.execution_logs,
        bus_of(arguments),
    )
    try:
        plan = operations.plan(wanted)
    except BackendError as failure:
        write_shown(stderr, [str(failure)])
        return 1
    write_shown(stderr, plan_lines(plan))
    if not confirm("Go on?", arguments.yes, stdin, stderr):
        stderr.write("Nothing is changed.\n")
        return 1
    return _show(operations.deploy(wanted), stdout, stderr)


def _destroy(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    operations = operations_for(arguments)
    write_shown(stderr, [banner_text(operations.place())])
    question = f"Delete the stack {operations.name} with its orders, its log and all else in it?"
    if not confirm(question, arguments.yes, stdin, stderr):
        stderr.write("Nothing is changed.\n")
        return 1
    return _show(operations.destroy(), stdout, stderr)


def _status(arguments: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    return _show(operations_for(arguments).status(arguments.unmasked), stdout, stderr)


def _show(steps: Iterator[StackProgress], stdout: TextIO, stderr: TextIO) -> int:
    """Write each line as it comes; answers the exit status."""
    kind = ProgressKind.STEP
    for step in steps:
        kind = step.kind
        write_shown(stdout, [step.text])
        write_shown(stderr, [step.fix] if step.fix else [])
    return 0 if kind is ProgressKind.DONE else 1


def _add_template(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("template", help="write the CloudFormation template")
    parser.set_defaults(run=_template)
    add_bus_option(parser, "with rules (classic) or subscribers (custom); classic unless given")
    parser.add_argument("--out", metavar="FILE", help="write it here, and not to standard output")


def _template(
    arguments: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, _stderr: TextIO
) -> int:
    # Here and not above: boto3 takes its time to load, and the other commands do without it.
    from eda_core.aws.deployment.operations import template

    text = template(kind=bus_of(arguments) or BusKind.CLASSIC)
    if arguments.out is None:
        stdout.write(text)
        return 0
    with open_to_write(arguments.out) as target:
        write_lines(iter(text.splitlines()), target)
    return 0


MARKS: Final = {
    CheckState.OK: "ok  ",
    CheckState.WARNING: "WARN",
    CheckState.FAILED: "FAIL",
    CheckState.SKIPPED: "  - ",
}

PROBE_QUESTION: Final = "The probe submits one order, which costs and may send mails. Go on?"


def _add_preflight(commands: Any) -> None:
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
    if arguments.probe and not confirm(PROBE_QUESTION, arguments.yes, stdin, stderr):
        arguments.probe = False
    worst = 0
    for check in operations.preflight(arguments.probe, bus_of(arguments) or BusKind.CLASSIC):
        write_shown(stdout, _check_lines(check))
        worst |= check.state is CheckState.FAILED
    return worst


def _check_lines(check: Check) -> list[str]:
    """Return the finding, and below it why it matters and the command that mends it."""
    lines = [f"{MARKS[check.state]}  {check.name}: {check.what}"]
    if check.why:
        lines.append(f"      {check.why}")
    first, rest = "fix: ", "     "
    for line in check.fix.splitlines():
        lines.append(f"      {first}{line}")
        first = rest
    return lines
