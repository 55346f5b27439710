"""Spans as JSON of OpenTelemetry: as the protocol has it, and as Grafana's *Import trace* wants it.

OTLP/JSON is not the JSON that protobuf writes by itself: ids are hex and enums are numbers
(OpenTelemetry Protocol 1.x, "JSON Protobuf Encoding"). Grafana reads what protobuf writes, under
the names of before OTLP 1.0: ids are base64 and enums are names (Grafana 12 documentation, "Upload
a JSON trace file"). Times are nanoseconds as text in both.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from eda_core.presentation.export.trace_span import SpanMoment, TraceSpan, Value

SCOPE: Final = "eda-live"

Json = dict[str, Any]


def otlp_document(spans: Sequence[TraceSpan]) -> Json:
    """Return spans as an ExportTraceServiceRequest, for Jaeger, Aspire and every collector."""
    return {
        "resourceSpans": [
            {
                "resource": _resource(service),
                "scopeSpans": [{"scope": {"name": SCOPE}, "spans": [_otlp_span(s) for s in group]}],
            }
            for service, group in _services(spans)
        ]
    }


def grafana_document(spans: Sequence[TraceSpan]) -> Json:
    """Return spans as Grafana's Explore imports a trace; of several it shows the first."""
    return {
        "batches": [
            {
                "resource": _resource(service),
                "instrumentationLibrarySpans": [
                    {
                        "instrumentationLibrary": {"name": SCOPE},
                        "spans": [_grafana_span(span) for span in group],
                    }
                ],
            }
            for service, group in _services(spans)
        ]
    }


def _services(spans: Iterable[TraceSpan]) -> Iterable[tuple[str, Sequence[TraceSpan]]]:
    """Return spans by trace and service, in the order of their first spans."""
    groups: dict[tuple[str, str], list[TraceSpan]] = {}
    for span in spans:
        groups.setdefault((span.trace, span.service), []).append(span)
    return [(service, group) for (_, service), group in groups.items()]


def _resource(service: str) -> Json:
    return {"attributes": _attributes((("service.name", service),))}


def _otlp_span(span: TraceSpan) -> Json:
    ids = {"traceId": span.trace, "spanId": span.id, "parentSpanId": span.parent}
    status = {"code": int(span.status), "message": span.message}
    return {**_known(ids), **_common(span), "kind": int(span.kind), "status": _known(status)}


def _grafana_span(span: TraceSpan) -> Json:
    ids = {
        "traceId": _base64(span.trace),
        "spanId": _base64(span.id),
        "parentSpanId": _base64(span.parent),
    }
    status = {"code": f"STATUS_CODE_{span.status.name}", "message": span.message}
    kind = f"SPAN_KIND_{span.kind.name}"
    return {**_known(ids), **_common(span), "kind": kind, "status": _known(status)}


def _known(fields: Mapping[str, Any]) -> Json:
    """Return the fields that say something; an empty parent id would be an id of no bytes."""
    return {name: value for name, value in fields.items() if value}


def _base64(digits: str) -> str:
    return b64encode(bytes.fromhex(digits)).decode("ascii")


def _common(span: TraceSpan) -> Json:
    return {
        "name": span.name,
        "startTimeUnixNano": _nanoseconds(span.start_ms),
        "endTimeUnixNano": _nanoseconds(span.end_ms),
        "attributes": _attributes(span.attributes),
        **({"events": [_event(moment) for moment in span.moments]} if span.moments else {}),
    }


def _event(moment: SpanMoment) -> Json:
    return {
        "timeUnixNano": _nanoseconds(moment.at_ms),
        "name": moment.name,
        "attributes": _attributes(moment.attributes),
    }


def _nanoseconds(at_ms: int) -> str:
    return str(at_ms * 1_000_000)


def _attributes(pairs: Iterable[tuple[str, Value]]) -> list[Json]:
    return [{"key": name, "value": _any_value(value)} for name, value in pairs]


def _any_value(value: Value) -> Json:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"arrayValue": {"values": [{"stringValue": each} for each in value]}}
