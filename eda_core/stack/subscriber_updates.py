"""Other properties for a subscriber: what may change of it, and what makes another one of its name.

As UpdateSubscriber does it (User Guide, eb-custom-bus-update): a block that is left out stays, one
that is given takes the place of the whole block, and an empty filter configuration takes the
filters away. Name, target and start never change. Nor does the type: on AWS such a subscriber is
deleted and made again, and so it is here, at the newest event.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from eda_core.domain.errors import InvalidSubscriber
from eda_core.stack.subscriber_checks import UPDATING
from eda_core.stack.subscribers import Subscriber, subscriber_from

CHANGEABLE: Final = (
    "Type",
    "FilterConfiguration",
    "BatchConfiguration",
    "RetryPolicy",
    "Transformer",
    "InvokeConfiguration",
    "DeadLetters",
)
"""The properties that may be given another value, ``Type`` by making the subscriber again."""

_FILTERS, _INVOKE = "FilterConfiguration", "InvokeConfiguration"


def updated(subscriber: Subscriber, properties: Mapping[str, Any]) -> Subscriber:
    """Return a subscriber with other properties, in the form of ``subscribers.json``.

    Raises `InvalidSubscriber` for what cannot change and what the service refuses, naming the
    place, and `InvalidPattern` for a pattern that does not compile.
    """
    fixed = next((name for name in properties if name not in CHANGEABLE), None)
    if fixed is not None:
        raise _refused(subscriber, fixed, f"What may change is {', '.join(CHANGEABLE)}.")
    given = {**subscriber.to_json(), **properties}
    if given.get(_FILTERS) == {}:
        del given[_FILTERS]
    given[_INVOKE] = _with_target(subscriber, given[_INVOKE])
    changed = subscriber_from(given)
    return replace(changed, start=None) if is_another(subscriber, changed) else changed


def _with_target(subscriber: Subscriber, invoke: Any) -> dict[str, Any]:
    """Return how the target is called, with the target that a subscriber keeps."""
    if not isinstance(invoke, Mapping):
        raise _refused(subscriber, _INVOKE, "It must be an object.")
    target = subscriber.to_json()[_INVOKE]["Target"]
    if invoke.get("Target", target) != target:
        reason = "The target is fixed since it was made: make another subscriber."
        raise _refused(subscriber, f"{_INVOKE}.Target", reason)
    return {**invoke, "Target": target}


def _refused(subscriber: Subscriber, place: str, reason: str) -> InvalidSubscriber:
    return InvalidSubscriber(reason, f"{subscriber.name}.{place[:60]}", UPDATING)


def differences(before: Subscriber, after: Subscriber) -> dict[str, Any]:
    """Return the properties that `updated` takes to make one subscriber of the other."""
    old, new = before.to_json(), after.to_json()
    changed = {name for name in CHANGEABLE if old.get(name) != new.get(name)}
    return {name: new.get(name, {}) for name in CHANGEABLE if name in changed}


def is_another(before: Subscriber, after: Subscriber) -> bool:
    """Return whether one of the same name was made anew: in what never changes, it differs."""
    fixed = before.ordering, before.target, before.start
    return fixed != (after.ordering, after.target, after.start)
