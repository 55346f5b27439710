"""``python -m eda_core``: the command line."""

import sys
from typing import BinaryIO, TextIO

from eda_core.commands.streams import run_on_streams


def run(stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    """Run the command line on these streams; returns the exit status."""
    # Here and not above: to load all commands takes a while, in which Ctrl-C is pressed, too.
    from eda_core.commands.cli import main

    return main(sys.argv[1:], stdin, stdout, stderr)


if __name__ == "__main__":
    sys.exit(run_on_streams(run))
