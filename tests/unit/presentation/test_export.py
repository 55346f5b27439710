"""Exports: each form opened by a parser of its own, and held to the files in `exports`.

``python -m tests.unit.presentation.test_export`` writes those files anew.
"""

import json
from base64 import b64encode
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from google.protobuf.json_format import ParseDict
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status, TracesData

from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.export.cloud_events import rfc_3339
from eda_core.presentation.export.exporting import (
    MOST_ORDERS,
    ExportForm,
    export,
    orders_to_export,
)
from eda_core.presentation.export.sequence_diagram import MOST_ARROWS
from tests.rooms import Room

GOLDEN = Path(__file__).parent / "exports"
ACCOUNT = "123456789012"
WORLD = "simulator: demo"


def room_of_two():
    room = Room()
    room.place(101, 900)
    room.place(102, 100)
    return room


def text_of(room, form, *orders):
    return export(orders_to_export(room.model, orders), form, WORLD, room.now_ms).text


def document(room, form, *orders):
    return json.loads(text_of(room, form, *orders))


def file_of(room, form, order):
    return export(orders_to_export(room.model, [order]), form, WORLD, room.now_ms)


@pytest.mark.parametrize("form", ExportForm)
def test_each_form_is_as_it_was(form):
    file = file_of(room_of_two(), form, 101)
    assert file.text == (GOLDEN / file.name).read_text(encoding="utf-8")


def test_a_diagram_shows_what_cannot_be_seen_in_an_id(room):
    room.put('{"id": "A\u200b1", "amount": 100}')
    assert "A#92;u200b1" in text_of(room, ExportForm.MERMAID, "A\u200b1")


@pytest.mark.parametrize("form", ExportForm)
def test_no_form_names_an_account_or_an_address(room, form):
    room.put(f'{{"id": 7, "amount": {ACCOUNT}, "mail": "anna@example.com", "own": "{ACCOUNT}"}}')
    text = text_of(room, form, 7)
    assert ACCOUNT in repr(room.order(7))
    assert ACCOUNT not in text
    assert "anna@example.com" not in text


# --- OTLP ---------------------------------------------------------------------------------------


def recoded(value):
    """OTLP/JSON as protobuf reads it: ids in base64 instead of hex."""
    if isinstance(value, list):
        return [recoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: b64encode(bytes.fromhex(each)).decode() if name.endswith("Id") else recoded(each)
        for name, each in value.items()
    }


def spans_of(request):
    resources = request.resource_spans
    return [span for each in resources for scope in each.scope_spans for span in scope.spans]


def otlp(room, *orders):
    found = document(room, ExportForm.OTLP, *orders)
    return spans_of(ParseDict(recoded(found), ExportTraceServiceRequest()))


def attributes(span):
    return {each.key: each.value for each in span.attributes}


def test_otlp_is_read_by_its_own_messages(room):
    room.place(101, 900)
    spans = otlp(room, 101)
    assert {len(span.trace_id) for span in spans} == {16}
    assert {len(span.span_id) for span in spans} == {8}
    assert len({span.span_id for span in spans}) == len(spans)
    assert all(span.start_time_unix_nano <= span.end_time_unix_nano for span in spans)


def test_each_span_stands_below_what_it_came_of(room):
    room.place(101, 900)
    spans = otlp(room, 101)
    names = {span.span_id: span.name for span in spans}
    chain, name = [], "publish OrderCancelled"
    while name:
        chain.append(name)
        parent = next(span for span in spans if span.name == name).parent_span_id
        name = names.get(parent, "")
    assert chain == [
        "publish OrderCancelled",
        "deliver PaymentFailed to eda-demo-update-order",
        "publish PaymentFailed",
        "execution of eda-demo-payment-service",
        "deliver OrderCreated to eda-demo-payment-service",
        "publish OrderCreated",
        "order 101",
    ]


def test_the_business_outcome_is_the_status_of_the_root_and_the_technical_one_another(room):
    room.place(101, 900)
    room.place(102, 100)
    bad, good = otlp(room, 101), otlp(room, 102)
    assert bad[0].kind == Span.SPAN_KIND_SERVER
    assert (bad[0].status.code, good[0].status.code) == (
        Status.STATUS_CODE_ERROR,
        Status.STATUS_CODE_OK,
    )
    assert "amount 900 > 500 is true" in bad[0].status.message
    execution = next(span for span in bad if span.name.startswith("execution"))
    assert execution.status.code == Status.STATUS_CODE_OK


def test_the_same_order_of_a_world_is_the_same_trace(room):
    room.place(101, 900)
    first = text_of(room, ExportForm.OTLP, 101)
    room.place(102, 100)
    assert text_of(room, ExportForm.OTLP, 101) == first
    other = export(orders_to_export(room.model, [101]), ExportForm.OTLP, "b", room.now_ms).text
    assert other != first


def test_what_is_worked_out_says_so(room):
    room.place(101, 900)
    (order,) = orders_to_export(room.model, [101])
    known = order.view.deliveries
    inferred = {
        event: replace(each, inferred=True, inferred_rules=each.matched)
        for event, each in known.items()
    }
    worked_out = replace(order, view=replace(order.view, deliveries=inferred))
    text = export([worked_out], ExportForm.OTLP, WORLD, room.now_ms).text
    spans = spans_of(ParseDict(recoded(json.loads(text)), ExportTraceServiceRequest()))
    marks = {span.name.split()[0]: attributes(span)["eda.known"].bool_value for span in spans}
    assert marks == {
        "order": True,
        "publish": True,
        "deliver": False,
        "execution": True,
        "state": True,
        "notify:": True,
    }


def test_a_failed_delivery_is_an_error_with_its_attempts(room):
    room.backend.faults.arm(Fault(FaultKind.TARGET_THROWS, room.stack.update_order, next_n=3))
    room.place(101, 900, seconds=600)
    span = next(s for s in otlp(room, 101) if s.name.endswith("eda-demo-update-order"))
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert [event.name for event in span.events].count("FUNCTION_ERROR") == 3


def test_grafana_gets_what_protobuf_writes_under_the_old_names(room):
    room.place(101, 900)
    found = document(room, ExportForm.GRAFANA, 101)
    renamed = {
        "resourceSpans": [
            {
                "resource": batch["resource"],
                "scopeSpans": [
                    {"scope": each["instrumentationLibrary"], "spans": each["spans"]}
                    for each in batch["instrumentationLibrarySpans"]
                ],
            }
            for batch in found["batches"]
        ]
    }
    assert spans_of(ParseDict(renamed, TracesData())) == otlp(room, 101)


# --- the others ---------------------------------------------------------------------------------


def test_cloud_events_are_read_by_their_sdk(room):
    room.place(101, 900)
    events = [
        JSONFormat().read(CloudEvent, json.dumps(each))
        for each in document(room, ExportForm.CLOUD_EVENTS, 101)
    ]
    assert [event.get_type() for event in events] == [
        "OrderCreated",
        "PaymentFailed",
        "OrderCancelled",
    ]
    assert {event.get_subject() for event in events} == {"101"}
    assert [event.get_extension("sequence") for event in events] == [
        "00000001",
        "00000002",
        "00000003",
    ]
    assert events[0].get_data() == {"id": 101, "amount": 900}


@pytest.mark.parametrize(
    ("of_the_log", "exported"),
    [
        ("2026-11-28T10:00:00Z", "2026-11-28T10:00:00Z"),
        ("2026-11-28T10:00:00.123456789Z", "2026-11-28T10:00:00.123456789Z"),
        ("20261128T100000Z", "2026-11-28T10:00:00.000Z"),
        ("2026-W48-6T10:00:00Z", "2026-11-28T10:00:00.000Z"),
        ("2026-11-28 10Z", "2026-11-28T10:00:00.000Z"),
        ("2026-11-28T10:00:00,5+05:30", "2026-11-28T04:30:00.500Z"),
    ],
)
def test_the_time_of_a_cloud_event_is_of_rfc_3339_whatever_the_log_has(of_the_log, exported):
    assert rfc_3339(of_the_log) == exported


def slices(trace):
    lanes = {}
    for event in trace["traceEvents"]:
        if event["ph"] == "X":
            lane = lanes.setdefault((event["pid"], event["tid"]), [])
            lane.append((event["ts"], event["ts"] + event["dur"]))
    return lanes


def test_slices_of_a_lane_lie_within_each_other_or_apart(room):
    room.place(101, 900, seconds=0)
    room.put('{"id": 101, "amount": 5}', seconds=0)
    room.let_pass(60)
    room.place(102, 100)
    for lane in slices(document(room, ExportForm.PERFETTO, 101, 102)).values():
        ends = []
        for start, end in sorted(lane, key=lambda each: (each[0], -each[1])):
            while ends and ends[-1] <= start:
                ends.pop()
            assert not ends or end <= ends[-1]
            ends.append(end)


def test_an_order_is_a_process_and_its_arrows_hold_on_to_slices(room):
    room.place(101, 900)
    room.place(102, 100)
    trace = document(room, ExportForm.PERFETTO, 101, 102)
    names = [e["args"]["name"] for e in trace["traceEvents"] if e["name"] == "process_name"]
    assert names == ["order 101", "order 102"]
    lanes = slices(trace)
    arrows = [event for event in trace["traceEvents"] if event["ph"] in "sf"]
    assert arrows
    for arrow in arrows:
        lane = lanes[arrow["pid"], arrow["tid"]]
        assert any(start <= arrow["ts"] < end for start, end in lane)


def test_the_diagram_says_what_the_screen_says(room):
    room.place(101, 900)
    lines = text_of(room, ExportForm.MERMAID, 101).splitlines()
    assert "  Note over p3: isFraud: 900 #62; 500 is true" in lines
    assert "  Note over p0,p4: Order 101, 900: CANCELLED" in lines
    assert lines.count("  p1->>p2: OrderCancelled") == 1


def test_a_diagram_has_an_end(room):
    for number in range(101, 120):
        room.place(number, 900, seconds=5)
    lines = text_of(room, ExportForm.MERMAID, *range(101, 120)).splitlines()
    assert len(lines) < MOST_ARROWS + 12
    assert lines[-1].endswith("more lines")


@given(st.text(min_size=1, max_size=40))
def test_no_text_of_an_event_gets_out_of_its_line_of_the_diagram(name):
    room = Room()
    room.put(json.dumps({"id": 1, "amount": name}), seconds=5)
    plain = text_of(room, ExportForm.MERMAID, 1).splitlines()
    room = Room()
    room.put(json.dumps({"id": 1, "amount": "x"}), seconds=5)
    usual = text_of(room, ExportForm.MERMAID, 1).splitlines()
    assert [line.split(":")[0] for line in plain[2:]] == [line.split(":")[0] for line in usual[2:]]


@pytest.mark.parametrize("form", ExportForm)
def test_a_set_of_orders_is_one_file(room, form):
    room.place(101, 900)
    room.place(102, 100)
    file = export(orders_to_export(room.model, [101, 102, 999]), form, WORLD, room.now_ms)
    assert file.orders == 2
    assert file.name.startswith("2-orders.")


def test_a_file_has_as_many_orders_as_tools_show_at_once(room):
    room.place(101, 900)
    (order,) = orders_to_export(room.model, [101])
    file = export([order] * (MOST_ORDERS + 2), ExportForm.CLOUD_EVENTS, WORLD, room.now_ms)
    assert (file.orders, file.left_out) == (MOST_ORDERS, 2)


def test_events_of_an_order_come_in_the_order_of_cause_and_effect(room):
    room.place(101, 900)
    stamps = [each["recordedtime"] for each in document(room, ExportForm.CLOUD_EVENTS, 101)]
    assert all(before <= after for before, after in pairwise(stamps))


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each in ExportForm:
        file = file_of(room_of_two(), each, 101)
        (GOLDEN / file.name).write_text(file.text, encoding="utf-8")
