"""Faults a presenter may arm: what goes wrong, where, and when."""

import json
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from eda_core.domain.errors import InvalidSettings
from eda_core.domain.orders import OrderId, order_id_of


class FaultKind(StrEnum):
    """What goes wrong."""

    DROP = "drop"
    DUPLICATE = "duplicate"
    DELAY = "delay"
    REORDER = "reorder"
    RULE_DISABLED = "rule disabled"
    TARGET_THROWS = "target throws"
    TARGET_SLOW = "target slow"
    TASK_FAILS = "task fails"
    PUBLISH_THROTTLED = "publish throttled"
    TOPIC_UNAVAILABLE = "topic unavailable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    ``where`` names a rule (drop, duplicate, delay, reorder, rule disabled), a target (throws,
    slow), a state (task fails) or a source (publish throttled); empty means any. It strikes the
    next ``next_n`` times, or each time with the chance ``share``; only for ``order`` if one is
    named. ``delay_ms`` is how long a delay or a slow target takes, and at most a reordering.
    """

    kind: FaultKind
    where: str = ""
    next_n: int | None = 1
    share: float | None = None
    order: OrderId | None = None
    delay_ms: int = 5_000


@dataclass(frozen=True, slots=True)
class ArmedFault:
    """A fault that is armed: its number, and how often it may still strike (None: no limit)."""

    number: int
    fault: Fault
    left: int | None


def fault_from_text(text: str) -> Fault:
    """Return a fault from JSON such as ``{"kind": "drop", "where": "a-rule", "next_n": 2}``.

    Its fields are those of `Fault`; raises `InvalidSettings` naming what cannot be used.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidSettings('A fault is JSON like {"kind": "drop", "next_n": 1}.') from None
    if not isinstance(given, dict) or given.get("kind") not in tuple(FaultKind):
        raise InvalidSettings(f"A fault needs a `kind`: one of {', '.join(FaultKind)}.")
    known = {field.name for field in fields(Fault)}
    if unknown := sorted(given.keys() - known):
        raise InvalidSettings(f"A fault has no `{unknown[0]}`; it has {', '.join(sorted(known))}.")
    return _fault(given)


def _fault(given: dict[str, Any]) -> Fault:
    share = given.get("share")
    return Fault(
        kind=FaultKind(given["kind"]),
        where=str(given.get("where", "")),
        next_n=_whole(given, "next_n", None if share is not None else 1),
        share=_number(given, "share"),
        order=order_id_of({"id": given.get("order")}),
        delay_ms=_whole(given, "delay_ms", 5_000) or 0,
    )


def _whole(given: dict[str, Any], name: str, default: int | None) -> int | None:
    value = given.get(name, default)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise InvalidSettings(f"`{name}` of a fault must be a whole number.")
    return value


def _number(given: dict[str, Any], name: str) -> float | None:
    value = given.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise InvalidSettings(f"`{name}` of a fault must be a number.")
    return value
