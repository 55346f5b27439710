"""How times, amounts, durations and remedies are written, the same on every page."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from eda_core.domain.durations import elapsed_text
from eda_core.domain.numbers import plain_number
from eda_core.domain.orders import OrderId, label_of
from eda_core.domain.unseen import reveal

Spans = list[tuple[str, bool]]
"""Words in a row, each with whether they are strong."""

NO_VALUE: Final = "\N{EN DASH}"
"""Stands where a figure is not known."""

MAX_VALUE: Final = 60
"""Characters of a value from an event that are worth a place in a sentence."""


MAX_LABEL: Final = 16
"""Characters of an order's label that a button has room for."""

_MARKS: Final = frozenset(r"\`*_{}[]()#+-.!|<>$~:&")

_MADE: Final = re.compile(
    r"(?<=:)(?=//|material[/_]|streamlit:)|(?<=[Ww]{3})(?=\.)|(?<=[-.\w+])(?=@[-\w])"
    r"|(?<=[<>~-])(?=[>=-])"
)
"""Where a text is cut in two, or Markdown makes a link, an icon or an arrow of it, escaped or not:
that is done after the escapes were taken away.
"""

_CUT: Final = ":small[]"
"""What cuts it and shows nothing: small print (Streamlit), with nothing in it."""

_BEGINS: Final = re.compile(r"^(?: {0,3}=| {0,3}\t| {4})", re.MULTILINE)
"""What makes a title of the line before, or code of this one."""


def as_markdown(text: str) -> str:
    """Markdown that shows this text as it is, and what would not be seen in it as escapes."""
    escaped = _CUT.join(_escaped(part) for part in _MADE.split(reveal(text)))
    return _BEGINS.sub(lambda found: f"&#{ord(found[0][0])};{found[0][1:]}", escaped)


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in _MARKS else letter for letter in text)


def sentence_as_markdown(text: str) -> str:
    """Markdown of a sentence that quotes names in backticks; all else shows as it is."""
    parts = text.split("`")
    if len(parts) % 2 == 0 or "" in parts[1::2] or "\n" in text or ":material/" in text:
        return as_markdown(text)
    return "".join(f"`{reveal(p)}`" if at % 2 else as_markdown(p) for at, p in enumerate(parts))


def order_name(order: OrderId | None) -> str:
    """Return an order in a few words, whatever its id."""
    if order is None:
        return "One order"
    label = label_of(order)
    return f"Order {label if len(label) <= MAX_LABEL else f'{label[: MAX_LABEL - 1]}…'}"


def clock_time(at_ms: int) -> str:
    """Epoch milliseconds as the time of day in UTC: ``10:02:03.120``."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{moment:%H:%M:%S}.{at_ms % 1000:03d}"


def date_text(at_ms: int) -> str:
    """Epoch milliseconds as a date and the time of day in UTC: ``1 Jan 2026, 00:00:25``."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{moment.day} {moment:%b %Y, %H:%M:%S}"


def ago_text(duration_ms: int) -> str:
    """Return how long ago something was, in whole steps: ``just now``, ``5 s ago``, ``3
    min ago``.
    """
    return "just now" if duration_ms < 1000 else f"{elapsed_text(duration_ms)} ago"


def value_text(value: Any) -> str:
    """Return a JSON value from an event as it is written, cut to a readable length."""
    whole = isinstance(value, float) and value.is_integer()
    text = plain_number(value) if whole else json.dumps(value, ensure_ascii=False)
    # Not by `shortened`: a quiet refresh has a budget of calls, and this is asked often.
    return text if len(text) <= MAX_VALUE else f"{text[: MAX_VALUE - 1]}…"


def shortened(text: str) -> str:
    """Return a text as it is, cut to a readable length."""
    return text if len(text) <= MAX_VALUE else f"{text[: MAX_VALUE - 1]}…"


MOST_STATES: Final = 16
"""States of a path that are named in a sentence: an execution may go in circles for thousands."""


def path_text(states: Sequence[str]) -> str:
    """Return the states of a path in their order; of a long one the first and the last."""
    left_out = len(states) - MOST_STATES
    if left_out > 1:
        half = MOST_STATES // 2
        states = (*states[:half], f"… {count_text(left_out)} more …", *states[-half:])
    return " → ".join(states)


def amount_text(amount: Any) -> str:
    """Return an amount as it came; ``no amount`` where there is none."""
    return "no amount" if amount is None else value_text(amount)


def count_text(count: int) -> str:
    """Return a count with its thousands apart: ``12 345``, with a space that does not break."""
    return f"{count:,}".replace(",", "\u202f")


def counted(count: int, one: str, many: str) -> str:
    """Return a count and what it counts: ``1 event``, ``12 345 events``."""
    return f"{count_text(count)} {one if count == 1 else many}"


def log_span(records: int, first_ms: int | None, last_ms: int | None) -> str:
    """Return how much a log holds, and from when until when: ``6 records, 1 Jan 2026, 00:00:01 to
    1 Jan 2026, 00:00:25 UTC``.
    """
    words = counted(records, "record", "records")
    if first_ms is None or last_ms is None:
        return words
    return f"{words}, {date_text(first_ms)} to {date_text(last_ms)} UTC"


_COMMANDS: Final = ("python -m ", "aws ", "ACCOUNT=")
_ASIDE: Final = "   ("


def remedy_parts(remedy: str) -> tuple[str, str]:
    """Return the words of a remedy and its command; either may be empty.

    A command stands alone, after a colon (``Check the network, then: aws login``), or before words
    in brackets (``aws login   (or set AWS_PROFILE)``).
    """
    if remedy.startswith(_COMMANDS):
        command, _, words = remedy.partition(_ASIDE)
        said = words.removesuffix(")")
        return f"{said[:1].upper()}{said[1:]}", command
    words, colon, command = remedy.rpartition(": ")
    if colon and command.startswith(_COMMANDS):
        return f"{words}:", command
    return remedy, ""
