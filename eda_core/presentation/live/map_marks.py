"""What is marked on the flow map: where an order was seen last, and where a fault will strike."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypedDict

from eda_core.domain.durations import elapsed_text
from eda_core.domain.faults import ArmedFault, Fault, FaultKind
from eda_core.domain.orders import Outcome, Source, label_of
from eda_core.presentation.live.flow_layout import HEIGHT, FlowLayout, Node
from eda_core.presentation.order.looks import look_of
from eda_core.read_model.expected_next import Expectation, LastSeen, OrderProgress, Stage
from eda_core.read_model.flow_elements import Edge, Element, rule_element, target_elements
from eda_core.read_model.order_view import OrderView
from eda_core.stack import Stack


class LostData(TypedDict):
    """The way that an order lacks, and where it was seen last.

    ``ways`` are the lines of the map it did not go over, by their places. ``ring`` is where it was
    lost; the first of the ``words``, which stand below each other, is around ``at``. Both are in
    units of the map.
    """

    order: str
    tone: str
    ways: list[int]
    ring: list[float]
    words: list[str]
    at: list[float]


MOST_LETTERS: Final = 12
"""Letters of an order's label on the map."""

_ABOVE: Final = 28
"""From a rule at the left of the bus to the words above it, beyond the line that passes there."""

LINE, HALL_LINE = 12, 16
"""The height of a line of words, and in a hall."""


def lost_way(
    view: OrderView,
    now_ms: int,
    layout: FlowLayout,
    armed: Collection[str] = (),
    *,
    for_hall: bool = False,
) -> LostData | None:
    """Return the mark of an order that does not go on as it should; None where it does.

    The elements in ``armed`` have a line of words below them already.
    """
    expected = view.expected_next(now_ms)
    seen = expected.last_seen
    way = None if seen is None else _way_of(seen, layout, view.stack)
    if seen is None or way is None:
        return None
    label = label_of(view.row.order)[:MOST_LETTERS]
    line = HALL_LINE if for_hall else LINE
    taken = line if way.rule is not None and way.rule.id in armed else 0
    return {
        "order": label_of(view.row.order),
        "tone": look_of(view, now_ms).tone if view.row.outcome is Outcome.WAITING else "overdue",
        "ways": [layout.numbers[edge] for edge in way.lacking(seen.stage) if edge in layout.edges],
        "ring": [round(each, 1) for each in way.ring(seen.stage)],
        "words": _words(label, expected, seen, now_ms),
        "at": [round(each, 1) for each in _free(way.words_at(line, taken), line, layout)],
    }


class _Way:
    """The way from the bus over a rule to its target; the map may have no room for the rule."""

    def __init__(self, bus: Node, rule: Node | None, target: Node) -> None:
        self.rule = rule
        self.target = target
        self._to_right = target.x > bus.x
        self._bus = bus.right if self._to_right else bus.left
        self._entry = target.left if self._to_right else target.right
        half = target.h / 2 - 8
        y = target.y if rule is None else rule.y
        self._y = max(target.y - half, min(y, target.y + half))

    def ring(self, stage: Stage) -> tuple[float, float]:
        """Return where the order was lost: before the rule, behind it, or at the target."""
        if stage is Stage.TARGET:
            return self._entry, self._y
        if self.rule is None:
            return (self._bus + self._entry) / 2, self._y
        ends = (self.rule.left, self.rule.right)
        near, far = ends if self._to_right else ends[::-1]
        if stage is Stage.BUS:
            return (self._bus + near) / 2, self.rule.y
        return (far + self._entry) / 2, (self.rule.y + self._y) / 2

    def words_at(self, line: float, taken: float) -> tuple[float, float]:
        """Return the middle of the first line: below the rule, or above one at the left of
        the bus.
        """
        x, y, half = (self._bus + self._entry) / 2, self._y, 0.0
        if self.rule is not None:
            x, y, half = self.rule.x, self.rule.y, self.rule.h / 2
        below = y + half + LINE + taken
        return x, below if self._to_right else y - half - _ABOVE - line

    def lacking(self, stage: Stage) -> Iterator[Edge]:
        """Yield the lines that the order did not go over."""
        if self.rule is not None and stage is not Stage.TARGET:
            if stage is Stage.BUS:
                yield (Element.BUS, self.rule.id)
            yield (self.rule.id, self.target.id)
        yield from _ONWARD.get(self.target.id, ())


def _free(at: tuple[float, float], line: float, layout: FlowLayout) -> tuple[float, float]:
    """Return the place of two lines of words, or the next one further down that no part takes."""
    x, first = at
    below = sorted(layout.nodes.values(), key=lambda node: node.y)
    for node in below:
        is_met = node.left < x < node.right and first - line / 2 < node.y + node.h / 2
        if is_met and node.y - node.h / 2 < first + line * 3 / 2:
            first = node.y + node.h / 2 + LINE
    return (x, first) if first + line * 3 / 2 <= HEIGHT else at


_ONWARD: Final[Mapping[str, Sequence[Edge]]] = {
    Element.PAYMENT: ((Element.PAYMENT, Element.BUS),),
    Element.UPDATE_ORDER: (
        (Element.UPDATE_ORDER, Element.TABLE),
        (Element.UPDATE_ORDER, Element.BUS),
    ),
    Element.NOTIFICATION: ((Element.NOTIFICATION, Element.TOPIC),),
}
"""What would follow from a target."""


def _way_of(seen: LastSeen, layout: FlowLayout, stack: Stack) -> _Way | None:
    target = target_elements(stack).get(seen.target)
    if target is None:
        return None
    rule = layout.nodes.get(rule_element(seen.rule))
    return _Way(layout.nodes[Element.BUS], rule, layout.nodes[target])


def _words(label: str, expected: Expectation, seen: LastSeen, now_ms: int) -> list[str]:
    if expected.progress is OrderProgress.INCOMPLETE:
        return [f"an event of {label}", "was lost here"]
    if expected.retry_ms is not None:
        left_ms = max(0, expected.retry_ms - now_ms)
        when = f"in {elapsed_text(left_ms)}" if left_ms >= 1000 else "now"
        return [f"{label} waits here", f"next try {when}"]
    is_refused = seen.stage is Stage.TARGET and expected.progress in _REFUSED
    what = _REFUSED[expected.progress] if is_refused else "last seen here"
    return [f"{label} {what}", f"{elapsed_text(max(0, now_ms - seen.at_ms))} ago"]


_REFUSED: Final = {
    OrderProgress.STUCK: "failed here",
    OrderProgress.DEAD_LETTER: "given up here",
}


_ARMED: Final = {
    FaultKind.DROP: "drop",
    FaultKind.DUPLICATE: "twice",
    FaultKind.DELAY: "delay",
    FaultKind.REORDER: "reorder",
    FaultKind.RULE_DISABLED: "takes nothing",
    FaultKind.TARGET_THROWS: "throws",
    FaultKind.TARGET_SLOW: "slow",
    FaultKind.TASK_FAILS: "task fails",
    FaultKind.PUBLISH_THROTTLED: "throttled",
    FaultKind.TOPIC_UNAVAILABLE: "unavailable",
}
_PUBLISHERS: Final[Mapping[str, Sequence[str]]] = {
    Source.ORDER_SERVICE: (Element.CREATE_ORDER, Element.UPDATE_ORDER),
    Source.PAYMENT_SERVICE: (Element.PAYMENT,),
}


def armed_marks(armed: Sequence[ArmedFault], layout: FlowLayout, stack: Stack) -> Mapping[str, str]:
    """Return the words of the armed faults, by the elements of the map at which they
    will strike.
    """
    found: dict[str, list[str]] = {}
    for each in armed:
        places = [place for place in _places(each.fault, stack) if place in layout.nodes]
        words = _ARMED[each.fault.kind]
        if not places:  # anywhere, or at a rule there is no room for
            places, words = [Element.BUS], f"{words} anywhere" if not each.fault.where else words
        for place in places:
            if words not in found.setdefault(place, []):
                found[place].append(words)
    return {place: f"armed: {', '.join(words)}" for place, words in found.items()}


def _places(fault: Fault, stack: Stack) -> Sequence[str]:
    if fault.kind is FaultKind.TASK_FAILS:
        return (Element.PAYMENT,)
    if fault.kind is FaultKind.TOPIC_UNAVAILABLE:
        return (Element.TOPIC,)
    if fault.kind is FaultKind.PUBLISH_THROTTLED:
        return _PUBLISHERS.get(fault.where, ())
    element = target_elements(stack).get(fault.where)
    return (rule_element(fault.where),) if element is None else (element,)
