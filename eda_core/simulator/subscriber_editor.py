"""Subscribers of the simulated custom bus: stopped, changed, and made to read the past."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from eda_core.domain.errors import InvalidRequest
from eda_core.simulator.commands import ChangeStack, SetSubscriberState
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.editor import (
    check_filter_change,
    check_length,
    check_name,
    subscriber_of,
    with_filter,
)
from eda_core.simulator.shared import SharedWorld
from eda_core.simulator.world import World
from eda_core.stack import Subscriber
from eda_core.stack.subscriber_updates import is_another, updated
from eda_core.stack.subscribers import FilterScope, PointInTime


class SimulatedSubscribers:
    """See `eda_core.domain.bus_state.SubscriberControl`."""

    __slots__ = ("_shared",)

    def __init__(self, shared: SharedWorld) -> None:
        self._shared = shared

    def set_running(self, name: str, running: bool, *, skip: bool = False) -> int | None:
        """Stop a subscriber, or let it go on; counted under the lock it is done under."""
        with self._shared.now() as world:
            known = subscriber_of(world.stack, name)
            is_so = known is not None and known.enabled == running
            bus = world.bus if known is not None and running and skip else None
            skipped = bus.backlog(name) if isinstance(bus, CustomBus) else 0
            self._shared.handle(SetSubscriberState(name, running, skip))
        return None if is_so else skipped

    def set_filter(self, name: str, scope: str, pattern: str) -> None:
        """Give a subscriber another filter for one scope, or none."""
        check_length(pattern)
        self._change(name, lambda old: with_filter(old.to_json(), FilterScope(scope), pattern))

    def update(self, name: str, properties: Mapping[str, Any]) -> None:
        """Give a subscriber other properties."""
        self._change(name, lambda old: updated(old, properties))

    def _change(self, name: str, change: Callable[[Subscriber], Subscriber]) -> None:
        with self._shared.now() as world:
            known = subscriber_of(world.stack, name)
            if known is None:
                raise _there_is_none(name)
            changed = change(known)
            check_filter_change(world, known, changed)
            rules = (changed if each is known else each for each in world.stack.rules)
            stack = replace(world.stack, rules=tuple(rules))
            done = "made again" if is_another(known, changed) else "put"
            if stack != world.stack:
                self._shared.handle(ChangeStack(stack, f"subscriber {name} {done}"))

    def set_unpacking(self, on: bool) -> None:
        """Let the functions take each event of an array, or one object only."""
        done = "take" if on else "do not take"
        with self._shared.now() as world:
            if world.stack.unpacks != on:
                stack = replace(world.stack, unpacks=on)
                self._shared.handle(ChangeStack(stack, f"functions {done} arrays"))

    def replay(self, like: str, name: str, from_ms: int | None, *, live: bool = True) -> None:
        """Make a subscriber like another that starts in the past."""
        check_name(name, "subscriber")
        with self._shared.now() as world:
            subscriber = _replaying(world, like, name, from_ms, live)
            added = replace(world.stack, rules=(*world.stack.rules, subscriber))
            self._shared.handle(ChangeStack(added, f"subscriber {name} replays"))


def _replaying(world: World, like: str, name: str, from_ms: int | None, live: bool) -> Subscriber:
    """Return the subscriber to be made; raises `InvalidRequest` for one the bus refuses."""
    bus, known = world.bus, subscriber_of(world.stack, like)
    if known is None or not isinstance(bus, CustomBus):
        raise _there_is_none(like)
    if subscriber_of(world.stack, name) is not None:
        raise InvalidRequest(
            "ConflictException", f"There is a subscriber {name} already; choose another name."
        )
    from_s = None if from_ms is None else from_ms // 1000
    until_s = None if live else world.scheduler.now_ms // 1000
    start = PointInTime(from_s, until_s)
    subscriber = replace(known, name=name, start=start, enabled=True)
    bus.check_start(subscriber)
    return subscriber


def _there_is_none(name: str) -> InvalidRequest:
    return InvalidRequest("ResourceNotFoundException", f"There is no subscriber {name}.")
