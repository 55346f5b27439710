"""What commands take alike: JSON on the command line or in a file, and the seed of all chance."""

import argparse
import json
import math
from enum import StrEnum
from typing import Any, BinaryIO, Final

from eda_core.commands.files import UTF16_MARKS, open_to_read
from eda_core.domain.errors import InvalidSettings
from eda_core.domain.settings import seed_from

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
        raise InvalidSettings(f"{what} is not JSON: {fault}.") from None


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
