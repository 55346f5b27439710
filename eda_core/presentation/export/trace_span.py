"""Spans in the sense of OpenTelemetry: what every form of a trace is written from."""

from dataclasses import dataclass
from enum import IntEnum

Value = str | int | bool | tuple[str, ...]


class SpanKind(IntEnum):
    """What a span is to its trace (OTLP, ``Span.SpanKind``)."""

    INTERNAL = 1
    SERVER = 2
    PRODUCER = 4
    CONSUMER = 5


class SpanStatus(IntEnum):
    """How a span ended (OTLP, ``Status.StatusCode``)."""

    UNSET = 0
    OK = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class SpanMoment:
    """Something that happened within a span: when (epoch milliseconds), and what."""

    at_ms: int
    name: str
    attributes: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class TraceSpan:
    """One span. Ids are hex, ``parent`` is empty for the root; times are epoch milliseconds."""

    trace: str
    id: str
    parent: str
    service: str
    name: str
    kind: SpanKind
    start_ms: int
    end_ms: int
    attributes: tuple[tuple[str, Value], ...] = ()
    status: SpanStatus = SpanStatus.UNSET
    message: str = ""
    moments: tuple[SpanMoment, ...] = ()
