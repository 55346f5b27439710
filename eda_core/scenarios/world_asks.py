"""What is asked of the world: counts, the stack, and two orders beside each other."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from eda_core.domain.numbers import plain_number
from eda_core.domain.orders import Outcome
from eda_core.presentation.order.twins import twins_of
from eda_core.presentation.order.twins_sentence import divergence_spans
from eda_core.read_model.order_status import Fate
from eda_core.read_model.order_table import OrderRow
from eda_core.scenarios.expectations import Ask, Count, Expected, StackWanted, Subject
from eda_core.scenarios.observing import (
    ExpectedLine,
    Observed,
    fate_of,
    named,
    not_reported,
    orders_meant,
    row_of,
    words_of,
)
from eda_core.stack.bus_words import BusWords


def of_world(expectation: Expected, observed: Observed) -> Iterator[ExpectedLine]:
    """Yield what was found of an expectation that is of no one order."""
    asks = dict(expectation.asks)
    if Ask.TOTALS in asks:
        yield from _totals(asks[Ask.TOTALS], observed)
    if Ask.STACK in asks:
        yield from _stack(asks[Ask.STACK], observed)
    if Ask.TWINS in asks:
        yield from _twins(asks[Ask.TWINS], asks.get(Ask.SAYS, ()), observed)


COUNT_NAMES: Final = {"faults": "faults armed", "dead_letters": "dead letters kept"}
"""What is counted is called so in a sentence, where the name of the field is not it."""


def _totals(wanted: Sequence[tuple[str, Count]], observed: Observed) -> Iterator[ExpectedLine]:
    counts = _counts(observed)
    for name, count in wanted:
        named = COUNT_NAMES.get(name, name)
        label = f"{named}: {count.words}"
        if name == "dead_letters" and not observed.capabilities.deliveries:
            yield not_reported(label)
            continue
        met = count.fits(counts[name])
        sentence = f"{named[:1].upper()}{named[1:]}: {counts[name]}, not {count.words}."
        yield ExpectedLine(label, met, "" if met else sentence)


def _counts(observed: Observed) -> Mapping[str, int]:
    """Return what can be counted of the orders that count, and of the world."""
    rows = [row for order in observed.orders if (row := row_of(observed, order)) is not None]
    counts = Counter(row.outcome.lower() for row in rows)
    stuck = _unended(observed, rows)
    counts["waiting"] -= stuck["stuck"] + stuck["overdue"]
    counts.update(stuck)
    counts["orders"] = len(rows)
    counts["ended"] = counts["completed"] + counts["cancelled"]
    counts["events"] = sum(row.events for row in rows)
    counts["faults"] = len(observed.instant.faults)
    counts["dead_letters"] = observed.reading.troubles().dead_letters
    return counts


def _unended(observed: Observed, rows: Sequence[OrderRow]) -> Counter[str]:
    """Return how many of the orders that wait will wait for ever, or for too long."""
    views = (observed.reading.order(r.order) for r in rows if r.outcome is Outcome.WAITING)
    fates = (fate_of(view, observed.now_ms) for view in views if view is not None)
    return Counter(fate.lower() for fate in fates if fate in (Fate.STUCK, Fate.OVERDUE))


def _stack(wanted: StackWanted, observed: Observed) -> Iterator[ExpectedLine]:
    stack, limit = observed.reading.stack, observed.limit()
    if wanted.limit is not None:
        found = "there is none" if limit is None else f"it is {plain_number(limit.value)}"
        label = f"the limit is {plain_number(wanted.limit)}"
        yield _of_stack(label, limit is not None and limit.value == wanted.limit, found)
    if wanted.idempotent is not None:
        word = "is" if wanted.idempotent else "is not"
        yield _of_stack(f"Update Order {word} idempotent", stack.idempotent == wanted.idempotent)
    states = {rule.name: "on" if rule.enabled else "off" for rule in stack.rules}
    for name, state in wanted.rules:
        stands, words = states.get(name, "gone"), stack.words
        label, found = f"{name} is {_state_words(state, words)}", _state_words(stands, words)
        yield _of_stack(label, stands == state, f"it is {found}")


def _state_words(state: str, words: BusWords) -> str:
    """Return how a rule stands in the words of its bus."""
    return {"on": words.on, "off": words.off}.get(state, state)


def _of_stack(label: str, met: bool, found: str = "") -> ExpectedLine:
    sentence = f"It is not so that {label}{f': {found}' if found else ''}."
    return ExpectedLine(label, met, "" if met else sentence)


def _twins(
    pair: tuple[Subject, Subject], says: Sequence[str], observed: Observed
) -> Iterator[ExpectedLine]:
    left, right = (next(orders_meant(subject, observed), None) for subject in pair)
    if left is None or right is None:
        subject = pair[0] if left is None else pair[1]
        words = f"{subject.words} to compare has not come."
        yield ExpectedLine("two orders to compare", False, f"{words[:1].upper()}{words[1:]}")
        return
    sentence = words_of(divergence_spans(twins_of(left, right)))
    yield ExpectedLine(f"{named(left)} and {named(right)}", True)
    for text in says:
        met = text in sentence
        yield ExpectedLine(f"“{text}”", met, "" if met else f"The twins say: {sentence}")
