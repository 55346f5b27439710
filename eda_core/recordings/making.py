"""Makes a recording of a world: all it had to tell, and nothing that says whose account it is."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from eda_core.asl import Execution
from eda_core.asl.execution import HistoryEvent
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.masking import masked, screened_record, screened_text, screened_value
from eda_core.domain.orders import OrderId, order_from_label
from eda_core.ports import Cursor, News, Notification, StackChange
from eda_core.read_model import ReadModel
from eda_core.recordings.acts import Act, Head, SpeakerNote
from eda_core.recordings.archive import Recording
from eda_core.recordings.packed_steps import pack_steps

MOST_LOOKED_INTO: Final = 500
"""Orders, the newest and those of the acts, whose executions and items are kept with the log."""

MOST_AFAR: Final = 60
"""The same of a world that is far away, where each of them is a request."""


def recording_of(
    model: ReadModel,
    title: str,
    acts: Sequence[Act],
    times: tuple[int, int],
    origin: str = "simulator",
) -> Recording:
    """Return all that the world of a model has had to tell so far, as a recording with these acts.

    ``times`` are those of the world and of the clock outside, in epoch milliseconds; ``origin`` is
    the kind of the world, as the schema has it. Raises `BackendError` where the world cannot be
    read.
    """
    model.refresh()
    parts = tuple(_news(model))
    views = tuple(_views(model, acts))
    steps = [step for news in parts for step in news.deliveries]
    is_packed = not any(step.inferred or step.bus_log for step in steps)
    until_ms, recorded_ms = times
    head = replace(_head(model, title, tuple(acts), until_ms, recorded_ms), origin=origin)
    executions = [view.path.execution for view in views if view.path and view.path.execution]
    return Recording(
        head=head,
        log=[screened_record(each) for news in parts for each in news.log],
        steps=tuple(pack_steps(steps, screened_text)) if is_packed else (),
        deliveries=() if is_packed else [_screened_step(each) for each in steps],
        notifications=[_screened_message(each) for news in parts for each in news.notifications],
        changes=[_screened_change(each) for news in parts for each in news.changes],
        failed=[_screened_execution(each) for news in parts for each in news.failed],
        executions={masked(each.arn): _screened_execution(each) for each in executions},
        items={view.row.order: _screened_items(view.items) for view in views if view.items},
    )


def _news(model: ReadModel) -> Iterator[News]:
    """Yield what the world had to tell from its beginning; what could not be read is left out."""
    cursor, is_more = Cursor(), True
    while is_more:
        news = model.backend.news.after(cursor)
        yield news
        is_more = news.is_more and news.failure is None and news.cursor != cursor
        cursor = news.cursor


def _views(model: ReadModel, acts: Sequence[Act]) -> Iterator[Any]:
    most = MOST_LOOKED_INTO if model.backend.feed is None else MOST_AFAR
    shown = [order_from_label(act.show.get("order", "")) for act in acts]
    newest = [trail.row.order for trail in model.newest_orders(most)]
    orders: dict[OrderId | None, None] = dict.fromkeys([*shown, *newest])
    for order in orders:
        view = None if order is None else model.order(order)
        if view is not None:
            yield view


def _head(
    model: ReadModel, title: str, acts: tuple[Act, ...], until_ms: int, recorded_ms: int
) -> Head:
    stack, can = model.tables.first_stack, model.backend.capabilities
    reported = {
        "deliveries": can.deliveries,
        "notifications": can.notifications,
        "executions": can.executions,
    }
    return Head(
        title=masked(title)[:80],
        world=masked(model.world),
        recorded_ms=recorded_ms,
        until_ms=until_ms,
        rules=tuple(_screened_rule(rule.to_json()) for rule in stack.rules),
        definition=screened_json(json.dumps(stack.machine.definition)),
        idempotent=stack.idempotent,
        late_ms=stack.late_ms,
        bus=stack.kind,
        unpacks=stack.unpacks,
        reported=tuple(name for name, is_so in reported.items() if is_so),
        acts=tuple(map(_screened_act, acts)),
        lasts_s=max((act.planned_s for act in acts), default=0),
    )


def _screened_act(act: Act) -> Act:
    return replace(
        act,
        name=masked(act.name),
        show={name: masked(text) for name, text in act.show.items()},
        notes=tuple(SpeakerNote(note.kind, masked(note.text)) for note in act.notes),
    )


def screened_json(text: str) -> str:
    """Return the text masked; where it is JSON its numbers stay, as in `screened_value`."""
    without = masked(text)
    if without == text:
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return without
    return json.dumps(screened_value(value), separators=(",", ":"), ensure_ascii=False)


def _screened_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    if "EventPattern" in rule:
        return {**rule, "EventPattern": screened_json(rule["EventPattern"])}
    filters = [
        {**each, "Pattern": screened_json(each["Pattern"])}
        for each in rule.get("FilterConfiguration", {}).get("Filters", ())
    ]
    return {**rule, **({"FilterConfiguration": {"Filters": filters}} if filters else {})}


def _screened_change(change: StackChange) -> StackChange:
    return replace(
        change,
        what=masked(change.what),
        rules=tuple(map(_screened_rule, change.rules)),
        definition=screened_json(change.definition),
    )


def _screened_step(step: DeliveryRecord) -> DeliveryRecord:
    return step._replace(
        rule=screened_text(step.rule),
        target=screened_text(step.target),
        reason=screened_text(step.reason),
        group=screened_text(step.group),
    )


def _screened_message(message: Notification) -> Notification:
    return message._replace(subject=masked(message.subject), message=screened_json(message.message))


def _screened_execution(execution: Execution) -> Execution:
    error, cause = execution.error, execution.cause
    return replace(
        execution,
        arn=masked(execution.arn),
        input=screened_value(execution.input),
        output=screened_value(execution.output),
        error=error and masked(error),
        cause=cause and screened_json(cause),
        source=tuple(map(_screened_event, execution.history)),
    )


def _screened_event(event: HistoryEvent) -> HistoryEvent:
    details = {
        name: screened_json(value) if isinstance(value, str) else screened_value(value)
        for name, value in event.details.items()
    }
    return replace(event, details=details)


def _screened_items(items: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(screened_value(dict(item)) for item in items)
