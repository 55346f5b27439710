"""Why a filter of the Event log finds nothing: which part of it lets nothing through."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final

from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import label_of
from eda_core.presentation.log.event_rows import NOTHING_FITS
from eda_core.presentation.wording import count_text, value_text
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.field_terms import DEEPEST, FieldTerm

_SIGNS: Final = ("<", ">", "=")


def why_empty(wanted: EventFilter, newest: Sequence[AnyRecord]) -> str:
    """Return which part of a filter takes none of the ``newest`` records, and what may be meant.

    Where each part takes some, how many each of them takes.
    """
    parts = list(_parts(wanted))
    if not newest or not parts:
        return NOTHING_FITS
    counts = [(words, sum(part.takes(each) for each in newest)) for words, part in parts]
    among = f"of the newest {count_text(len(newest))}"
    none = [words for words, count in counts if not count]
    if none:
        alone = f"None {among} fits {' or '.join(none)}."
        return " ".join((NOTHING_FITS, alone, *_hints(wanted, newest)))
    each = ", ".join(f"{words} fits {count_text(count)}" for words, count in counts)
    return f"{NOTHING_FITS} Alone, {each} {among}; none fits all."


def _parts(wanted: EventFilter) -> Iterator[tuple[str, EventFilter]]:
    """Yield each part of a filter as it was typed, and the filter that asks for nothing else."""
    for term in wanted.terms:
        yield _written(term), EventFilter(terms=(term,))
    if wanted.text:
        yield f"the text “{value_text(wanted.text)[1:-1]}”", EventFilter(text=wanted.text)
    if wanted.order is not None:
        yield f"order {label_of(wanted.order)}", EventFilter(order=wanted.order)
    if wanted.source:
        yield f"source {wanted.source}", EventFilter(source=wanted.source)
    if wanted.detail_type:
        yield f"type {wanted.detail_type}", EventFilter(detail_type=wanted.detail_type)
    if wanted.pattern is not None:
        yield "the pattern", EventFilter(pattern=wanted.pattern)
    if wanted.from_ms is not None or wanted.before_ms is not None:
        rest = EventFilter()
        yield "the time", replace(rest, from_ms=wanted.from_ms, before_ms=wanted.before_ms)


def _written(term: FieldTerm) -> str:
    return f"{'.'.join(term.path)}{term.sign}{term.value}"


def _hints(wanted: EventFilter, newest: Sequence[AnyRecord]) -> Iterator[str]:
    known = {path for record in newest for path in _paths(record)}
    for term in wanted.terms:
        path = ".".join(term.path)
        if term.path[0] == "detail" and path not in known:
            near = get_close_matches(path, sorted(known), 1)
            meant = f"; did you mean {near[0]}?" if near else "."
            yield f"No event has {path}{meant}"
    if wanted.text.startswith("detail.") or any(sign in wanted.text for sign in _SIGNS):
        yield "That was looked for as text: a field is asked for like detail.amount>500."


def _paths(record: AnyRecord) -> Iterator[str]:
    if isinstance(record, LogRecord):
        yield from _below("detail", record.event.detail, DEEPEST)


def _below(path: str, value: Any, levels: int) -> Iterator[str]:
    if isinstance(value, dict) and levels:
        for name, inner in value.items():
            yield f"{path}.{name}"
            yield from _below(f"{path}.{name}", inner, levels - 1)
