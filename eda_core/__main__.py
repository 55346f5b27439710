"""``python -m eda_core``: the command line."""

import os
import sys

from eda_core.commands.cli import main

NOBODY_READS = 141
"""What a shell says of a command whose reader, as `head`, has gone: 128 and the signal SIGPIPE."""


def run() -> int:
    """Run the command line; one whose answer nobody reads to its end stops without a word."""
    try:
        try:
            return main(sys.argv[1:], sys.stdin.buffer, sys.stdout, sys.stderr)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # What is still to be written at exit would raise once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS


sys.exit(run())
