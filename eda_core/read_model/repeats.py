"""What came again of an order: records that the log has twice, and deliveries of the same event."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.orders import DetailType, Source
from eda_core.domain.settings import BusKind
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.execution_paths import PathTaken
from eda_core.read_model.order_table import OrderRow
from eda_core.read_model.timeline import TimelineEntry
from eda_core.stack import Stack

ENDINGS: Final = (DetailType.ORDER_COMPLETED, DetailType.ORDER_CANCELLED)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the expectation is drawn from. ``deliveries`` are by event id."""

    row: OrderRow
    timeline: Sequence[TimelineEntry]
    path: PathTaken | None
    deliveries: Mapping[str, EventDeliveries]
    stack: Stack
    now_ms: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """Something that came again: when, of which detail-type, how, and if it was ``ignored``."""

    at_ms: int
    detail_type: str
    what: str
    ignored: bool = False

    @property
    def sentence(self) -> str:
        """What came again, and what came of it."""
        return f"{self.detail_type} {self.what}"


def repeats(facts: OrderFacts) -> Sequence[Repeat]:
    """Return what came again: records the log has twice, and deliveries of the same event."""
    return [repeat for entry in facts.timeline for repeat in _repeats_of(facts, entry)]


def _repeats_of(facts: OrderFacts, entry: TimelineEntry) -> Iterator[Repeat]:
    kind = entry.event.detail_type
    if entry.again_ms:
        what = f"was logged {_times(len(entry.again_ms) + 1)} (same id)"
        yield Repeat(entry.again_ms[-1], kind, what)
    again = facts.deliveries.get(entry.event.id, EventDeliveries()).again
    for target, steps in groupby(sorted(again, key=_by_target), key=_by_target):
        if target != facts.stack.log_group:
            yield _delivered_again(facts, kind, list(steps))


_by_target = attrgetter("target")


def _delivered_again(facts: OrderFacts, kind: str, steps: Sequence[DeliveryRecord]) -> Repeat:
    last, count = steps[-1], len(steps) + 1
    came = f"came to {_part_name(last.target, facts.stack)} {_times(count)}"
    if not _was_ignored(facts, last):
        return Repeat(last.at_ms, kind, came)
    return Repeat(last.at_ms, kind, f"{came}; {_why_ignored(facts.stack, count)}", ignored=True)


def _why_ignored(stack: Stack, count: int) -> str:
    """Return who ignored it: Update Order, or the bus, that knows what was published before."""
    if stack.kind is BusKind.CUSTOM and not stack.idempotent:
        return "what it published again had an id the bus knew, and was dropped"
    which = "the second was" if count == 2 else "the others were"
    return f"{which} recognised and ignored"


def _was_ignored(facts: OrderFacts, step: DeliveryRecord) -> bool:
    """Return whether nothing came of it when Update Order had the payment again.

    One that is not idempotent would have published again by then; a custom bus drops that.
    """
    kinds = Counter(entry.event.source for entry in facts.timeline)
    ended = sum(entry.event.detail_type in ENDINGS for entry in facts.timeline)
    is_late = facts.now_ms - step.at_ms > facts.stack.late_ms
    is_quiet = step.target == facts.stack.update_order and ended <= kinds[Source.PAYMENT_SERVICE]
    return is_quiet and (facts.stack.idempotent or is_late)


def _part_name(target: str, stack: Stack) -> str:
    """Return what the map calls a target."""
    names = {
        stack.update_order: "Update Order",
        stack.notification: "Notification",
        stack.state_machine: "the payment service",
    }
    return names.get(target, target)


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"
