"""What was just done in a world, written as a scenario file, with what came of it as expected.

The log says what was handed in, the changes of the stack what was changed, and the model which
faults it has seen armed. What an order still waits for is not expected.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from eda_core.domain.bus_state import AT_NEWEST
from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.faults import Fault
from eda_core.domain.orders import Outcome
from eda_core.domain.settings import BusKind
from eda_core.domain.unseen import write_halves
from eda_core.read_model import ReadModel
from eda_core.read_model.flow_elements import Origin, origin_of
from eda_core.read_model.order_status import Fate
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.stack_history import StackPeriod
from eda_core.read_model.timeline import TimelineEntry
from eda_core.scenarios.observing import fate_of
from eda_core.scenarios.scenario import VERSION
from eda_core.stack import Rule, Stack, Subscriber, demo_stack
from eda_core.stack.amount_limit import limit_in
from eda_core.stack.subscriber_updates import differences

MOST_SAVED: Final = 200
"""Orders of one file that is saved."""

LEAD_MS: Final = 1_000
"""The file begins so long before its first order, for what was armed just before it."""

Json = dict[str, Any]


def saved_scenario(model: ReadModel, now_ms: int, title: str, most: int) -> str:
    """Return the newest orders, at most so many, as the text of a scenario file."""
    views = [view for order in _newest(model, most) if (view := model.order(order)) is not None]
    saved = _Saved(model, now_ms, list(reversed(views)))
    scenario = {
        "version": VERSION,
        "title": title.strip()[:100] or "Saved",
        "about": f"Saved from {model.world}.",
        **({} if (bus := saved.first_stack.kind) is BusKind.CLASSIC else {"bus": bus.value}),
        **({} if (limit := limit_in(saved.first_stack)) is None else {"limit": limit.value}),
        "do": saved.instructions(),
        "expect": saved.expectations(),
    }
    return f"{write_halves(json.dumps(scenario, indent=2, ensure_ascii=False))}\n"


def _newest(model: ReadModel, most: int) -> Sequence[Any]:
    rows = model.ask(lambda tables: tuple(tables.newest(min(most, MOST_SAVED))))
    return [row.order for row in rows]


@dataclass(frozen=True, slots=True)
class _Saved:
    """The orders that are saved, oldest first, in their world."""

    model: ReadModel
    now_ms: int
    views: Sequence[OrderView]

    @property
    def from_ms(self) -> int:
        """When the file begins, in epoch milliseconds."""
        return min((view.row.first_ms for view in self.views), default=self.now_ms) - LEAD_MS

    @property
    def first_stack(self) -> Stack:
        """The stack that was in force at the beginning."""
        return self.model.ask(lambda tables: tables.stacks.at(self.from_ms))

    def instructions(self) -> list[Json]:
        """Return what was done, in the order of its times."""
        demo = demo_stack(self.first_stack.kind)
        done = [(0, each) for each in _differences(demo, self.first_stack)]
        done += sorted(self._done(), key=itemgetter(0))
        return [each if at_ms <= 0 else {"at": at_ms / 1000, **each} for at_ms, each in done]

    def _done(self) -> Iterator[tuple[int, Json]]:
        """Yield faults, changes, orders, events and redrives, each with its time in the file."""
        for at_ms, fault in self._faults():
            yield at_ms - self.from_ms, {"arm": _fault_json(fault)}
        yield from self._changes()
        for view in self.views:
            for entry in view.timeline:
                yield from self._handed_in(entry)
        again = {s.at_ms for v in self.views for s in v.troubles if s.step in _AGAIN}
        yield from ((at_ms - self.from_ms, {"redrive": True}) for at_ms in sorted(again))

    def _faults(self) -> Sequence[tuple[int, Fault]]:
        seen = self.model.faults_seen.values()
        return [(at_ms, fault) for at_ms, fault in seen if at_ms >= self.from_ms]

    def _changes(self) -> Iterator[tuple[int, Json]]:
        before = self.first_stack
        for period in self.model.changes():
            if period.since_ms > self.from_ms:
                yield from self._changed(before, period)
                before = period.stack

    def _changed(self, before: Stack, period: StackPeriod) -> Iterator[tuple[int, Json]]:
        is_skipping = period.what.endswith(AT_NEWEST)
        for each in _differences(before, period.stack, period.since_ms, skip=is_skipping):
            yield period.since_ms - self.from_ms, each

    def _handed_in(self, entry: TimelineEntry) -> Iterator[tuple[int, Json]]:
        event, at_ms = entry.event, entry.at_ms - self.from_ms
        origin = origin_of(event)
        if origin is Origin.CREATED:
            amount = event.detail.get("amount")
            yield at_ms, {"order": {"id": event.detail["id"], "amount": amount}}
        elif origin is Origin.BY_HAND:
            names = {"source": event.source, "detail-type": event.detail_type}
            yield at_ms, {"event": {**names, "detail": event.detail}}

    def expectations(self) -> list[Json]:
        """Return what came of the orders; where chance was armed, how many there were alone."""
        if any(fault.share is not None for _, fault in self._faults()):
            return [{"totals": {"orders": len(self.views)}}]
        found = [found for view in self.views if (found := self._expected(view))]
        return found or [{"totals": {"orders": len(self.views)}}]

    def _expected(self, view: OrderView) -> Json:
        """Return what is to be expected of an order; nothing while more may come of it."""
        fate, order = fate_of(view, self.now_ms), view.row.order
        if not isinstance(order, int):
            return {}
        if view.row.outcome is Outcome.WAITING and fate is not Fate.STUCK:
            return {}
        path = view.path
        known = path is not None and path.started and not path.is_unseen
        return {
            "order": order,
            "outcome": fate.lower(),
            "events": [entry.event.detail_type for entry in view.timeline],
            **({"path": list(path.states)} if known and path is not None else {}),
            "taken": view.grid.taken,
        }


_AGAIN: Final = (DeliveryStep.DLQ_REDRIVE,)


def _fault_json(fault: Fault) -> Json:
    given = {
        "kind": fault.kind.value,
        "where": fault.where,
        "next_n": fault.next_n,
        "share": fault.share,
        "order": fault.order,
        "delay_ms": fault.delay_ms,
    }
    return {name: value for name, value in given.items() if value not in (None, "")}


def _differences(
    before: Stack, after: Stack, at_ms: int | None = None, *, skip: bool = False
) -> Iterator[Json]:
    """Yield what makes one stack of another, at this time; ``skip``: a backlog was left out."""
    yield from _switched(before, after)
    known = {rule.name: rule for rule in before.rules}
    for rule in after.rules:
        old = known.pop(rule.name, None)
        if isinstance(old, Subscriber) and isinstance(rule, Subscriber):
            yield from _changed_subscriber(old, rule, skip=skip)
        elif old is None and at_ms is not None and (replay := _replay(rule, before, at_ms)):
            yield {"replay": replay}
        elif old is None or (old.pattern_text, old.target) != (rule.pattern_text, rule.target):
            put = {"pattern": json.loads(rule.pattern_text), "target": rule.target.name}
            yield {"rule": {"name": rule.name, **put, "enabled": rule.enabled}}
        elif old.enabled != rule.enabled:
            yield {"rule": {"name": rule.name, "enabled": rule.enabled}}
    yield from ({"rule": {"name": name, "deleted": True}} for name in known)


def _switched(before: Stack, after: Stack) -> Iterator[Json]:
    """Yield what makes one stack of another, beside its rules."""
    if before.machine.definition != after.machine.definition:
        yield {"definition": dict(after.machine.definition)}
    if before.idempotent != after.idempotent:
        yield {"idempotent": after.idempotent}
    if before.unpacks != after.unpacks:
        yield {"unpacks": after.unpacks}


def _changed_subscriber(old: Subscriber, rule: Subscriber, *, skip: bool) -> Iterator[Json]:
    """Yield what makes one subscriber of the other: its properties, and whether it runs."""
    is_switched, given = old.enabled != rule.enabled, differences(old, rule)
    change = {
        **({"set": given} if given else {}),
        **({"running": rule.enabled} if is_switched else {}),
        **({"skip": True} if is_switched and skip else {}),
    }
    if change:
        yield {"subscriber": {"name": rule.name, **change}}


def _replay(rule: Rule, before: Stack, at_ms: int) -> Json | None:
    """Return what makes this subscriber, if it is one that began in the past, like another."""
    if not isinstance(rule, Subscriber) or rule.start is None:
        return None
    what = rule.filters, rule.target
    same = (each.name for each in before.subscribers if (each.filters, each.target) == what)
    like = next(same, None)
    if like is None:
        return None
    begins_s = rule.start.from_s
    ago = {} if begins_s is None else {"ago": at_ms // 1000 - begins_s}
    return {"like": like, "name": rule.name, **ago, "live": rule.start.until_s is None}
