"""``$toMillis``: a timestamp read as ISO 8601, or by a picture.

By a picture, what is missing before the first component is that of the time of the execution, and
after the last one the least there is; what is missing between is refused (D3136), as are weeks.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from eda_core.asl.jsonata.evaluation_errors import FunctionFailed
from eda_core.asl.jsonata.library import DateTimeUtils, JException, Jsonata
from eda_core.asl.jsonata.pictures import analyse_date, integer_in
from eda_core.asl.jsonata.regex import PatternRefused, groups_of_all
from eda_core.asl.timestamps import parse_timestamp

_ISO: Final = re.compile(
    r"\d{4}(-[01]\d)*(-[0-3]\d)*(T[0-2]\d:[0-5]\d:[0-5]\d)*(\.\d+)?([+-][0-2]\d:?[0-5]\d|Z)?",
    re.ASCII,
)
"""What the language takes for ISO 8601: seconds are not left out where there is a time."""
_DATE: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_LOCAL: Final = re.compile(r"T[\d:.]+$", re.ASCII)
_SHORT_OFFSET: Final = re.compile(r"([+-]\d\d)(\d\d)$", re.ASCII)
_FIRST_DAY: Final = {4: "-01-01", 7: "-01", 10: ""}

_MONTHS: Final = tuple(date(2000, month, 1).strftime("%B") for month in range(1, 13))
_DAYS: Final = tuple(date(2001, 1, day).strftime("%A") for day in range(1, 8))
_HALVES: Final = {"am": 0, "AM": 0, "pm": 1, "PM": 1}
_WORDS: Final = "|".join((*sorted(DateTimeUtils._word_values, key=len, reverse=True), "and"))
_PLAIN: Final = {
    DateTimeUtils.Formats.LETTERS: ("[a-z]+", "[A-Z]+"),
    DateTimeUtils.Formats.ROMAN: ("[mdclxvi]+", "[MDCLXVI]+"),
    DateTimeUtils.Formats.WORDS: (f"(?:{_WORDS}|[-, ])+",) * 2,
}
_FIXED_FROM: Final = 2
_LAST_SHORT_YEAR: Final = 99
_LAST_MILLI: Final = 8_640_000_000_000_000


@dataclass(frozen=True, slots=True)
class _Part:
    """One component of a picture: its letter, its pattern, and what reads it."""

    component: str
    pattern: str
    read: Callable[[str], int | None] | None


def to_millis(timestamp: Any, picture: Any) -> Any:
    """Return the epoch milliseconds of a timestamp, nothing where a picture does not fit it."""
    if timestamp is None:
        return None
    if picture is not None:
        return _by_picture(timestamp, picture)
    instant = parse_timestamp(_complete(timestamp)) if _ISO.fullmatch(timestamp) else None
    if instant is None:
        shown = json.dumps(timestamp[:40], ensure_ascii=False)
        raise FunctionFailed("D3110", f"The timestamp must be an ISO 8601 date: {shown}")
    return instant // 1_000_000


def _complete(timestamp: str) -> str:
    """Return a timestamp with the day, time and offset it may leave out."""
    if _DATE.fullmatch(timestamp):
        return timestamp + _FIRST_DAY[len(timestamp)] + "T00:00:00Z"
    if _LOCAL.search(timestamp):
        return timestamp + "Z"
    return _SHORT_OFFSET.sub(r"\1:\2", timestamp)


def _by_picture(timestamp: str, picture: str) -> Any:
    parts = tuple(map(_part, analyse_date(picture).parts))
    try:
        found = groups_of_all("".join(f"({part.pattern})" for part in parts), timestamp)
    except PatternRefused as error:
        raise FunctionFailed("D3130", "The picture asks for too much") from error
    if found is None:
        return None
    try:
        read = {
            part.component: part.read(text)
            for part, text in zip(parts, found, strict=True)
            if part.read is not None
        }
    except (ValueError, LookupError):
        return math.nan
    known = {name: value for name, value in read.items() if value is not None}
    return _millis(_completed(known)) if read else None


def _part(part: Any) -> _Part:
    if part.type == "literal":
        return _Part("", re.escape(part.value), None)
    if part.component in "Zz":
        return _timezone_part(part)
    if part.integerFormat is not None:
        return _integer_part(part)
    return _name_part(part)


def _timezone_part(part: Any) -> _Part:
    form = part.integerFormat
    between = form.groupingSeparators[0].character if form.regular else ""
    prefix = "GMT" if part.component == "z" else ""
    more = f"{re.escape(between)}[0-9]+" if between else ""

    def read(text: str) -> int:
        offset = text[len(prefix) :]
        hours, minutes = offset.split(between) if between else (offset[:3], offset[3:])
        return int(hours) * 60 + int(minutes or 0)

    return _Part(part.component, f"{prefix}[-+][0-9]+{more}", read)


def _integer_part(part: Any) -> _Part:
    form = part.integerFormat
    plain = _PLAIN.get(form.primary)
    if plain is not None:
        pattern = plain[form.case_type is DateTimeUtils.TCase.UPPER]
    elif form.primary is DateTimeUtils.Formats.DECIMAL:
        pattern = f"[0-9]{_occurrences(part)}" + ("(?:th|st|nd|rd)" if form.ordinal else "")
    else:
        raise JException("D3130", -1, part.presentation1)
    return _Part(part.component, pattern, lambda text: integer_in(text, form))


def _occurrences(part: Any) -> str:
    """Return how many digits a year, month or day has: so many as its picture, any for one."""
    form, width = part.integerFormat, part.width[1] if part.width else None
    digits = width or form.mandatoryDigits + form.optionalDigits
    if part.component not in "YMD" or (width is None and digits < _FIXED_FROM):
        return "+"
    return f"{{{max(digits - form.optionalDigits, 0)},{digits}}}"


def _name_part(part: Any) -> _Part:
    width = part.width[1] if part.width else None
    names: Mapping[str, int]
    if part.component in "Mx":
        names = {name[:width]: number for number, name in enumerate(_MONTHS, start=1)}
    elif part.component == "F":
        names = {name[:width]: number for number, name in enumerate(_DAYS, start=1)}
    elif part.component == "P":
        names = _HALVES
    else:
        raise JException("D3133", -1, part.component)
    return _Part(part.component, "[a-zA-Z]+", names.get)


def _completed(known: Mapping[str, int]) -> Mapping[str, int]:
    """Return every component down to the milliseconds. Raises D3136 for a gap among them."""
    if known.keys() & set("XxWw"):
        raise JException("D3136", -1)
    days = "Yd" if "d" in known and not known.keys() & set("MD") else "YMD"
    hours = "Phmsf" if "h" in known and "H" not in known else "Hmsf"
    now = datetime.fromtimestamp(Jsonata.CURRENT.jsonata.scope.now_ms() / 1000, UTC)
    completed, started, ended = dict(known), False, False
    for name in days + hours:
        if name in known:
            if ended:
                raise JException("D3136", -1)
            started = True
        elif started:
            completed[name], ended = int(name in "MDd"), True
        else:
            completed[name] = _of_now(now, name)
    return completed


def _of_now(now: datetime, name: str) -> int:
    text = DateTimeUtils._get_datetime_fragment(now, name)
    return _HALVES[text] if name == "P" else int(float(text))


def _millis(parts: Mapping[str, int]) -> float:
    """Return epoch milliseconds, NaN beyond what JavaScript counts.

    A day or month beyond the last one runs on into the next.
    """
    year = parts["Y"] + (1900 if parts["Y"] <= _LAST_SHORT_YEAR else 0)
    years, month = divmod(max(parts.get("M", 1), 1) - 1, 12)
    days = _days_before(year + years, month + 1) + parts.get("d", parts.get("D", 1)) - 1
    hour = parts["H"] if "H" in parts else parts["h"] % 12 + 12 * parts["P"]
    offset = parts.get("Z") or parts.get("z") or 0
    minutes = (days * 24 + hour) * 60 + parts["m"] - offset
    millis = (minutes * 60 + parts["s"]) * 1000 + parts["f"]
    return millis if abs(millis) <= _LAST_MILLI else math.nan


def _days_before(year: int, month: int) -> int:
    """Return how many days are from 1970 to a month, in years of the Gregorian calendar."""
    cycles, year_of_cycle = divmod(year, 400)  # a cycle has 146,097 days; Python ends with 9999
    first = date(2000 + year_of_cycle, month, 1).toordinal()
    return first + (cycles - 5) * 146_097 - date(1970, 1, 1).toordinal()
