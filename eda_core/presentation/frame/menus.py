"""The menus of the bar in words: faults to arm, the room and its kind of bus."""

from collections.abc import Sequence
from typing import Final

from eda_core.domain.durations import elapsed_text
from eda_core.domain.faults import ArmedFault, Fault, FaultKind
from eda_core.domain.orders import label_of
from eda_core.domain.settings import BusKind
from eda_core.presentation.live.flow_layout import RULE_NAMES
from eda_core.presentation.wording import counted
from eda_core.stack import Stack, TargetKind, fault_places
from eda_core.stack.subscribers import Invocation, Subscriber

ANYWHERE: Final = "anywhere"
THE_LOG: Final = "the log itself (the picture will be wrong)"

FAULTS: Final = {
    FaultKind.DROP: "Drop a delivery",
    FaultKind.DUPLICATE: "Deliver twice",
    FaultKind.DELAY: "Delay a delivery",
    FaultKind.REORDER: "Reorder deliveries",
    FaultKind.RULE_DISABLED: "Rule takes nothing",
    FaultKind.TARGET_THROWS: "Target throws",
    FaultKind.TARGET_SLOW: "Target is slow",
    FaultKind.TASK_FAILS: "State machine task fails",
    FaultKind.PUBLISH_THROTTLED: "Publishing is throttled",
    FaultKind.TOPIC_UNAVAILABLE: "Topic is unavailable",
}

_TIMED: Final = (FaultKind.DELAY, FaultKind.REORDER, FaultKind.TARGET_SLOW, FaultKind.DUPLICATE)


def places(kind: FaultKind, stack: Stack) -> list[str]:
    """Return where a fault of this kind may strike, what teaches most first.

    The log comes last: what strikes it makes the picture wrong, and not the system.
    """
    if kind is FaultKind.TOPIC_UNAVAILABLE:
        return [ANYWHERE]
    target = stack.update_order if kind in _AT_UPDATE_ORDER else stack.state_machine
    found = sorted(fault_places(kind, stack), key=lambda where: _target_of(where, stack) != target)
    log = [where for where in found if _target_of(where, stack) == stack.log_group]
    return [*(where for where in found if where not in log), ANYWHERE, *log]


_AT_UPDATE_ORDER: Final = (FaultKind.DUPLICATE, FaultKind.TARGET_THROWS, FaultKind.TARGET_SLOW)
"""Kinds that show most at Update Order: it runs twice, is tried again, or has an order wait."""


def _target_of(where: str, stack: Stack) -> str:
    """Return the target a place leads to; the place itself where it is no rule."""
    return next((rule.target.name for rule in stack.rules if rule.name == where), where)


def place_name(where: str, stack: Stack) -> str:
    """Return what a place is called: as on the map."""
    if _target_of(where, stack) == stack.log_group:
        return THE_LOG
    parts = {
        stack.create_order: "Create Order",
        stack.update_order: "Update Order",
        stack.state_machine: "Payment",
        stack.notification: "Notification",
    }
    return RULE_NAMES.get(where) or parts.get(where) or where


def fault_name(kind: FaultKind, stack: Stack) -> str:
    """Return what a fault of this kind is called, in the words of the bus."""
    if kind is FaultKind.RULE_DISABLED:
        return f"{stack.words.rule.capitalize()} takes nothing"
    return FAULTS[kind]


def takes_time(kind: FaultKind) -> bool:
    """Return whether a fault of this kind lasts."""
    return kind in _TIMED


def fault_hint(kind: FaultKind, where: str, stack: Stack) -> str:
    """Return what a fault leads to where that is not seen at once; empty where it is.

    Lambda (Developer Guide, "Asynchronous invocation"): two attempts more, after one and after two
    minutes. A subscriber that waits for the answer calls again itself (`Subscriber`).
    """
    targets = (rule.target for rule in stack.rules)
    functions = {each.name for each in targets if each.kind is TargetKind.FUNCTION}
    if kind is not FaultKind.TARGET_THROWS or where not in functions:
        return ""
    for each in stack.subscribers:
        if each.target.name == where and each.invocation is Invocation.REQUEST_RESPONSE:
            return _called_again(each)
    return (
        "A function that throws is run again after 1 and after 2 minutes; what it has thrown on "
        "3 times is a dead letter, and can be sent again from here."
    )


def _called_again(subscriber: Subscriber) -> str:
    times = counted(subscriber.most_retries, "time", "times")
    age = elapsed_text(1000 * subscriber.most_age_s)
    return (
        f"{subscriber.name} calls a function that throws {times} more, after 1 s, 2 s, 4 s and so "
        f"on, for {age} at most; then it is a dead letter, and can be sent again from here."
    )


def armed_title(armed: Sequence[ArmedFault]) -> str:
    """Return the words of the button behind which the faults are."""
    if not armed:
        return "Faults: none armed"
    if len(armed) == 1:
        return f"1 fault armed: {armed[0].fault.kind}"
    return f"{len(armed)} faults armed"


def armed_text(armed: ArmedFault, stack: Stack) -> str:
    """Return one armed fault as a line: what, where, when."""
    fault = armed.fault
    where = f"at {place_name(fault.where, stack)}" if fault.where else ""
    parts = [fault_name(fault.kind, stack), where, _when(armed)]
    if fault.order is not None:
        parts.append(f"for order {label_of(fault.order)}")
    if takes_time(fault.kind):
        parts.append(f"by {fault.delay_ms / 1000:g} s")
    return ", ".join(filter(None, parts))


def _when(armed: ArmedFault) -> str:
    if armed.left is None:
        return f"{(armed.fault.share or 0):.0%} of the times"
    return "next time" if armed.left == 1 else f"next {armed.left} times"


def fault_from(kind: FaultKind, where: str, times: int, share: int | None, delay_s: float) -> Fault:
    """Return the fault a form describes; ``share`` in percent takes the place of ``times``."""
    return Fault(
        kind,
        "" if where == ANYWHERE else where,
        next_n=None if share else times,
        share=share / 100 if share else None,
        delay_ms=round(delay_s * 1000),
    )


ROOM_IN_MEMORY = "This room is kept in memory: it ends with the server."

ROOM_NAMES: Final = "Small letters, digits and hyphens."


def room_title(name: str) -> str:
    """Return what the menu is called."""
    return f"Room: {name}"


def room_caption(orders: int, size: int, limit: int) -> str:
    """Return how the room is kept; sizes in bytes."""
    kept = f"{size / 1024**2:,.1f} of {limit / 1024**2:,.0f} MiB"
    return f"{counted(orders, 'order', 'orders')}, {kept}. It survives a crash of the server."


BUSES: Final = {BusKind.CLASSIC: "Classic: rules", BusKind.CUSTOM: "Custom: subscribers"}

ROOM_OF_ITS_OWN: Final = (
    "Room {room} is kept once for each kind. The other one opens beside this one, which goes on as "
    "it is; on the page *Side by side* both run the same orders."
)

_OF_BUS: Final = {
    BusKind.CLASSIC: "An event goes to the rules whose pattern matches, and is gone.",
    BusKind.CUSTOM: "The Custom Event Bus of September 2026, as the simulator has it: it keeps its "
    "events, knows repeats, and lets each subscriber take them at its own pace. What AWS does not "
    "say is assumed, and marked so.",
}


def bus_title(kind: BusKind) -> str:
    """Return what the menu is called."""
    return f"Bus: {kind}"


def bus_caption(kind: BusKind) -> str:
    """Return what is particular to a bus of this kind."""
    return _OF_BUS[kind]
