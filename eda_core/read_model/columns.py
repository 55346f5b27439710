"""A table as columns of numbers and a rest that is JSON: what can be kept, and read back."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from sys import byteorder
from typing import Any, Final, Protocol, TypeAlias

from eda_core.domain.chunks import Json

Column: TypeAlias = "array[Any] | bytearray"
Columns: TypeAlias = dict[str, Column]

NO_AMOUNT: Final = 2**32 - 1
ODD_AMOUNT: Final = 2**32 - 2
"""An amount that is no number of hundredths a column has room for."""
_MOST_WHOLE: Final = ODD_AMOUNT // 100

LATEST_MS: Final = 2**49
"""Every time in a column is nearer to 1970 than this (milliseconds): year 19,809."""

_NEAR: Final = bytes(each for each in range(256) if each & 0x7F < 0x43)
"""What a 64-bit float nearer to 0 than `LATEST_MS` begins with: sign and most of the exponent."""


def check_lengths(length: int, *columns: Column) -> None:
    """Raise `ValueError` unless all columns are so long."""
    if any(len(column) != length for column in columns):
        raise ValueError("a column is not as long as it must be")


def check_most(most: int, *columns: Column) -> None:
    """Raise `ValueError` where a column holds a greater number: the row it names is not there."""
    if any(max(column, default=0) > most for column in columns):
        raise ValueError("a column names a row that is not there")


def check_among(codes: Iterable[int], *columns: Column) -> None:
    """Raise `ValueError` where a column of bytes holds another code than these."""
    known = bytes({*codes})
    if any(bytes(column).translate(None, known) for column in columns):
        raise ValueError("a column holds a code that means nothing")


def check_times(*columns: "array[float]") -> None:
    """Raise `ValueError` unless all these 64-bit floats are numbers, and not too far from 1970."""
    first = 0 if byteorder == "big" else 7
    for column in columns:
        if column.tobytes()[first::8].translate(None, _NEAR):  # of millions none is made a number
            raise ValueError("a column holds what is no time")


def hundredths(amount: Any) -> int:
    """Return an amount as a column holds it."""
    if amount is None:
        return NO_AMOUNT
    if type(amount) is int and 0 <= amount < _MOST_WHOLE:
        return amount * 100
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return ODD_AMOUNT
    if not 0 <= amount < _MOST_WHOLE:
        return ODD_AMOUNT
    found = round(amount * 100)
    return found if found / 100 == amount else ODD_AMOUNT


def all_hundredths(amounts: Iterable[Any]) -> list[int]:
    """Return `hundredths` of each of many amounts; most are none, or whole numbers."""
    return [
        NO_AMOUNT
        if amount is None
        else 100 * amount
        if type(amount) is int and 0 <= amount < _MOST_WHOLE
        else hundredths(amount)
        for amount in amounts
    ]


class Columnar(Protocol):
    """A table that can be kept. Filled again, it answers as the one that was kept."""

    def kept_columns(self) -> Columns:
        """Return the columns by name; they are emptied and filled in place."""

    def kept_rest(self) -> Json:
        """Return what is in no column."""

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled.

        Raises `ValueError`, `TypeError` or `LookupError` where it makes no sense.
        """


@dataclass(frozen=True, slots=True)
class MarkColumns:
    """Marks from number ``first`` on, one column after the other.

    ``times`` are epoch milliseconds (64-bit floats); ``kinds`` bytes, by place in the table of
    kinds; ``orders``, ``amounts`` (hundredths) and ``spans`` 32-bit numbers, in the byte order of
    this machine. A span is for how many milliseconds the execution had run that ended in the mark,
    or the event had been held; the amount of a batch is how many events it had, as they are.
    """

    first: int
    count: int
    times: bytes = b""
    kinds: bytes = b""
    orders: bytes = b""
    amounts: bytes = b""
    spans: bytes = b""
    names: dict[int, str] = field(default_factory=dict)
