"""The way from a custom bus to the target of one subscriber, worked out once."""

from dataclasses import dataclass

from eda_core.domain.deliveries import REPLAYED, DeliveryStep
from eda_core.simulator.bus import Delivery, Route, TargetHandler
from eda_core.simulator.chance import Latency
from eda_core.simulator.delivery_log import Note
from eda_core.simulator.event_shapes import system_metadata
from eda_core.stack import Subscriber, TargetKind
from eda_core.stack.published_terms import event_group
from eda_core.stack.subscribers import Filter, FilterScope, Invocation, Transformer


@dataclass(frozen=True, slots=True)
class SubscriberRoute(Route):
    """A route with what decides how its target is called.

    ``others`` are the filters that do not look at the data. ``is_as_it_is``: the target gets the
    envelope itself. ``is_direct``: and each event at once, in no order, as ``is_fifo`` would be.
    """

    subscriber: Subscriber
    others: tuple[Filter, ...]
    is_as_it_is: bool
    is_direct: bool
    is_fifo: bool


def route_of(subscriber: Subscriber, take: TargetHandler, latency: Latency) -> SubscriberRoute:
    """Return the way to the target of a subscriber."""
    is_machine = subscriber.target.kind is TargetKind.STATE_MACHINE
    by_own_api = subscriber.invocation is Invocation.UNIVERSAL
    is_raw = subscriber.transformer is Transformer.RAW and subscriber.batch_size == 1
    is_as_it_is = is_raw and (by_own_api or not is_machine)
    return SubscriberRoute(
        rule=subscriber,
        take=take,
        base_ms=latency.base_ms,
        jitter_ms=latency.jitter_ms,
        matched=Note(DeliveryStep.RULE_MATCH, subscriber),
        taken=Note(DeliveryStep.INVOCATION_SUCCESS, subscriber),
        subscriber=subscriber,
        others=tuple(each for each in subscriber.filters if each.scope is not FilterScope.DATA),
        is_as_it_is=is_as_it_is,
        is_direct=is_as_it_is and not subscriber.is_fifo,
        is_fifo=subscriber.is_fifo,
    )


def match_note(route: SubscriberRoute, delivery: Delivery) -> Note:
    """Return the step by which a subscriber takes an event, with what is not usual of it."""
    how, matched = delivery.how, route.matched
    if how is not None and how.replayed:
        matched = matched._replace(reason=REPLAYED)
    if how is not None and route.is_fifo:
        is_of_order = how.group == event_group(delivery.event.detail)
        matched = matched if is_of_order else matched._replace(group=how.group)
    return matched


def others_match(filters: tuple[Filter, ...], delivery: Delivery) -> bool:
    """Return whether the filters that do not look at the data match; most subscribers have none."""
    for each in filters:
        part = system_metadata(delivery) if each.scope is FilterScope.SYSTEM_METADATA else {}
        if not each.pattern.matches(part):
            return False
    return True
