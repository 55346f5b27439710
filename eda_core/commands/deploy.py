"""``deploy``, ``status`` and ``destroy``: the demo's stack up, looked at, and down.

Exit status: 0 when the stack is as asked, 1 when it is not, 130 when the reader stopped watching;
CloudFormation then goes on by itself, and the same command watches on.
"""

import argparse
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

from eda_core.commands.files import write_shown
from eda_core.commands.stack_options import (
    Run,
    add_bus_option,
    add_stack_options,
    agreed,
    bus_of,
    operations_for,
    stoppable,
)
from eda_core.domain.deployment import ProgressKind, StackProgress, WantedStack
from eda_core.domain.errors import BackendError
from eda_core.presentation.connection.deployment_plan import plan_lines
from eda_core.presentation.frame.account_banner import banner_text


def add_to(commands: Any) -> None:
    """Add the three commands to the command line."""
    deploy = _added(commands, "deploy", "create the stack, or bring it up to date", _deploy)
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
    destroy = _added(commands, "destroy", "delete the stack and all it holds", _destroy)
    for parser in (deploy, destroy):
        parser.add_argument("--yes", action="store_true", help="do not ask")
    status = _added(commands, "status", "say how the stack stands", _status)
    status.add_argument("--unmasked", action="store_true", help="show accounts and addresses")


def _added(commands: Any, name: str, said: str, run: Run) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=said)
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
    if not agreed("Go on?", arguments.yes, stdin, stderr):
        stderr.write("Nothing is changed.\n")
        return 1
    return _shown(operations.deploy(wanted), stdout, stderr)


def _destroy(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    operations = operations_for(arguments)
    write_shown(stderr, [banner_text(operations.place())])
    question = f"Delete the stack {operations.name} with its orders, its log and all else in it?"
    if not agreed(question, arguments.yes, stdin, stderr):
        stderr.write("Nothing is changed.\n")
        return 1
    return _shown(operations.destroy(), stdout, stderr)


def _status(arguments: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    return _shown(operations_for(arguments).status(arguments.unmasked), stdout, stderr)


def _shown(steps: Iterator[StackProgress], stdout: TextIO, stderr: TextIO) -> int:
    """Write each line as it comes; answers the exit status."""
    kind = ProgressKind.STEP
    for step in steps:
        kind = step.kind
        write_shown(stdout, [step.text])
        write_shown(stderr, [step.fix] if step.fix else [])
    return 0 if kind is ProgressKind.DONE else 1
