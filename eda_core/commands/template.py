"""``template``: the CloudFormation template of the demo, generated from what the simulator runs."""

import argparse
from typing import Any, BinaryIO, TextIO

from eda_core.commands.files import open_to_write, write_lines


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("template", help="write the CloudFormation template")
    parser.set_defaults(run=_template)
    parser.add_argument("--out", metavar="FILE", help="write it here, and not to standard output")


def _template(
    arguments: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, _stderr: TextIO
) -> int:
    # Here and not above: boto3 takes its time to load, and the other commands do without it.
    from eda_core.aws.deployment.operations import template

    if not arguments.out:
        stdout.write(template())
        return 0
    with open_to_write(arguments.out) as target:
        write_lines(iter(template().splitlines()), target)
    return 0
