"""What is marked on the map: the way an order lacks, where it was lost, and armed faults."""

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.live.flow_layout import HEIGHT, MORE, flow_layout
from eda_core.presentation.live.hall_layout import widened
from eda_core.presentation.live.map_marks import armed_marks, lost_way
from eda_core.read_model.flow_elements import Element, rule_element
from eda_core.stack.description import fault_places
from tests.rooms import Room

PAYMENT_RULE = "payment-service-filtering-orders"
UPDATE_RULE = "order-service-filtering-payments"
MAIL_RULE = "notification-service"
LOG_RULE = "cw-catch-all"
UPDATE_ORDER = "eda-demo-update-order"
RULES = (PAYMENT_RULE, UPDATE_RULE, MAIL_RULE, LOG_RULE)

PAY, UPDATE, MAIL, LOG = map(rule_element, RULES)
AFTER_PAYMENT = ("payment", "bus")
AFTER_UPDATE = (("update-order", "table"), ("update-order", "bus"))


def struck(fault, seconds=8):
    """A world in which an order was struck by a fault, so many seconds ago."""
    room = Room()
    if fault is not None:
        room.backend.faults.arm(fault)
    room.place(101, 100, seconds=seconds)
    return room


def lost(room, *, for_hall=False, armed=()):
    layout = flow_layout(room.stack)
    layout = widened(layout) if for_hall else layout
    return lost_way(room.order(101), room.now_ms, layout, armed, for_hall=for_hall), layout


def lacking(mark, layout):
    edges = list(layout.edges)
    return [edges[number] for number in mark["ways"]]


@pytest.mark.parametrize(
    ("fault", "ways", "words"),
    [
        (
            Fault(FaultKind.DROP, PAYMENT_RULE),
            [(PAY, "payment"), AFTER_PAYMENT],
            "101 last seen here",
        ),
        (
            Fault(FaultKind.RULE_DISABLED, PAYMENT_RULE),
            [("bus", PAY), (PAY, "payment"), AFTER_PAYMENT],
            "101 last seen here",
        ),
        (
            Fault(FaultKind.DROP, UPDATE_RULE),
            [(UPDATE, "update-order"), *AFTER_UPDATE],
            "101 last seen here",
        ),
        (Fault(FaultKind.TARGET_THROWS, UPDATE_ORDER), [*AFTER_UPDATE], "101 waits here"),
        (
            Fault(FaultKind.DROP, MAIL_RULE),
            [(MAIL, "notification"), ("notification", "topic")],
            "101 last seen here",
        ),
        (Fault(FaultKind.DROP, LOG_RULE), [(LOG, "log")], "an event of 101"),
    ],
    ids=str,
)
def test_the_way_an_order_lacks_is_marked_from_where_it_was_lost(fault, ways, words):
    mark, layout = lost(struck(fault))
    assert lacking(mark, layout) == ways
    assert mark["words"][0] == words


def test_how_long_ago_it_was_seen_is_said():
    room = struck(Fault(FaultKind.DROP, PAYMENT_RULE), seconds=8)
    assert lost(room)[0]["words"] == ["101 last seen here", "8 s ago"]
    room.let_pass(60)
    assert lost(room)[0]["words"][1] == "1 min ago"


def test_a_next_try_is_counted_down():
    words = lost(struck(Fault(FaultKind.TARGET_THROWS, UPDATE_ORDER)))[0]["words"]
    assert words == ["101 waits here", "next try in 52 s"]


def test_an_execution_that_failed_is_where_it_failed():
    room = Room()
    room.put('{"id": 101}', seconds=3)
    mark, layout = lost(room)
    assert (lacking(mark, layout), mark["tone"]) == ([AFTER_PAYMENT], "stuck")
    assert mark["words"][0] == "101 failed here"
    assert mark["ring"][0] == layout.nodes[Element.PAYMENT].left


@pytest.mark.parametrize("seconds", [0.09, 8])
def test_an_order_on_its_way_or_ended_well_has_no_mark(seconds):
    assert lost(struck(None, seconds))[0] is None


def test_an_order_whose_rule_was_deleted_is_marked_between_bus_and_target():
    room = Room()
    room.editor.delete_rule(PAYMENT_RULE)
    room.stack = room.model.stack
    room.place(101, seconds=8)
    mark, layout = lost(room)
    assert lacking(mark, layout) == [AFTER_PAYMENT]
    bus, payment = layout.nodes[Element.BUS], layout.nodes[Element.PAYMENT]
    assert bus.right < mark["ring"][0] < payment.left


EVERY_FAULT = [
    Fault(kind, where)
    for kind in FaultKind
    for where in (fault_places(kind, Room().stack) or ("",))
    if (kind, where) != (FaultKind.PUBLISH_THROTTLED, "order-service")  # then there is no order
]


@pytest.mark.parametrize("for_hall", [False, True])
@pytest.mark.parametrize("fault", EVERY_FAULT, ids=lambda fault: f"{fault.kind}-{fault.where}")
@pytest.mark.unmeasured
def test_no_mark_lies_on_a_part_of_the_map(fault, for_hall):
    mark, layout = lost(struck(fault), for_hall=for_hall)
    if mark is None:
        assert (
            fault.kind not in {FaultKind.DROP, FaultKind.RULE_DISABLED} or fault.where == MAIL_RULE
        )
        return
    letter, line = (8, 16) if for_hall else (5.6, 12)
    for row, words in enumerate(mark["words"]):
        x, y = mark["at"][0], mark["at"][1] + row * line
        wide = len(words) * letter / 2
        assert y - line / 2 > 0
        assert y + line / 2 < HEIGHT
        for node in layout.nodes.values():
            beside = x + wide <= node.left or x - wide >= node.right
            apart = abs(y - node.y) >= node.h / 2 + line / 2 - 1
            assert beside or apart, (words, node.id)


@pytest.mark.parametrize(
    ("fault", "marks"),
    [
        (Fault(FaultKind.DROP, PAYMENT_RULE), {PAY: "armed: drop"}),
        (Fault(FaultKind.TARGET_SLOW, UPDATE_ORDER), {"update-order": "armed: slow"}),
        (Fault(FaultKind.TASK_FAILS, "Notify EventBus"), {"payment": "armed: task fails"}),
        (Fault(FaultKind.TOPIC_UNAVAILABLE), {"topic": "armed: unavailable"}),
        (
            Fault(FaultKind.PUBLISH_THROTTLED, "order-service"),
            {"create-order": "armed: throttled", "update-order": "armed: throttled"},
        ),
        (Fault(FaultKind.DELAY), {"bus": "armed: delay anywhere"}),
    ],
    ids=str,
)
def test_an_armed_fault_is_marked_where_it_will_strike(fault, marks):
    room = Room()
    room.backend.faults.arm(fault)
    room.let_pass(0)
    assert armed_marks(room.model.instant.faults, flow_layout(room.stack), room.stack) == marks


def test_faults_at_one_place_share_a_line_and_a_rule_without_room_is_the_bus():
    room = Room()
    for kind in (FaultKind.DROP, FaultKind.DELAY, FaultKind.DROP):
        room.backend.faults.arm(Fault(kind, PAYMENT_RULE))
    layout = flow_layout(room.stack)
    room.let_pass(0)
    armed = room.model.instant.faults
    assert armed_marks(armed, layout, room.stack) == {PAY: "armed: drop, delay"}
    del layout.nodes[PAY]
    assert armed_marks(armed, layout, room.stack) == {"bus": "armed: drop, delay"}
    assert MORE not in layout.nodes


def test_words_of_a_lost_order_stand_below_those_of_a_fault_armed_there():
    room = struck(Fault(FaultKind.DROP, PAYMENT_RULE))
    above, below = lost(room)[0], lost(room, armed={PAY})[0]
    assert below["at"][1] - above["at"][1] == 12
