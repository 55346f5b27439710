from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import LogRecord, event_from_envelope
from eda_core.read_model.flow import STEPS_KEPT
from eda_core.read_model.flow_elements import Element, Origin, origin_of, rule_element
from eda_core.read_model.tables import LiveTables
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.demo_orders import demo_orders

START_MS = 1_769_860_800_000
NOTIFY = "notification-service"
PAY = "payment-service-filtering-orders"
STACK = demo_stack()


def event(detail_type="OrderCreated", source="order-service", detail=None, arn=""):
    return event_from_envelope(
        {
            "id": "e1",
            "detail-type": detail_type,
            "source": source,
            "time": "2026-01-31T12:00:00Z",
            "detail": {"id": 101, "amount": 100} if detail is None else detail,
            "resources": [arn] if arn else [],
        }
    )


def record(sequence=1, **of):
    return LogRecord(sequence, START_MS, event(**of))


def step(sequence, kind, rule=NOTIFY, target=STACK.notification, **more):
    return DeliveryRecord(sequence, START_MS + sequence, kind, "e1", rule, target, **more)


class Followed:
    """The flow of tables that are told one thing after the other."""

    def __init__(self, stack=STACK):
        self.tables = LiveTables(stack)
        self.fold, self.fold_delivery = self.tables.fold, self.tables.fold_step

    def counts(self):
        return self.tables.flow.counts()

    def newest(self, most):
        return self.tables.flow.newest(most)


@pytest.fixture
def flow():
    return Followed()


@pytest.fixture(scope="module")
def run():
    """The log and the deliveries of twelve orders that go through."""
    world = World(STACK, START_MS, 3)
    for order in demo_orders(101, 12, 0.4, 3):
        world.place(order.to_body())
        world.advance(world.scheduler.now_ms + 40)
    world.run_to_end()
    return world.log, world.deliveries.read_after(0)


def folded(log=(), deliveries=()):
    tables = LiveTables(STACK)
    for number, each in enumerate(log, 1):
        tables.fold(each._replace(sequence=number))
    for each in deliveries:
        tables.fold_step(each)
    return tables.flow


@pytest.mark.parametrize(
    ("edge", "count"),
    [
        ((Element.CUSTOMER, Element.API), 12),
        ((Element.CREATE_ORDER, Element.BUS), 12),
        ((Element.PAYMENT, Element.BUS), 12),
        ((Element.UPDATE_ORDER, Element.BUS), 12),
        ((Element.BUS, rule_element("cw-catch-all")), 36),
        ((rule_element(PAY), Element.PAYMENT), 12),
        ((rule_element(NOTIFY), Element.NOTIFICATION), 36),
        ((Element.NOTIFICATION, Element.TOPIC), 36),
    ],
)
def test_every_edge_is_counted(run, edge, count):
    assert folded(*run).counts().edges[edge] == count


def test_a_table_item_is_put_for_every_status(run):
    assert folded(*run).counts().into(Element.TABLE) == 24


@given(order=st.randoms(use_true_random=False))
def test_counts_are_the_same_for_any_arrival_order(run, order):
    log = list(run[0])
    order.shuffle(log)
    assert folded(log + log[:5], run[1]).counts() == folded(*run).counts()


def test_records_read_twice_count_once(run):
    log, deliveries = run
    again = folded(log, [*deliveries, *deliveries[:7]])
    assert again.counts() == folded(log, deliveries).counts()


@pytest.mark.parametrize(
    ("of", "origin"),
    [
        ({}, Origin.CREATED),
        ({"detail": {"id": 101}}, Origin.BY_HAND),
        ({"detail": {"id": 101, "amount": True}}, Origin.BY_HAND),
        ({"detail": {"id": "A7", "amount": 5}}, Origin.BY_HAND),
        ({"detail_type": "OrderCancelled"}, Origin.UPDATED),
        ({"detail_type": "OrderLost"}, Origin.BY_HAND),
        ({"source": "payment-service", "detail_type": "PaymentFailed"}, Origin.BY_HAND),
        (
            {
                "source": "payment-service",
                "detail_type": "PaymentFailed",
                "arn": "arn:aws:states:us-east-1:1:execution:pay:1",
            },
            Origin.PAID,
        ),
        ({"source": "elsewhere"}, Origin.BY_HAND),
    ],
)
def test_origin_of_an_event_is_read_from_what_it_says(of, origin):
    assert origin_of(event(**of)) is origin


def test_a_run_that_fails_takes_back_the_delivery_before_it(flow):
    flow.fold_delivery(step(1, DeliveryStep.INVOCATION_SUCCESS))
    flow.fold_delivery(step(2, DeliveryStep.FUNCTION_ERROR, reason="broken"))
    counts = flow.counts()
    assert counts.edges == {(rule_element(NOTIFY), Element.NOTIFICATION): 1}
    assert counts.failed == {Element.NOTIFICATION: 1}


def test_a_target_is_failing_until_it_does_it(flow):
    flow.fold_delivery(step(1, DeliveryStep.FUNCTION_ERROR))
    assert flow.counts().failing == {Element.NOTIFICATION}
    flow.fold_delivery(step(2, DeliveryStep.RULE_MATCH))
    assert flow.counts().failing == {Element.NOTIFICATION}
    flow.fold_delivery(step(3, DeliveryStep.FUNCTION_SUCCESS, attempt=2))
    assert flow.counts().failing == frozenset()


@pytest.mark.parametrize("kind", [DeliveryStep.INVOCATION_DLQ, DeliveryStep.FUNCTION_DLQ])
def test_what_is_never_taken_goes_to_the_dead_letters(flow, kind):
    flow.fold_delivery(step(1, kind))
    assert flow.counts().into(Element.DEAD_LETTERS) == 1


def test_what_nobody_keeps_is_dropped(flow):
    flow.fold_delivery(step(1, DeliveryStep.FUNCTION_FAILURE))
    counts = flow.counts()
    assert (counts.dropped, counts.edges) == ({Element.NOTIFICATION: 1}, {})


def test_an_inferred_match_reaches_its_target(flow):
    flow.fold_delivery(step(1, DeliveryStep.RULE_MATCH, inferred=True))
    flow.fold_delivery(step(2, DeliveryStep.INVOCATION_SUCCESS, inferred=True))
    counts = flow.counts()
    assert counts.edges[rule_element(NOTIFY), Element.NOTIFICATION] == 1
    assert counts.inferred == 2


def test_an_event_is_held_back_until_the_log_has_it(flow):
    flow.fold_delivery(step(1, DeliveryStep.RULE_MATCH))
    assert flow.newest(10) == ()
    flow.fold(record())
    (told,) = flow.newest(10)
    assert told.order == 101
    assert [hop.edge[1] for hop in told.hops][-2:] == [Element.BUS, rule_element(NOTIFY)]


def test_an_event_that_is_never_logged_is_shown_once_a_target_has_it(flow):
    flow.fold_delivery(step(1, DeliveryStep.RULE_MATCH))
    flow.fold_delivery(step(2, DeliveryStep.INVOCATION_SUCCESS))
    (told,) = flow.newest(10)
    assert told.order is None


def test_hops_come_after_their_causes(run):
    for told in folded(*run).newest(1000):
        reached = {Element.CUSTOMER, Element.UPDATE_ORDER, Element.PAYMENT}
        for hop in told.hops:
            assert hop.edge[0] in reached
            reached.add(hop.edge[1])


def test_newest_events_fit_what_is_asked_for(run):
    told = folded(*run).newest(30)
    assert 0 < sum(len(each.hops) for each in told) <= 30


def test_an_event_tried_for_ever_stays_small(flow):
    flow.fold(record())
    for number in range(1, 300):
        kind = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE
        flow.fold_delivery(step(number, kind, attempt=number))
    (told,) = flow.newest(10)
    assert len(told.hops) <= STEPS_KEPT + 4


def test_a_hop_has_the_same_key_in_every_fold(run):
    log, deliveries = run
    part = folded(log[:20], deliveries[:90]).newest(1000)
    whole = folded(log, deliveries).newest(1000)
    keys = {(hop.key, hop.edge) for told in whole for hop in told.hops}
    assert all((hop.key, hop.edge) in keys for told in part for hop in told.hops)


def test_a_target_of_another_name_is_an_element_of_its_own(flow):
    flow.fold_delivery(replace_target(step(1, DeliveryStep.INVOCATION_SUCCESS)))
    assert flow.counts().into("somewhere-else") == 1


def replace_target(record):
    return record._replace(target="somewhere-else")


def test_names_of_another_stack_are_its_own():
    flow = Followed(replace(STACK, notification="other-name"))
    flow.fold_delivery(step(1, DeliveryStep.INVOCATION_SUCCESS, target="other-name"))
    assert flow.counts().into(Element.TOPIC) == 1
