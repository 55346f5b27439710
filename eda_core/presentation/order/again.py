"""What of an order can be sent again, and in which words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eda_core.asl import Execution
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import Event
from eda_core.presentation.frame.menus import place_name
from eda_core.presentation.live.submission import Answer
from eda_core.presentation.wording import clock_time, counted
from eda_core.read_model.execution_paths import PathOrigin
from eda_core.read_model.order_view import OrderView

_KEPT: Final = frozenset((DeliveryStep.INVOCATION_DLQ, DeliveryStep.FUNCTION_DLQ))


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter of an order: what names it in its queue, and what a button says."""

    event_id: str
    rule: str
    words: str


def dead_letters(view: OrderView) -> Iterator[Letter]:
    """Return the dead letters of an order that were not sent again, as its deliveries say."""
    for entry in view.timeline:
        known = view.deliveries.get(entry.event.id)
        last: dict[str, DeliveryRecord] = {}
        for step in () if known is None else known.troubles:
            last[step.rule] = step
        for step in last.values():
            if step.step in _KEPT:
                target = place_name(step.target, view.stack)
                words = f"Deliver {entry.event.detail_type} to {target} again"
                yield Letter(step.event_id, step.rule, words)


def recorded_execution(view: OrderView) -> Execution | None:
    """Return the execution of an order, where its own history tells of it."""
    path = view.path
    return path.execution if path is not None and path.origin is PathOrigin.RECORDED else None


def event_names(view: OrderView) -> Mapping[str, str]:
    """Return what the events of an order are called in a list, by their ids, newest first."""
    return {
        entry.event.id: f"{entry.event.detail_type}, {clock_time(entry.at_ms)[:8]}"
        for entry in reversed(view.timeline)
    }


def detail_text(event: Event) -> str:
    """Return the detail of an event as text to work on."""
    return json.dumps(event.detail, indent=2, ensure_ascii=False)


def redriven_answer(count: int) -> Answer:
    """Return what came of sending dead letters again."""
    if not count:
        return Answer(False, "No such dead letter is in the queue any more.")
    were = "was" if count == 1 else "were"
    return Answer(True, f"{counted(count, 'dead letter', 'dead letters')} {were} sent again.")


def started_answer(execution: Execution) -> Answer:
    """Return what came of starting an execution again."""
    return Answer(True, f"Execution {execution.name[:8]} was started from the same input.")


def detail_from(text: str) -> Mapping[str, Any] | None:
    """Return the detail a text describes, or None where it is no JSON object."""
    try:
        detail = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return detail if isinstance(detail, dict) else None
