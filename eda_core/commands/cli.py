"""The command line: ``python -m eda_core COMMAND``.

Results go to standard output, words for the reader to standard error. Exit status 2 means that an
argument or a file cannot be used; what else a command answers is said by the command.
"""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, TextIO

from eda_core.commands import (
    buses,
    compare,
    deploy,
    execute,
    explain,
    export_orders,
    logs,
    match,
    migrate,
    rooms,
    scenario_files,
    simulate,
)
from eda_core.domain.errors import EdaError, InvalidDefinition, InvalidSettings

COMMANDS = (
    execute,
    match,
    simulate,
    scenario_files,
    explain,
    compare,
    buses,
    export_orders,
    rooms,
    logs,
    deploy,
    migrate,
)
"""Modules with ``add_to(commands)``, which says what runs, given arguments and the streams."""


class _Parser(argparse.ArgumentParser):
    def parse_known_args(self, *given: Any, **options: Any) -> Any:
        """Refuse what is left over here: the first of nested parsers would name its own help."""
        arguments, left = super().parse_known_args(*given, **options)
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}")
        return arguments, left

    def error(self, message: str) -> Any:
        raise InvalidSettings(f"{message[:1].upper()}{message[1:]}. Try: {self.prog} --help")


def main(argv: Sequence[str], stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    """Run one command; answers its exit status."""
    try:
        arguments = _parser().parse_args(argv)
        run: Callable[..., int] = arguments.run
        return run(arguments, stdin, stdout, stderr)
    except InvalidDefinition as fault:
        stderr.write(f"The definition is refused: {fault}.\n")
        return 2
    except EdaError as fault:
        stderr.write(f"{fault}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m eda_core", description="EDA live without a screen.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for module in COMMANDS:
        module.add_to(commands)
    return parser
