"""How a custom bus stands at one moment, for whoever looks at it."""

from eda_core.domain.bus_state import CustomBusState, SubscriberState
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.lanes import LIVE, SubscriberLane


def standing_of(bus: CustomBus) -> CustomBusState:
    """Return what the bus keeps, and where each of its subscribers is."""
    newest = bus.kept.after(max(0, bus.kept.total - 1), 1)
    newest_ms = newest[0].published_ms if newest else bus.oldest_ms
    subscribers = tuple(_state_of(bus, name, lane) for name, lane in bus.lanes.items())
    return CustomBusState(bus.oldest_ms, newest_ms, bus.kept.total, bus.repeats, subscribers)


def _state_of(bus: CustomBus, name: str, lane: SubscriberLane) -> SubscriberState:
    return SubscriberState(
        name,
        running=not lane.stopped,
        position_ms=_position_ms(bus, lane),
        backlog=bus.backlog(name),
        replaying=lane.position != LIVE and not lane.ended and lane.position < lane.replay_until,
        ended=lane.ended,
        held=sum(len(group.waiting) for group in lane.groups.values() if group.calls),
        holding=lane.holding,
        gathered=len(lane.batch),
    )


def _position_ms(bus: CustomBus, lane: SubscriberLane) -> int | None:
    if lane.position == LIVE:
        return None
    following = bus.kept.after(lane.position, 1)
    return following[0].published_ms if following else None
