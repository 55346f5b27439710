"""Orders as a Mermaid sequence diagram, in the words of the screen.

A full arrow is reported, a dashed one worked out, a crossed one failed. Text is written as
character numbers wherever Mermaid might read a letter as more than itself: ``>`` ends an arrow,
``;`` a statement, ``#`` begins a number (Mermaid documentation, "Sequence diagrams").
"""

from collections.abc import Iterator, Sequence
from typing import Final

from eda_core.domain.masking import masked
from eda_core.domain.orders import label_of
from eda_core.domain.unseen import reveal
from eda_core.presentation.export.order_trace import (
    BUS,
    NOTIFICATION_SERVICE,
    ExportedOrder,
    service_of,
)
from eda_core.presentation.order.looks import look_of
from eda_core.presentation.order.twins import rules_of, step_text
from eda_core.presentation.wording import amount_text
from eda_core.read_model.event_steps import RECOVERED, EventDeliveries
from eda_core.read_model.order_steps import OrderStep, StepKind, steps_of
from eda_core.read_model.order_view import OrderView
from eda_core.stack import Rule, TargetKind

MOST_ARROWS: Final = 60
"""Lines of a diagram: GitHub and others stop drawing beyond some hundreds, readers before."""

MOST_LETTERS: Final = 90

CUSTOMER: Final = "customer"
ORDER_SERVICE: Final = "order-service"
PAYMENT_SERVICE: Final = "payment-service"

LEGEND_WORDS: Final = "Full arrows are reported, dashed ones worked out, crossed ones failed."
NARROW: Final = (
    '%%{init: {"sequence": {"width": 96, "height": 34, "actorMargin": 8, "messageMargin": 26,'
    ' "boxMargin": 6, "noteMargin": 7, "diagramMarginX": 4, "diagramMarginY": 4,'
    ' "mirrorActors": false}}}%%'
)
"""Has Mermaid draw it narrow enough to be read beside the table of orders."""

LEGEND: Final = f"  %% {LEGEND_WORDS}"

_USUAL: Final = (CUSTOMER, ORDER_SERVICE, BUS, PAYMENT_SERVICE, NOTIFICATION_SERVICE)
_PLAIN: Final = frozenset(" ,.:-_'()/")

Line = tuple[str, str, str, str]
"""From, arrow, to, words; a note has no arrow."""


def sequence_diagram(orders: Sequence[ExportedOrder], now_ms: int) -> str:
    """Return the diagram of an order, or of several below each other."""
    lines = [line for order in orders for line in _lines(order, now_ms)]
    shown, left = lines[:MOST_ARROWS], len(lines) - MOST_ARROWS
    if left > 0:
        shown.append((CUSTOMER, "", NOTIFICATION_SERVICE, f"… and {left} more lines"))
    names = dict.fromkeys((*_USUAL, *(n for line in shown for n in (line[0], line[2]))))
    keys = {name: f"p{at}" for at, name in enumerate(names)}
    heads = [f"  participant {key} as {_text(name)}" for name, key in keys.items()]
    return "\n".join(
        (NARROW, "sequenceDiagram", LEGEND, *heads, *(_written(line, keys) for line in shown), "")
    )


def _written(line: Line, keys: dict[str, str]) -> str:
    start, arrow, end, words = line
    if arrow:
        return f"  {keys[start]}{arrow}{keys[end]}: {_text(words)}"
    place = keys[start] if start == end else f"{keys[start]},{keys[end]}"
    return f"  Note over {place}: {_text(words)}"


def _text(words: str) -> str:
    """Return words as Mermaid shows them and nothing else: masked, cut, other signs by number."""
    plain = reveal(masked(" ".join(words.split())))
    cut = plain if len(plain) <= MOST_LETTERS else f"{plain[: MOST_LETTERS - 1]}…"
    return "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in cut) or "#160;"


def _lines(order: ExportedOrder, now_ms: int) -> Iterator[Line]:
    view = order.view
    look = look_of(view, now_ms)
    title = f"Order {label_of(view.row.order)}, {amount_text(view.row.amount)}: {look.word}"
    yield CUSTOMER, "", NOTIFICATION_SERVICE, title
    if any(entry.event.detail_type == "OrderCreated" for entry in view.timeline[:1]):
        yield CUSTOMER, "-->>", ORDER_SERVICE, "POST /order"
    said = _Said(view)
    for step in steps_of(view, order.notifications):
        yield from said.lines_of(step)
    expected = view.expected_next(now_ms)
    if expected.progress.value != "done":
        yield BUS, "", BUS, f"{expected.progress.value}: {expected.sentence}"


class _Said:
    """Turns the steps of an order into lines, one after the other."""

    def __init__(self, view: OrderView) -> None:
        self._view = view
        self._rules = {rule.name: rule for rule in view.stack.rules}
        self._entries = iter(view.timeline)
        self._known = EventDeliveries()

    def lines_of(self, step: OrderStep) -> Iterator[Line]:
        lead, rest = step_text(step, rules_of(self._view))
        if step.kind is StepKind.EVENT:
            entry = next(self._entries)
            self._known = self._view.deliveries.get(entry.event.id, EventDeliveries())
            yield entry.event.source, "->>", BUS, step.name
        elif step.kind is StepKind.RULES:
            yield from self._handed_out(step)
        elif step.kind is StepKind.DELIVERY:
            is_good = step.trouble is not None and step.trouble.step in RECOVERED
            arrow = "->>" if is_good else "--x"
            yield BUS, arrow, self._place(step.name), f"{step.detail}: {lead}{rest}"
        elif step.kind is StepKind.NOTIFIED:
            yield NOTIFICATION_SERVICE, "->>", CUSTOMER, f"{lead}{rest}"
        elif step.kind is not StepKind.STATE:
            yield PAYMENT_SERVICE, "", PAYMENT_SERVICE, f"{lead}{rest}"

    def _handed_out(self, step: OrderStep) -> Iterator[Line]:
        troubled = {trouble.rule for trouble in self._known.troubles}
        for name in step.rules:
            rule = self._rules.get(name)
            if name in troubled or (rule and rule.target.kind is TargetKind.LOG_GROUP):
                continue
            is_known = self._known.is_known(name) and name not in self._known.unreported
            arrow = "->>" if is_known else "-->>"
            yield BUS, arrow, service_of(rule, self._view), step.name

    def _place(self, target: str) -> str:
        return service_of(self._rule_to(target), self._view)

    def _rule_to(self, target: str) -> Rule | None:
        rules = self._rules.values()
        return next((rule for rule in rules if rule.target.name == target), None)
