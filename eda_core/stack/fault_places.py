"""Where each kind of fault may strike in a stack, and faults that name another place refused."""

from collections.abc import Callable, Iterable
from typing import Final

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Source
from eda_core.stack.description import Stack


def _rules(stack: Stack) -> Iterable[str]:
    return (rule.name for rule in stack.rules)


def _targets(stack: Stack) -> Iterable[str]:
    return stack.targets


def _tasks(stack: Stack) -> Iterable[str]:
    states = stack.machine.every_state.items()
    return (name for name, state in states if state.kind == "Task")


_OTHERS: Final[dict[FaultKind, Callable[[Stack], Iterable[str]]]] = {
    FaultKind.TARGET_THROWS: _targets,
    FaultKind.TARGET_SLOW: _targets,
    FaultKind.TASK_FAILS: _tasks,
    FaultKind.PUBLISH_THROTTLED: lambda _: (source.value for source in Source),
    FaultKind.TOPIC_UNAVAILABLE: lambda stack: (stack.topic,),
}


def fault_places(kind: FaultKind, stack: Stack) -> tuple[str, ...]:
    """Return the places a fault of this kind may name: rules, but for a few kinds."""
    return tuple(_OTHERS.get(kind, _rules)(stack))


def check_place(fault: Fault, stack: Stack) -> None:
    """Raise `InvalidRequest` for a place that the stack has not; no place means all of them."""
    places = fault_places(fault.kind, stack)
    if fault.where and fault.where not in places:
        known = ", ".join(places)
        reason = (
            f'A fault "{fault.kind}" cannot strike at "{fault.where[:80]}"; it can at: {known}.'
        )
        raise InvalidRequest("ValidationException", reason)
