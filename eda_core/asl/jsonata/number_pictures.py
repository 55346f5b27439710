"""``$formatNumber``: a number as a picture has it, such as ``#,##0.00``.

The rules are those of ``fn:format-number`` (XPath and XQuery Functions 3.1, sections 4.7.3 to
4.7.5) as JSONata 2.0.6 reads them: halves go to the even digit, and a picture of ``#`` alone around
the point shows one digit after it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from eda_core.asl.jsonata.arithmetic import round_half_even
from eda_core.asl.jsonata.library import JException

_SYMBOLS: Final = {
    "decimal-separator": ".",
    "grouping-separator": ",",
    "exponent-separator": "e",
    "infinity": "Infinity",
    "minus-sign": "-",
    "NaN": "NaN",
    "percent": "%",
    "per-mille": "‰",
    "zero-digit": "0",
    "digit": "#",
    "pattern-separator": ";",
}
_MOST_PICTURES: Final = 2
_LARGEST_PLAIN: Final = 1e21


class _Symbols:
    """What stands for what in a picture, by the names of the language."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        names = {**_SYMBOLS, **options}
        self.point: str = names["decimal-separator"]
        self.group: str = names["grouping-separator"]
        self.exponent: str = names["exponent-separator"]
        self.minus: str = names["minus-sign"]
        self.percent: str = names["percent"]
        self.per_mille: str = names["per-mille"]
        self.optional: str = names["digit"]
        self.between: str = names["pattern-separator"]
        self.infinity, self.nan = str(names["infinity"]), str(names["NaN"])
        first = ord(names["zero-digit"])
        self.digits = "".join(map(chr, range(first, first + 10)))
        self.active = {*self.digits, self.point, self.group, self.optional, self.between}

    def count_digits(self, text: str) -> int:
        return sum(char in self.digits for char in text)

    def count_places(self, text: str) -> int:
        return sum(char in self.digits or char == self.optional for char in text)


class _Parts(NamedTuple):
    """A sub-picture taken apart; ``exponent`` is None where it has none."""

    whole: str
    prefix: str
    active: str
    suffix: str
    integer: str
    fraction: str
    exponent: str | None


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a sub-picture asks for, in digits."""

    prefix: str
    suffix: str
    groups: tuple[int, ...]
    fraction_groups: tuple[int, ...]
    least_integer: int
    scale: int
    least_fraction: int
    most_fraction: int
    exponent: int
    factor: int
    has_point: bool


def format_number(value: Any, picture: Any, options: Any = None) -> Any:
    """Return ``value`` as ``picture`` has it. Raises D3080 to D3093 for a picture that is none."""
    if value is None:
        return None
    symbols = _Symbols(options or {})
    pictures = picture.split(symbols.between)
    if len(pictures) > _MOST_PICTURES:
        raise JException("D3080", -1)
    layouts = [_layout(_take_apart(each, symbols), symbols) for each in pictures]
    negative = value < 0
    layout = layouts[-1] if negative else layouts[0]
    sign = symbols.minus if negative and len(layouts) == 1 else ""
    return f"{sign}{layout.prefix}{_digits_of(abs(value), layout, symbols)}{layout.suffix}"


def _take_apart(picture: str, symbols: _Symbols) -> _Parts:
    places = [index for index, char in enumerate(picture) if char in symbols.active]
    if not places:  # 2.0.6 fails without a code here, 2.2.2 and AWS with this one
        raise JException("D3086", -1)
    first, last = places[0], places[-1] + 1
    active = picture[first:last]
    mark = active.find(symbols.exponent)
    mantissa, exponent = (active, None) if mark < 0 else (active[:mark], active[mark + 1 :])
    if mark < 0 and picture.startswith(symbols.exponent, last):
        exponent = ""
    integer, _, fraction = mantissa.partition(symbols.point)
    parts = _Parts(picture, picture[:first], active, picture[last:], integer, fraction, exponent)
    _check(parts, mantissa, symbols)
    return parts


def _check(parts: _Parts, mantissa: str, symbols: _Symbols) -> None:
    """Raise the last fault of a picture in the order of its code, as the reference does."""
    faults = [code for code, faulty in _faults(parts, mantissa, symbols) if faulty]
    if faults:
        raise JException(faults[-1], -1)


def _faults(parts: _Parts, mantissa: str, symbols: _Symbols) -> list[tuple[str, bool]]:
    picture, group = parts.whole, symbols.group
    percent, per_mille = picture.count(symbols.percent), picture.count(symbols.per_mille)
    before, point, after = picture.partition(symbols.point)
    at_point = bool(point) and (before[-1:] == group or after[:1] == group)
    exponent = parts.exponent
    return [
        ("D3081", picture.count(symbols.point) > 1),
        ("D3082", percent > 1),
        ("D3083", per_mille > 1),
        ("D3084", bool(percent and per_mille)),
        ("D3085", not symbols.count_places(mantissa)),
        ("D3086", any(char not in symbols.active for char in _without(parts.active, symbols))),
        ("D3087", at_point),
        ("D3088", not point and parts.integer.endswith(group)),
        ("D3089", group * 2 in picture),
        ("D3090", bool(symbols.count_digits(_before(parts.integer, symbols.optional)))),
        ("D3091", bool(symbols.count_digits(_after(parts.fraction, symbols.optional)))),
        ("D3092", bool(exponent) and bool(percent or per_mille)),
        ("D3093", exponent is not None and not _only_digits(exponent, symbols)),
    ]


def _without(active: str, symbols: _Symbols) -> str:
    return active.replace(symbols.exponent, "")


def _only_digits(text: str, symbols: _Symbols) -> bool:
    return bool(text) and symbols.count_digits(text) == len(text)


def _before(text: str, mark: str) -> str:
    return text.partition(mark)[0] if mark in text else ""


def _after(text: str, mark: str) -> str:
    return text.rpartition(mark)[2] if mark in text else ""


def _layout(parts: _Parts, symbols: _Symbols) -> _Layout:
    least_integer = scale = symbols.count_digits(parts.integer)
    least_fraction = symbols.count_digits(parts.fraction)
    most_fraction = symbols.count_places(parts.fraction)
    if not least_integer and not most_fraction:
        if parts.exponent is None:
            least_integer = 1
        else:
            least_fraction = most_fraction = 1
    if parts.exponent is not None and not least_integer and symbols.optional in parts.integer:
        least_integer = 1
    return _Layout(
        parts.prefix,
        parts.suffix,
        _integer_groups(parts.integer, symbols),
        _places_before(parts.fraction, symbols),
        least_integer,
        scale,
        least_fraction or int(not least_integer),
        most_fraction,
        symbols.count_digits(parts.exponent or ""),
        100 if symbols.percent in parts.whole else 1000 if symbols.per_mille in parts.whole else 1,
        symbols.point in parts.whole,
    )


def _places_before(text: str, symbols: _Symbols) -> tuple[int, ...]:
    """Return how many digits stand before each separator of ``text``."""
    *pieces, _ = text.split(symbols.group)
    counts = [symbols.count_places(piece) for piece in pieces]
    return tuple(sum(counts[: index + 1]) for index in range(len(counts)))


def _integer_groups(integer: str, symbols: _Symbols) -> tuple[int, ...]:
    """Return where separators go, counted from the point; a regular grouping goes on for ever."""
    places = [symbols.count_places(rest) for rest in _rests(integer, symbols.group)]
    step = math.gcd(*places) if places else 0
    regular = step and all(step * number in places for number in range(1, len(places) + 1))
    return tuple(range(step, 400, step)) if regular else tuple(places)


def _rests(text: str, mark: str) -> list[str]:
    return [text[index:] for index, char in enumerate(text) if char == mark]


def _digits_of(value: float, layout: _Layout, symbols: _Symbols) -> str:
    """Return the digits of a number of 0 or more, with their separators."""
    adjusted = value * layout.factor
    if not math.isfinite(adjusted):
        return symbols.nan if math.isnan(adjusted) else symbols.infinity
    mantissa, exponent = _scaled(adjusted, layout) if layout.exponent else (adjusted, 0)
    rounded = round_half_even(mantissa, layout.most_fraction)
    integer, _, fraction = _fixed(rounded, layout.most_fraction).partition(".")
    integer = integer.lstrip("0").rjust(layout.least_integer, "0")
    fraction = fraction.rstrip("0").ljust(layout.least_fraction, "0")
    shown = _grouped(integer, layout.groups, symbols.group)
    if fraction and layout.has_point:
        shown += symbols.point + _grouped_fraction(fraction, layout.fraction_groups, symbols.group)
    if layout.exponent:
        sign = symbols.minus if exponent < 0 else ""
        shown += f"{symbols.exponent}{sign}{str(abs(exponent)).rjust(layout.exponent, '0')}"
    return shown.translate({48 + index: digit for index, digit in enumerate(symbols.digits)})


def _fixed(value: float, places: int) -> str:
    """Return a number with so many places; a very large one ends in zeros."""
    if value < _LARGEST_PLAIN:
        return f"{value:.{places}f}"
    return format(Decimal(repr(float(value))), "f")


def _scaled(value: float, layout: _Layout) -> tuple[float, int]:
    """Return a mantissa of as many digits as the picture has before its point, and its exponent."""
    exponent = 0
    least, most = 10.0 ** (layout.scale - 1), 10.0**layout.scale
    while value and value < least:
        value *= 10
        exponent -= 1
    while value > most:
        value /= 10
        exponent += 1
    return value, exponent


def _grouped(integer: str, places: tuple[int, ...], separator: str) -> str:
    """Return ``integer`` with a separator before so many of its last digits, where more stand."""
    for place in sorted(places, reverse=True):
        if 0 < place < len(integer):
            integer = f"{integer[:-place]}{chr(0)}{integer[-place:]}"
    return integer.replace(chr(0), separator)


def _grouped_fraction(fraction: str, places: tuple[int, ...], separator: str) -> str:
    for place in sorted(places, reverse=True):
        if place < len(fraction):
            fraction = f"{fraction[:place]}{separator}{fraction[place:]}"
    return fraction
