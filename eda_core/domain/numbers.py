"""Amounts and limits as they are read: whole, for a figure that is cut is another figure."""

from typing import Final

_EXACT: Final = 2.0**53
"""Up to here a float has room for every whole number."""


def plain_number(value: float) -> str:
    """Return a number with all its digits, a whole one without a point: ``1234567.89``, ``500``."""
    if float(value).is_integer() and abs(value) <= _EXACT:
        return str(int(value))
    return str(value)
