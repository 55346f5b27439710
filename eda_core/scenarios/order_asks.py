"""What is asked of one order: each question with what the order's card and story say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from eda_core.domain.orders import Outcome
from eda_core.presentation.order.narrative import timed_lines
from eda_core.presentation.wording import amount_text, counted, path_text
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.order_status import Fate
from eda_core.read_model.order_view import OrderView
from eda_core.scenarios.expectations import Ask, Count, DeliveryWanted
from eda_core.scenarios.observing import (
    ExpectedLine,
    Observed,
    fate_of,
    missed,
    named,
    not_reported,
    why_words,
    words_of,
)


def _outcome(view: OrderView, wanted: Fate, observed: Observed) -> list[ExpectedLine]:
    fate = fate_of(view, observed.now_ms)
    met = fate is wanted
    what = f"is {fate.lower()}, not {wanted.lower()}"
    at_ms = view.row.last_ms if met and view.row.outcome is not Outcome.WAITING else None
    return [ExpectedLine(wanted.lower(), met, "" if met else missed(view, observed, what), at_ms)]


def _events(view: OrderView, wanted: Sequence[str], observed: Observed) -> list[ExpectedLine]:
    """Return each event that is wanted, and those that came beyond them."""
    left = list(view.timeline)
    lines = []
    for kind in wanted:
        entry = next((each for each in left if each.event.detail_type == kind), None)
        if entry is None:
            what = f"has no {kind}"
            lines.append(ExpectedLine(kind, False, missed(view, observed, what)))
            continue
        left.remove(entry)
        amount = entry.event.detail.get("amount")
        label = kind if amount is None else f"{kind}, {amount_text(amount)}"
        lines.append(ExpectedLine(label, True, at_ms=entry.at_ms))
    if left:
        more = " and ".join(each.event.detail_type for each in left)
        sentence = missed(view, observed, f"has {more} beyond what was expected")
        lines.append(ExpectedLine("nothing more", False, sentence))
    return lines


def _path(view: OrderView, wanted: Sequence[str], observed: Observed) -> list[ExpectedLine]:
    states = () if view.path is None or view.path.is_unseen else view.path.states
    label = f"path {path_text(wanted)}"
    if tuple(states) == tuple(wanted):
        return [ExpectedLine(label, True)]
    took = path_text(states) or "no path that is known"
    what = f"took {took}, not {path_text(wanted)}"
    return [ExpectedLine(label, False, missed(view, observed, what))]


def _execution(view: OrderView, wanted: str, observed: Observed) -> list[ExpectedLine]:
    status = "none" if view.path is None or not view.path.started else view.path.status.value
    label = f"execution {wanted}"
    if status == wanted:
        return [ExpectedLine(label, True)]
    what = f"has the execution status {status}, not {wanted}"
    return [ExpectedLine(label, False, missed(view, observed, what))]


def _rules(
    view: OrderView, wanted: Mapping[str, frozenset[str]], _: Observed
) -> list[ExpectedLine]:
    return [_rules_of(view, kind, rules) for kind, rules in wanted.items()]


def _rules_of(view: OrderView, kind: str, wanted: frozenset[str]) -> ExpectedLine:
    label = f"what takes {kind}"
    rows = [row for row in view.grid.rows if row.event.detail_type == kind]
    if not rows:
        return ExpectedLine(label, False, f"{named(view)} has no {kind} to look at.")
    for cell in rows[0].cells:
        if cell.taken != (cell.rule in wanted):
            does = "took" if cell.taken else "did not take"
            words = f"{cell.rule} {does} {kind} of {named(view)}"
            return ExpectedLine(label, False, f"{words}: {cell.sentence.removesuffix('.')}.")
    word, unknown = view.stack.words.rule, sorted(wanted - {cell.rule for cell in rows[0].cells})
    if unknown:
        return ExpectedLine(label, False, f"There is no {word} {unknown[0]} to take {kind}.")
    return ExpectedLine(label, True)


def _taken(view: OrderView, wanted: int, _: Observed) -> list[ExpectedLine]:
    grid, label = view.grid, f"{wanted} cells of the grid taken"
    if grid.taken == wanted:
        return [ExpectedLine(label, True)]
    cells = f"{grid.taken} of {grid.cells} cells of {named(view)} are taken, not {wanted}."
    return [ExpectedLine(label, False, cells)]


def delivery_label(wanted: DeliveryWanted) -> str:
    """Return what a delivery that is wanted is called."""
    times = "" if wanted.times is None else f" {_times(wanted.times)}"
    step = "" if wanted.step is None else f", {wanted.step}"
    return f"{wanted.event} by {wanted.rule}{times}{step}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _delivery(view: OrderView, wanted: DeliveryWanted, observed: Observed) -> list[ExpectedLine]:
    label = delivery_label(wanted)
    if not observed.capabilities.deliveries:
        return [not_reported(label)]
    events = [e.event for e in view.timeline if e.event.detail_type == wanted.event]
    known = [view.deliveries.get(event.id, EventDeliveries()) for event in events]
    came = sum(
        (wanted.rule in each.matched) + sum(step.rule == wanted.rule for step in each.again)
        for each in known
    )
    if wanted.times is not None and came != wanted.times:
        what = f"had {wanted.event} delivered by {wanted.rule} {_times(came)}"
        what = f"{what}, not {_times(wanted.times)}"
        return [ExpectedLine(label, False, missed(view, observed, what))]
    steps = [step.step for each in known for step in each.troubles if step.rule == wanted.rule]
    if wanted.step is not None and wanted.step not in steps:
        what = f"has no {wanted.step} of {wanted.event} by {wanted.rule}"
        return [ExpectedLine(label, False, missed(view, observed, what))]
    return [ExpectedLine(label, True)]


def _notified(view: OrderView, wanted: Count, observed: Observed) -> list[ExpectedLine]:
    label = f"{wanted.words} messages to the customer"
    if not observed.capabilities.notifications:
        return [not_reported(label)]
    messages = len(observed.reading.ask(lambda tables: tables.messages_of(view.row.order)))
    if wanted.fits(messages):
        return [ExpectedLine(label, True)]
    what = f"had {counted(messages, 'message', 'messages')} to the customer, not {wanted.words}"
    return [ExpectedLine(label, False, missed(view, observed, what))]


def _progress(view: OrderView, wanted: OrderProgress, observed: Observed) -> list[ExpectedLine]:
    found = view.expected_next(observed.now_ms)
    if found.progress is wanted:
        return [ExpectedLine(wanted.value, True)]
    sentence = f"{named(view)} is {found.progress}, not {wanted}: {found.sentence}."
    return [ExpectedLine(wanted.value, False, sentence)]


def _says(view: OrderView, wanted: Sequence[str], observed: Observed) -> list[ExpectedLine]:
    said = "\n".join(sentences_of(view, observed.now_ms))
    return [_said(view, text, said, observed) for text in wanted]


def _said(view: OrderView, text: str, said: str, observed: Observed) -> ExpectedLine:
    if text in said:
        return ExpectedLine(f"“{text}”", True)
    why = why_words(view, observed.now_ms)
    return ExpectedLine(f"“{text}”", False, f"Nothing says “{text}” of {named(view)}. {why}")


def sentences_of(view: OrderView, now_ms: int) -> Iterator[str]:
    """Yield all that the card and the story of an order say of it, and the reasons of its rules."""
    yield why_words(view, now_ms)
    for _, line in timed_lines(view, now_ms):
        yield words_of(line["spans"])
    for row in view.grid.rows:
        yield from (f"{cell.rule}: {cell.sentence}" for cell in row.cells)


OF_ORDER: Final[Mapping[Ask, Callable[[OrderView, Any, Observed], list[ExpectedLine]]]] = {
    Ask.OUTCOME: _outcome,
    Ask.EVENTS: _events,
    Ask.PATH: _path,
    Ask.EXECUTION: _execution,
    Ask.RULES: _rules,
    Ask.TAKEN: _taken,
    Ask.DELIVERY: _delivery,
    Ask.NOTIFIED: _notified,
    Ask.PROGRESS: _progress,
    Ask.SAYS: _says,
}
