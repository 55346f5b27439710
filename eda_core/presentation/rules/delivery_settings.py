"""How a subscriber delivers, as it is typed: what is changed by it, and what to know of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from eda_core.domain.bus_state import SubscriberState
from eda_core.presentation.wording import counted
from eda_core.stack import Stack, Subscriber, TargetKind
from eda_core.stack.subscriber_checks import MOST_BATCH, remarks
from eda_core.stack.subscribers import Invocation, Ordering, Transformer

ORDERINGS: Final = (Ordering.UNORDERED.value, Ordering.FIFO.value)
INVOCATIONS: Final = (Invocation.EVENT.value, Invocation.REQUEST_RESPONSE.value)
SHAPES: Final = tuple(each.value for each in Transformer)
MOST_EVENTS: Final = MOST_BATCH["function"]
EXAMPLE: Final = "{% $events.Data %}"
"""An expression to begin with: what a target gets without one."""

BY_ITS_INPUT: Final = (
    "Its target is called by an API action, with one event at a time and in the form of its Input: "
    "there is no batch and no transformer."
)
UNPACKS: Final = "Functions take each event of an array"
UNPACKS_HELP: Final = (
    "The demo's functions take one object. With more than one event in a batch they get an array "
    "and fail on it; with this they take each event of it."
)


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """What can be changed of how a subscriber delivers, in the words of its properties."""

    ordering: str
    invocation: str
    batch_size: int
    window_s: int
    retries: int
    age_s: int
    shape: str
    expression: str


def settings_of(subscriber: Subscriber) -> DeliverySettings:
    """Return how a subscriber delivers now."""
    return DeliverySettings(
        subscriber.ordering.value,
        subscriber.invocation.value,
        subscriber.batch_size,
        subscriber.batch_window_s,
        subscriber.most_retries,
        subscriber.most_age_s,
        subscriber.transformer.value,
        subscriber.expression or EXAMPLE,
    )


def is_function(subscriber: Subscriber) -> bool:
    """Return whether it calls a function, which batch, shape and waiting are for."""
    return subscriber.target.kind is TargetKind.FUNCTION


def properties_changed(subscriber: Subscriber, wanted: DeliverySettings) -> dict[str, Any]:
    """Return the properties that differ, in the form of ``subscribers.json``."""
    before, after = _blocks(settings_of(subscriber)), _blocks(wanted)
    takes = _OF_FUNCTION if is_function(subscriber) else _OF_ALL
    return {name: after[name] for name in takes if before[name] != after[name]}


_OF_ALL: Final = ("Type", "RetryPolicy")
_OF_FUNCTION: Final = (*_OF_ALL, "BatchConfiguration", "Transformer", "InvokeConfiguration")


def _blocks(settings: DeliverySettings) -> dict[str, Any]:
    shape: dict[str, Any] = {"Type": settings.shape}
    if settings.shape == Transformer.JSONATA:
        shape["JsonataConfiguration"] = {"Expression": settings.expression.strip()}
    return {
        "Type": settings.ordering,
        "RetryPolicy": {
            "MaxRetryAttempts": settings.retries,
            "MaxEventAgeInSeconds": settings.age_s,
        },
        "BatchConfiguration": {
            "MaxBatchSize": settings.batch_size,
            "MaxBatchWindowInSeconds": settings.window_s,
        },
        "Transformer": shape,
        "InvokeConfiguration": {"LambdaParameters": {"InvocationType": settings.invocation}},
    }


def to_know(subscriber: Subscriber, wanted: DeliverySettings, stack: Stack) -> list[str]:
    """Return what to know of what is typed, a sentence each."""
    return list(_sentences(subscriber, wanted, stack))


def _sentences(subscriber: Subscriber, wanted: DeliverySettings, stack: Stack) -> Iterator[str]:
    if not is_function(subscriber):
        yield BY_ITS_INPUT
        return
    yield from (each.reason for each in remarks(_blocks(wanted)))
    fails = _FAILS[wanted.invocation]
    if wanted.batch_size > 1 and not stack.unpacks:
        yield f"With batches the function gets an array, and the demo's fails on it: {fails}."
    if wanted.batch_size > 1 and wanted.window_s == 0:
        yield "With a window of 0 s only events that come at the same moment go together."
    if wanted.shape == Transformer.WITH_METADATA:
        yield f"The demo's function looks for the event itself, and fails on this shape: {fails}."


_FAILS: Final = {
    Invocation.EVENT.value: "the bus takes it for delivered, and Lambda runs it again",
    Invocation.REQUEST_RESPONSE.value: "the bus calls it again, and gives it up in the end",
}


def made_again_question(name: str, ordering: str, state: SubscriberState | None) -> str:
    """Return what is asked before a subscriber is made again with another order."""
    left = 0 if state is None else state.backlog + state.held + state.gathered
    lost = f" {counted(left, 'event', 'events')} it has not handed over {_IS[left == 1]} left out."
    return (
        f"The order is fixed when a subscriber is made. Delete {name} and make it again as "
        f"{ordering}? It begins at the newest event.{lost if left else ''}"
    )


_IS: Final = {True: "is", False: "are"}


def changed_answer(name: str, *, again: bool) -> str:
    """Return what is said once a subscriber delivers in another way."""
    if again:
        return f"{name} is made again, and begins at the newest event."
    return f"{name} delivers so from now on; what it has handed over already stays as it is."
