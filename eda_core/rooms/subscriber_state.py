"""How the subscribers of a custom bus stand, as data: positions, what waits, what is gathered.

An event is written as its place among the events of a checkpoint, when it was published, and how.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from eda_core.asl import Json
from eda_core.domain.events import Event
from eda_core.simulator.bus import Delivery, PublishedAs
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.event_shapes import GivenUp
from eda_core.simulator.lanes import EventGroup, HeldEvent, SubscriberLane
from eda_core.simulator.publishing import WINDOW_MS
from eda_core.simulator.subscriber_calls import batch_of
from eda_core.simulator.world import World
from eda_core.stack import Rule, Subscriber

Places = dict[str, int]
"""The place of each event, by its id."""


def deliveries_kept(world: World) -> Iterator[Delivery]:
    """Yield what waits and what is gathered in a world; nothing on a classic bus."""
    bus = world.bus
    if isinstance(bus, CustomBus):
        for lane in bus.lanes.values():
            yield from lane.batch
            yield from lane.held()


def lane_parts(world: World, places: Places) -> Iterator[Json]:
    """Yield each subscriber's lane as JSON; nothing on a classic bus."""
    bus = world.bus
    lanes = bus.lanes.items() if isinstance(bus, CustomBus) else ()
    for name, lane in lanes:
        groups = [_group_fields(name, group, places) for name, group in lane.groups.items()]
        batch = [event_place(each, places) for each in lane.batch]
        start = [lane.position, lane.stopped, lane.replay_until, lane.until_ms, lane.ended]
        yield [name, start, lane.batches, batch, groups]


def _group_fields(name: str, group: EventGroup, places: Places) -> Json:
    waiting = [[each.due_ms, event_place(each.delivery, places)] for each in group.waiting]
    return [name, group.is_due, group.calls, waiting]


def restore_lane(world: World, fields: Sequence[Any], events: Sequence[Event]) -> None:
    """Let a subscriber stand as these fields say."""
    name, start, batches, batch, groups = fields
    position, stopped, replay_until, until_ms, ended = start
    lane = SubscriberLane(int(position), int(replay_until), until_ms)
    lane.stopped, lane.ended, lane.batches = bool(stopped), bool(ended), int(batches)
    lane.batch = [delivery_at(each, events) for each in batch]
    lane.groups = {each[0]: _group_from(each, events) for each in groups}
    if isinstance(world.bus, CustomBus):
        world.bus.lanes[str(name)] = lane


def _group_from(fields: Sequence[Any], events: Sequence[Event]) -> EventGroup:
    group = EventGroup()
    _, group.is_due, group.calls, waiting = fields
    group.waiting.extend(HeldEvent(int(due), delivery_at(each, events)) for due, each in waiting)
    return group


def restore_bus(world: World, fields: Any) -> None:
    """Let a custom bus know what it answered before; nothing to do on a classic one."""
    if isinstance(world.bus, CustomBus):
        world.bus.repeats = int(fields["repeats"])
        world.bus.remember(world.scheduler.now_ms - WINDOW_MS)


def bus_fields(world: World) -> dict[str, Json]:
    """Return what a custom bus counts, under a name of its own; nothing of a classic one."""
    if not isinstance(world.bus, CustomBus):
        return {}
    return {"bus": {"repeats": world.bus.repeats, "unpacks": world.stack.unpacks}}


def event_place(delivery: Delivery, places: Places) -> Json:
    """Return one event as it is delivered; `delivery_at` is the inverse."""
    how = list(delivery.how) if delivery.how is not None else None
    return [places[delivery.event.id], delivery.published_ms, how]


def delivery_at(fields: Sequence[Any], events: Sequence[Event]) -> Delivery:
    """Return the delivery with these fields."""
    place, published_ms, how = fields
    event = events[place]
    published = None if how is None else PublishedAs(*how)
    return Delivery(event, event.to_envelope(), int(published_ms), published)


def call_fields(delivery: Delivery, places: Places) -> list[Json]:
    """Return what a call has beside an event and a time: nothing on a classic bus."""
    if delivery.batch:
        return [None, [event_place(each, places) for each in delivery.batch]]
    return [] if delivery.how is None else [list(delivery.how), []]


def call_from(fields: Sequence[Any], more: Sequence[Any], events: Sequence[Event]) -> Delivery:
    """Return a call: an event and a time, and what `call_fields` returned."""
    how, batch = more or (None, ())
    if not batch:
        return delivery_at([*fields, how], events)
    _, published_ms = fields
    together = tuple(delivery_at(each, events) for each in batch)
    return batch_of(together)._replace(published_ms=int(published_ms))


def given_up_fields(given_up: GivenUp | None, places: Places) -> list[Json]:
    """Return why a call was given up, in a list; nothing for what Lambda gave up."""
    if given_up is None:
        return []
    _, *said, events = given_up
    return [[*said, [event_place(each, places) for each in events]]]


def given_up_from(fields: Sequence[Any], rule: Rule, events: Sequence[Event]) -> GivenUp | None:
    """Return what `given_up_fields` was of."""
    if not fields or not isinstance(rule, Subscriber):
        return None
    ((code, message, attempts, exhausted, places),) = fields
    together = tuple(delivery_at(each, events) for each in places)
    return GivenUp(rule, code, message, int(attempts), exhausted, together)
