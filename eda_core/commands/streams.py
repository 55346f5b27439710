"""The streams of a command: what was closed or cannot be written ends it with a sentence.

Python gives None for a stream that was closed before it began (``<&-``), and raises `OSError` for
an answer that a full disk does not take.
"""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from eda_core.commands.arguments import STOPPED
from eda_core.commands.files import writing
from eda_core.domain.errors import InvalidSettings

NOBODY_READS: Final = 141
"""What a shell says of a command whose reader, as `head`, has gone: 128 and the signal SIGPIPE."""

REFUSED: Final = 2

Main = Callable[[BinaryIO, TextIO, TextIO], int]
"""What runs on standard input, output and error, to its exit status."""


class AnswerStream(io.TextIOWrapper):
    """A text stream for answers; raises `InvalidSettings` where they cannot be written."""

    def write(self, text: str, /) -> int:
        """Write a text; returns its length in letters."""
        with writing("the answer"):
            return super().write(text)

    def flush(self) -> None:
        """Write what was held back."""
        with writing("the answer"):
            super().flush()


def run_on_streams(main: Main) -> int:
    """Run a command on the streams of this process; returns its exit status.

    One whose answer nobody reads to its end stops without a word.
    """
    stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    try:
        return _answered(main, stderr)
    except BrokenPipeError:
        _forget_the_rest()
        return NOBODY_READS
    except InvalidSettings as fault:
        _forget_the_rest()
        stderr.write(f"{fault}\n")
        return REFUSED
    except KeyboardInterrupt:
        stderr.write("\nStopped.\n")
        return STOPPED


def _answered(main: Main, stderr: TextIO) -> int:
    if sys.stdout is None:
        raise InvalidSettings("Standard output is closed: there is nowhere to answer.")
    sys.stdout = answer = _answer(sys.stdout)
    stdin: Any = io.BytesIO() if sys.stdin is None else sys.stdin.buffer
    try:
        return main(stdin, answer, stderr)
    finally:
        answer.flush()


def _answer(stdout: Any) -> AnswerStream:
    kept = {"encoding": stdout.encoding, "errors": stdout.errors}
    kept |= {"line_buffering": stdout.line_buffering, "write_through": stdout.write_through}
    return AnswerStream(stdout.detach(), **kept)


def _forget_the_rest() -> None:
    """Send nowhere what is still to be written at exit, which would raise once more."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
