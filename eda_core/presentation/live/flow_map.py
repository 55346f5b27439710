"""The flow map: what goes where between the parts of the architecture, and how often."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypedDict

from eda_core.domain.orders import OrderId, label_of
from eda_core.ports import Pace, TimeState
from eda_core.presentation.live.flow_layout import (
    MORE,
    FlowLayout,
    FlowNodeData,
    Node,
    drawing,
    flow_layout,
)
from eda_core.presentation.live.hall_layout import widened
from eda_core.presentation.live.map_marks import LostData
from eda_core.presentation.order.looks import event_look
from eda_core.presentation.wording import count_text
from eda_core.read_model.flow import EventHops, FlowCounts, Hop
from eda_core.read_model.flow_elements import Edge, Element, rule_of
from eda_core.read_model.order_table import CREATION, PAYMENT
from eda_core.read_model.tables import Tables
from eda_core.stack import Stack

DOTS: Final = 60
"""Hops a refresh tells one by one; the rest show in the counts."""

LIT_MS: Final = 1000
"""How long a line stays lit at a moment that is looked back at."""

QUICK_MS: Final = 300
SLOW_MS: Final = 1000
"""How long a dot takes for a hop as time goes by, and at most in slow motion."""

FAILED, INFERRED, OF_AUDIENCE = 1, 2, 4
"""What is special about a hop, added up."""

AT_LEAST: Final = 8
"""Of counts, beside `INFERRED`: there were more, which the log lacks."""

LOGGED: Final = 16
"""Of counts, beside `INFERRED`: they are known from a bus log."""


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """What the map shows at a moment; ``tones`` say of which orders an execution failed."""

    stack: Stack
    counts: FlowCounts
    events: Sequence[EventHops]
    tones: Mapping[OrderId, str]


def flow_picture(tables: Tables, *, logged_alone: bool = False) -> FlowPicture:
    """Return what the map shows; a question for a model's ``ask``.

    With ``logged_alone`` nothing is counted of an event that the log does not have yet.
    """
    events = tables.flow.newest(DOTS)
    orders = {followed.order for followed in events if followed.order is not None}
    tones = {order: _tone(tables, order) for order in orders}
    counts = replace(tables.flow.counts(), least=_counted_at_least(tables))
    if logged_alone:
        edges = Counter(counts.edges)
        edges.subtract(tables.flow.unlogged())
        counts = replace(counts, edges=+edges)
    return FlowPicture(tables.stacks.now, counts, events, tones)


def _counted_at_least(tables: Tables) -> frozenset[str]:
    """Return the parts to which more came than is counted: the log lacks events of some orders."""
    lacks = tables.index.lacks
    parts = {Element.BUS} if lacks(CREATION | PAYMENT) else set()
    created = {Element.CUSTOMER, Element.API, Element.CREATE_ORDER, Element.TABLE}
    return frozenset(parts | created if lacks(CREATION) else parts)


def _tone(tables: Tables, order: OrderId) -> str:
    """Return the tone of all hops of an order, if an execution of it failed."""
    return "stuck" if order in tables.failed_executions else "none"


@dataclass(frozen=True, slots=True)
class Play:
    """How the map moves: ``travel_ms`` for each hop, or not at all while a moment stands still.

    ``now_ms`` is the moment shown, in epoch milliseconds; ``audience`` are the orders it sent
    last, whose dots have a ring. ``covered`` says that an answer is to be guessed first.
    """

    now_ms: int
    moving: bool = True
    travel_ms: int = QUICK_MS
    audience: frozenset[OrderId] = frozenset()
    covered: bool = False


def travel_ms(time: TimeState | None) -> int:
    """Return how long a dot takes for a hop: by the clock quickly, in slow motion as long as the
    pace.
    """
    if time is None or time.pace is not Pace.SLOW:
        return QUICK_MS
    return max(QUICK_MS // 2, min(SLOW_MS, time.hop_ms // 2))


FlowHop = tuple[int, int, str, str, int, int]
"""A hop: key, edge, order, tone, what is special about it, and its time in milliseconds."""


class FlowMapData(TypedDict):
    """The component ``flow_map``: a drawing, and what happens on it.

    An edge is named by its place in ``edges``. ``subs`` are words, or words, a count and a unit
    (with ``*`` where more than one adds an s), ``failing`` words of parts; ``used`` are counts of
    edges, ``note`` those of events, of deliveries, and whether these are inferred. The browser
    counts what has arrived on screen; these are all there are. ``lit`` are edges that shine at a
    moment that stands still.
    ``travel`` is how long a dot takes (milliseconds), ``dead`` how many dead letters there are,
    ``large`` whether it is for a hall, ``element`` the chosen part, and ``focus`` what is said of
    it.
    """

    size: list[int]
    areas: list[list[str | float]]
    nodes: list[FlowNodeData]
    edges: list[list[str]]
    subs: dict[str, list[str | int]]
    failing: dict[str, str]
    used: dict[int, int]
    hops: list[FlowHop]
    lit: list[int]
    moving: bool
    travel: int
    order: str
    dead: int
    large: bool
    element: str
    note: tuple[int, int | None, int]
    focus: str


class MarkedMapData(FlowMapData, total=False):
    """The same with what is marked on it: where the chosen order was lost, what faults will strike.

    ``armed`` are words by the parts that faults will strike; ``point`` is the part a lesson points
    at, and the number of its step. ``start`` is what to press where nothing has happened yet:
    words, and a key. ``awaits`` are an order and the part at which its dot is waited for: the
    component triggers ``arrived`` with the order when it is there.
    """

    lost: LostData
    armed: Mapping[str, str]
    point: list[str]
    start: list[str]
    awaits: list[str]


def flow_map(
    picture: FlowPicture, play: Play, chosen: str, element: str, *, for_hall: bool = False
) -> FlowMapData:
    """Return the data of the component; ``chosen`` is an order's label, ``element`` a part of the
    map.

    For a hall there is room for large words, and below the names for counts alone.
    """
    layout, counts = flow_layout(picture.stack), picture.counts
    if for_hall:
        layout = widened(layout)
    numbers = layout.numbers
    return {
        **drawing(layout),
        "subs": {node.id: _sub(node, counts, for_hall) for node in layout.nodes.values()},
        "failing": {
            target: f"✕ {count_text(counts.failed[target])} failed"
            for target in sorted(counts.failing)
            if counts.failed.get(target)
        },
        "used": {
            number: counts.edges[edge] for edge, number in numbers.items() if edge in counts.edges
        },
        "hops": list(_hops(picture, numbers, play.audience)) if play.moving else [],
        "lit": [] if play.moving else sorted(_lit(picture, numbers, play.now_ms)),
        "moving": play.moving,
        "travel": play.travel_ms,
        "order": chosen,
        "dead": counts.into(Element.DEAD_LETTERS),
        "large": for_hall,
        "element": element if is_element(layout, element) else "",
        "note": _note(counts),
        "focus": "",
    }


def is_element(layout: FlowLayout, element: str) -> bool:
    """Return whether this names a part of the map that can be chosen."""
    node = layout.nodes.get(element)
    return node is not None and node.kind != MORE


_UNITS: Final[Mapping[str, str]] = {
    Element.CREATE_ORDER: "run*",
    Element.TABLE: "item*",
    Element.UPDATE_ORDER: "run*",
    Element.BUS: "event*",
    Element.OTHERS: "event*",
    Element.PAYMENT: "run*",
    Element.NOTIFICATION: "run*",
    Element.TOPIC: "sent",
    Element.LOG: "record*",
    Element.DEAD_LETTERS: "kept",
}
UNKNOWN: Final = "unknown"
"""What is said of mails where nobody reports them: SNS keeps no messages. Two words are wide."""

NOT_KNOWN: Final = "not known"
_TOLD_BY_EVENTS: Final = (Element.CREATE_ORDER, Element.OTHERS, Element.BUS, Element.LOG)
"""Parts of which the events of a log tell, also where nobody reports deliveries."""

_KINDS: Final[Mapping[str, str]] = {
    Element.CREATE_ORDER: "Lambda · ",
    Element.UPDATE_ORDER: "Lambda · ",
    Element.PAYMENT: "state machine · ",
    Element.LOG: "log group · ",
    Element.DEAD_LETTERS: "queue · ",
}
_SUBS: Final[Mapping[str, str]] = {Element.CUSTOMER: "", Element.API: "POST /order"}


def _sub(node: Node, counts: FlowCounts, for_hall: bool) -> list[str | int]:
    """Return the small line of a node: how often, of what."""
    if node.id in _SUBS or node.kind == MORE:
        return ["" if for_hall else _SUBS.get(node.id, "")]
    is_unreported = _is_unreported(counts)
    if node.id == Element.TOPIC and (counts.inferred or counts.logged or is_unreported):
        return [UNKNOWN]
    if is_unreported and node.id not in _TOLD_BY_EVENTS:
        return [f"{_KINDS.get(node.id, '')}{NOT_KNOWN}"]
    state = node.kind.removeprefix("rule ") if node.kind.startswith("rule ") else ""
    unit = f"{_UNITS.get(node.id, 'matched')}{state and f', {state}'}"
    before = "" if for_hall else _KINDS.get(node.id, "")
    if node.id in counts.least:
        has_room = node.id == Element.CREATE_ORDER and not for_hall
        before = "at least " if has_room else "≥ "
    return [before, count_at(node.id, counts), unit]


def _is_unreported(counts: FlowCounts) -> bool:
    """Return whether nobody reports deliveries: events came to the log, and no rule
    brought them.
    """
    return bool(counts.into(Element.BUS)) and not any(rule_of(start) for start, _ in counts.edges)


def count_at(element: str, counts: FlowCounts) -> int:
    """Return how often something came to a part; a start the state machine refused was no run of
    it.
    """
    if element == Element.OTHERS:
        return counts.out_of(element)
    if element == Element.LOG and _is_unreported(counts):
        return counts.into(Element.BUS)
    refused = counts.failed.get(element, 0) if element == Element.PAYMENT else 0
    return counts.into(element) - refused


def _hops(
    picture: FlowPicture, numbers: Mapping[Edge, int], audience: frozenset[OrderId]
) -> Iterator[FlowHop]:
    """Yield each hop, causes first."""
    for followed in picture.events:
        of_audience = OF_AUDIENCE * (followed.order in audience)
        label = "" if followed.order is None else label_of(followed.order)
        tone = _tone_of(followed, picture.tones)
        for hop in followed.hops:
            if hop.edge in numbers:
                special = _special(hop) + of_audience
                yield hop.key, numbers[hop.edge], label, tone, special, hop.at_ms


def _tone_of(followed: EventHops, tones: Mapping[OrderId, str]) -> str:
    tone = "none" if followed.order is None else tones.get(followed.order, "none")
    if tone == "none" and followed.record is not None:
        return event_look(followed.record.event)[0]
    return tone


def _special(hop: Hop) -> int:
    return FAILED * hop.failed + INFERRED * hop.inferred


def _lit(picture: FlowPicture, numbers: Mapping[Edge, int], now_ms: int) -> set[int]:
    """Return the edges something went over just before this moment."""
    hops = (hop for followed in picture.events for hop in followed.hops)
    return {
        numbers[hop.edge] for hop in hops if hop.edge in numbers and now_ms - hop.at_ms <= LIT_MS
    }


def _note(counts: FlowCounts) -> tuple[int, int | None, int]:
    """Return how many events, and deliveries if they are known, and what is special about the
    counts.
    """
    least = AT_LEAST * (Element.BUS in counts.least)
    if _is_unreported(counts):
        return counts.into(Element.BUS), None, least
    deliveries = sum(count for (start, _), count in counts.edges.items() if rule_of(start))
    special = INFERRED * (counts.inferred > 0) + LOGGED * (counts.logged > 0)
    return counts.into(Element.BUS), deliveries, least + special
