"""Integers and dates by a picture: ``$formatInteger``, ``$fromMillis`` and what goes with them.

What a picture asks for is worked out by the library; its faults get their codes here. The pictures
are those of XPath and XQuery Functions 3.1, sections 4.6 and 9.8.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from eda_core.asl.jsonata.evaluation_errors import FunctionFailed
from eda_core.asl.jsonata.library import Constants, DateTimeUtils, Functions, JException, Jsonata

_CODES: Final = {
    Constants.ERR_MSG_SEQUENCE_UNSUPPORTED: "D3130",
    Constants.ERR_MSG_DIFF_DECIMAL_GROUP: "D3131",
    Constants.ERR_MSG_UNKNOWN_COMPONENT_SPECIFIER: "D3132",
    Constants.ERR_MSG_INVALID_NAME_MODIFIER: "D3133",
    Constants.ERR_MSG_TIMEZONE_FORMAT: "D3134",
    Constants.ERR_MSG_NO_CLOSING_BRACKET: "D3135",
}
_ISO: Final = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"
_OFFSET: Final = re.compile(r"\s*([-+]?)(\d+)")
_LEADING_DIGITS: Final = re.compile(r"\s*[-+]?[0-9]+")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def format_integer(value: Any, picture: Any) -> Any:
    """Return a whole number in digits, letters, words or Roman numerals."""
    if value is None:
        return None
    return _coded(picture, Functions.format_integer, math.floor(value), _complete(picture))


def parse_integer(text: Any, picture: Any) -> Any:
    """Return the whole number a picture reads in a text, no number where it reads none."""
    if text is None:
        return None
    form = analyse_integer(picture)
    try:
        return float(integer_in(text, form))
    except OverflowError:
        return math.inf
    except (ValueError, LookupError):
        return math.nan


def analyse_integer(picture: str) -> Any:
    """Return what ``picture`` asks of an integer. Raises D3130 and D3131."""
    form = _coded(picture, DateTimeUtils._analyse_integer_picture, _complete(picture))
    if form.primary is DateTimeUtils.Formats.SEQUENCE:
        raise JException("D3130", -1, picture)
    return form


def integer_in(text: str, form: Any) -> int:
    """Return the integer in ``text``. Raises ``ValueError`` or ``LookupError`` for none."""
    if form.primary is not DateTimeUtils.Formats.DECIMAL:
        return int(DateTimeUtils._generate_regex_with_component(None, form).parse(text))
    digits = text[:-2] if form.ordinal else text
    for separator in "," if form.regular else {each.character for each in form.groupingSeparators}:
        digits = digits.replace(separator, "")
    shift = form.zeroCode - ord("0")
    shifted = "".join(chr(max(ord(char) - shift, 0)) for char in digits)
    found = _LEADING_DIGITS.match(shifted)
    return int(found[0] if found else "none")


def analyse_date(picture: str) -> Any:
    """Return what ``picture`` asks of a date. Raises D3132, D3133 and D3135."""
    try:
        form = _coded(picture, DateTimeUtils._analyse_datetime_picture, picture)
    except LookupError as error:
        unknown = error.args[0] if isinstance(error, KeyError) else ""
        raise JException("D3132", -1, unknown) from error
    except ValueError as error:
        raise FunctionFailed("D3130", "A width in the picture is not a number") from error
    for part in form.parts:
        if part.names is not None and part.width is not None and part.width[1] is None:
            part.width = None
    return form


def from_millis(millis: Any, picture: Any, timezone: Any) -> Any:
    """Return a time in epoch milliseconds as text, ISO 8601 without a picture."""
    if millis is None:
        return None
    form = analyse_date(_ISO if picture is None else picture)
    hours, minutes = _offset(timezone)
    moment = _EPOCH + timedelta(milliseconds=int(millis), hours=hours, minutes=minutes)

    def shown(part: Any) -> str:
        if part.type == "literal":
            return str(part.value)
        return str(_coded(part.component, _format_component, moment, part, hours, minutes))

    return "".join(map(shown, form.parts))


def _format_component(moment: datetime, part: Any, hours: int, minutes: int) -> str:
    return str(DateTimeUtils._format_component(moment, part, hours, minutes))


def now(picture: Any, timezone: Any) -> Any:
    """Return the time of the execution as text."""
    return from_millis(Jsonata.CURRENT.jsonata.scope.now_ms(), picture, timezone)


def _offset(timezone: str | None) -> tuple[int, int]:
    """Return the hours and minutes of a timezone such as +0100."""
    if timezone is None:
        return 0, 0
    found = _OFFSET.match(timezone)
    if found is None:
        raise FunctionFailed("D3134", "The timezone must be an offset such as +0100")
    hours, minutes = divmod(int(found[2][:9]), 100)
    return (-hours, -minutes) if found[1] == "-" else (hours, minutes)


def _complete(picture: str) -> str:
    """Return a picture with the modifier its last semicolon asks for."""
    return picture + "c" if picture.endswith(";") else picture


def _coded(value: Any, run: Callable[..., Any], *arguments: Any) -> Any:
    """Return what ``run`` returns; a fault of the picture is raised with its code."""
    try:
        return run(*arguments)
    except RuntimeError as error:
        code = _CODES.get(str(error))
        if code is None:
            raise
        raise JException(code, -1, value) from error
