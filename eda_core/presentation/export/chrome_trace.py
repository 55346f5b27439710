"""Spans as Chrome's trace events, which ui.perfetto.dev and chrome://tracing open.

Each order is a process, each service a thread of it, each span a slice ("X"); arrows ("s", "f")
lead from an event to its deliveries and from an execution to its payment event. Slices of one
thread must lie within each other or apart, so those that overlap get a thread more. Times are
microseconds; an instant is drawn one microsecond long, for an arrow needs a slice to hold on to
(Trace Event Format; Perfetto's reading of it, "legacy JSON").
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from eda_core.presentation.export.trace_span import SpanStatus, TraceSpan

Json = dict[str, Any]

INSTANT_US: Final = 1
_COLOURS: Final = {SpanStatus.OK: "good", SpanStatus.ERROR: "terrible"}

_by_trace = attrgetter("trace")


def chrome_document(spans: Sequence[TraceSpan]) -> Json:
    """Return the spans of any number of orders as one trace."""
    orders = groupby(spans, key=_by_trace)
    events = [
        event
        for process, (_, group) in enumerate(orders, start=1)
        for event in _process(process, list(group))
    ]
    return {"traceEvents": events, "displayTimeUnit": "ms"}


def _process(process: int, spans: Sequence[TraceSpan]) -> Iterator[Json]:
    lanes = _lanes(spans)
    yield _named("process_name", process, 0, spans[0].name)
    for thread, name in enumerate(dict.fromkeys(lanes.values()), start=1):
        yield _named("thread_name", process, thread, name)
    threads = {name: at for at, name in enumerate(dict.fromkeys(lanes.values()), start=1)}
    known = {span.id: span for span in spans}
    for span in spans:
        yield _slice(process, threads[lanes[span.id]], span)
        parent = known.get(span.parent)
        if parent is not None and lanes[parent.id] != lanes[span.id]:
            yield from _arrow(process, (threads[lanes[parent.id]], threads[lanes[span.id]]), span)


def _named(what: str, process: int, thread: int, name: str) -> Json:
    return {"name": what, "ph": "M", "pid": process, "tid": thread, "args": {"name": name}}


def _slice(process: int, thread: int, span: TraceSpan) -> Json:
    colour = _COLOURS.get(span.status)
    return {
        "name": span.name,
        "cat": span.service,
        "ph": "X",
        "ts": span.start_ms * 1000,
        "dur": _end_us(span) - span.start_ms * 1000,
        "pid": process,
        "tid": thread,
        "args": {name: _argument(value) for name, value in span.attributes},
        **({"cname": colour} if colour else {}),
    }


def _argument(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _end_us(span: TraceSpan) -> int:
    return max(span.end_ms * 1000, span.start_ms * 1000 + INSTANT_US)


def _arrow(process: int, threads: tuple[int, int], span: TraceSpan) -> Iterator[Json]:
    """Yield the two ends of an arrow from the parent of a span to the span."""
    number = int(span.id, 16)
    for phase, thread in zip("sf", threads, strict=True):
        yield {
            "name": "led to",
            "cat": "cause",
            "ph": phase,
            "bp": "e",
            "id": f"0x{number:x}",
            "ts": span.start_ms * 1000,
            "pid": process,
            "tid": thread,
        }


def _lanes(spans: Iterable[TraceSpan]) -> dict[str, str]:
    """Return the thread of each span, by its id: its service, or one more of it."""
    open_ends: dict[str, list[list[int]]] = {}
    lanes: dict[str, str] = {}
    for span in sorted(spans, key=lambda each: (each.start_ms, -_end_us(each))):
        stacks = open_ends.setdefault(span.service, [])
        at = next((at for at, ends in enumerate(stacks) if _fits(ends, span)), len(stacks))
        if at == len(stacks):
            stacks.append([])
        stacks[at].append(_end_us(span))
        lanes[span.id] = span.service if at == 0 else f"{span.service} ({at + 1})"
    return lanes


def _fits(ends: list[int], span: TraceSpan) -> bool:
    """Return whether a span lies within what is open in a lane, having closed what is over."""
    while ends and ends[-1] <= span.start_ms * 1000:
        ends.pop()
    return not ends or _end_us(span) <= ends[-1]
