"""``template``: the CloudFormation template of the demo, generated from what the simulator runs."""

import argparse
from typing import Any, BinaryIO, TextIO

from eda_core.commands.files import open_to_write, write_lines
from eda_core.commands.stack_options import add_bus_option, bus_of
from eda_core.domain.settings import BusKind


def add_to(commands: Any) -> None:
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
    if not arguments.out:
        stdout.write(text)
        return 0
    with open_to_write(arguments.out) as target:
        write_lines(iter(text.splitlines()), target)
    return 0
