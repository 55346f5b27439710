"""What a world has had to tell since a cursor, read in one go while nothing else moves it."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from operator import attrgetter
from typing import TypeVar

from eda_core.domain.bus_state import CustomBusState, SubscriberState
from eda_core.domain.errors import BackendError
from eda_core.ports import SLICE, Cursor, Instant, News, PackedNews
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.lanes import LIVE, SubscriberLane
from eda_core.simulator.shared import Pacer
from eda_core.simulator.world import World

T = TypeVar("T")


def news_of(pacer: Pacer, cursor: Cursor, most: int = SLICE, *, packed: bool = False) -> News:
    """Return what came after ``cursor``; a sequence that cannot be read leaves the others be.

    Where there is more than one answer holds, all of it is of about the same time.
    """
    world, failures = pacer.world, list[BackendError]()
    chunks = world.packed_after(cursor) if packed else PackedNews()
    news = _packed(cursor, chunks) if len(chunks) else _loose(world, cursor, most, failures)
    bus = _bus_state(world.bus) if isinstance(world.bus, CustomBus) else None
    failed = _read(world.failed_after, cursor.failed, failures)
    changes = _read(world.changes_after, cursor.changes, failures)
    return replace(
        news,
        cursor=replace(
            news.cursor, failed=cursor.failed + len(failed), changes=cursor.changes + len(changes)
        ),
        instant=Instant(pacer.state(), world.faults.armed, bus),
        failed=failed,
        changes=changes,
        is_more=news.is_more or max(len(failed), len(changes)) >= SLICE,
        failure=next(iter(failures), None),
    )


def _packed(cursor: Cursor, chunks: PackedNews) -> News:
    read = replace(
        cursor,
        log=cursor.log + sum(chunk.count for chunk in chunks.log),
        deliveries=cursor.deliveries + sum(chunk.count for chunk in chunks.deliveries),
        notifications=cursor.notifications + sum(chunk.count for chunk in chunks.notifications),
    )
    return News(read, packed=chunks, is_more=True)


def _loose(world: World, cursor: Cursor, most: int, failures: list[BackendError]) -> News:
    deliveries = _read(lambda n: world.deliveries_after(n, most), cursor.deliveries, failures)
    is_cut = len(deliveries) >= most
    until_ms = deliveries[-1].at_ms if is_cut else inf
    log = _until(until_ms, _read(world.log_after, cursor.log, failures), _logged_ms)
    notifications = _read(world.notifications_after, cursor.notifications, failures)
    notifications = _until(until_ms, notifications, _sent_ms)
    read = replace(
        cursor,
        log=cursor.log + len(log),
        deliveries=cursor.deliveries + len(deliveries),
        notifications=cursor.notifications + len(notifications),
    )
    is_more = is_cut or max(len(log), len(notifications)) >= SLICE
    return News(read, log=log, deliveries=deliveries, notifications=notifications, is_more=is_more)


_logged_ms = attrgetter("ingested_ms")
_sent_ms = attrgetter("sent_ms")


def _until(at_ms: float, records: Sequence[T], time: Callable[[T], int]) -> Sequence[T]:
    """Return the records up to a time; they are in the order of their times."""
    return records[: bisect_right(records, at_ms, key=time)]


def _read(
    read_after: Callable[[int], Sequence[T]], count: int, failures: list[BackendError]
) -> Sequence[T]:
    try:
        return read_after(count)
    except BackendError as failure:
        failures.append(failure)
        return ()


def _bus_state(bus: CustomBus) -> CustomBusState:
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
