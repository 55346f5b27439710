"""Where the parts of the architecture stand on the flow map, and the lines between them.

Services, bus and targets have fixed places; the rules in force stand between the bus and their
targets, on the side of the target, closer together the more there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from eda_core.read_model.flow_elements import Edge, Element, rule_element, target_elements
from eda_core.stack import Rule, Stack
from eda_core.stack.bus_words import BusWords

WIDTH: Final = 864
HEIGHT: Final = 326

MORE: Final = "more"
"""The kind of the pill that stands for rules there is no room for."""

Area = tuple[str, float, float, float, float, str]
"""Label, left, top, width, height and tint of a service."""

AREAS: Final[tuple[Area, ...]] = (
    ("Order service", 76, 4, 224, 318, "orders"),
    ("Payment service", 682, 4, 172, 90, "payments"),
    ("Notification service", 682, 104, 172, 84, "notifications"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """One part: its centre, its size, and how it is drawn (``kind``)."""

    id: str
    label: str
    x: float
    y: float
    w: float
    h: float
    kind: str = "part"
    about: str = ""

    @property
    def left(self) -> float:
        """The x of its left edge."""
        return self.x - self.w / 2

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.w / 2


@dataclass(frozen=True, slots=True)
class FlowLayout:
    """The map: nodes by id, and for each edge its SVG path."""

    nodes: Mapping[str, Node]
    edges: Mapping[Edge, str]
    areas: Sequence[Area] = AREAS
    width: int = WIDTH

    @property
    def numbers(self) -> Mapping[Edge, int]:
        """The edges by their place in the picture."""
        return {edge: number for number, edge in enumerate(self.edges)}


def _fixed(stack: Stack) -> Iterator[Node]:
    yield Node(Element.CUSTOMER, "Customer", 34, 70, 60, 34)
    yield Node(Element.API, "API", 124, 70, 80, 40, about="POST /order, HTTP API")
    yield Node(Element.CREATE_ORDER, "Create Order", 238, 70, 108, 40, about=_function(stack, 0))
    yield Node(Element.TABLE, "orders", 124, 164, 80, 40, about=f"DynamoDB table {stack.table}")
    yield Node(Element.UPDATE_ORDER, "Update Order", 238, 256, 108, 44, about=_function(stack, 1))
    yield Node(Element.OTHERS, "other sources", 488, 15, 92, 20, "small", "anybody's PutEvents")
    yield Node(Element.BUS, stack.bus, 488, 177, 64, 270, "bus", stack.words.service)
    machine = f"Step Functions state machine {stack.state_machine}"
    yield Node(Element.PAYMENT, "Payment", 768, 58, 156, 54, about=machine)
    yield Node(Element.NOTIFICATION, "Notification", 730, 154, 80, 42, about=_function(stack, 2))
    yield Node(Element.TOPIC, "e-mail", 822, 154, 48, 42, about=f"SNS topic {stack.topic}")
    yield Node(Element.LOG, stack.log_group, 768, 222, 156, 42, about="CloudWatch log group")
    queue = f"SQS queue {stack.dead_letter_queue}: what a target never took"
    yield Node(Element.DEAD_LETTERS, "Dead letters", 768, 292, 156, 42, "dead", queue)


def _function(stack: Stack, which: int) -> str:
    names = (stack.create_order, stack.update_order, stack.notification)
    return f"Lambda function {names[which]}"


@dataclass(frozen=True, slots=True)
class _Band:
    """Where the rules of one target stand: the middle of them, and from where to where."""

    x: float
    w: float
    middle: float
    top: float
    bottom: float


_STEP: Final = 19
_PILL: Final = 30
_LOW_PILL: Final = 17
_BANDS: Final = {
    Element.PAYMENT: _Band(608, 112, 76, 58, 112),
    Element.NOTIFICATION: _Band(608, 112, 154, 116, 192),
    Element.LOG: _Band(608, 112, 222, 196, 310),
    Element.UPDATE_ORDER: _Band(378, 104, 272, 258, 318),
}

RULE_NAMES: Final = {
    "payment-service-filtering-orders": "payment ← orders",
    "order-service-filtering-payments": "order ← payments",
}
"""What rules of the demo are called on the map, where their own names are too long."""


def flow_layout(stack: Stack) -> FlowLayout:
    """Return the map of this stack."""
    fixed = {node.id: node for node in _fixed(stack)}
    targets = target_elements(stack)
    by_band: defaultdict[Element, list[Rule]] = defaultdict(list)
    for rule in stack.rules:
        by_band[targets.get(rule.target.name, Element.LOG)].append(rule)
    words = stack.words
    pills = {n.id: n for element, rules in by_band.items() for n in _pills(element, rules, words)}
    edges = dict(_FIXED_EDGES)
    for rule in stack.rules:
        pill, target = pills.get(rule_element(rule.name)), targets.get(rule.target.name)
        if pill is not None:
            node = None if target is None else fixed[target]
            edges.update(_rule_edges(pill, fixed[Element.BUS], node))
    return FlowLayout(fixed | pills, edges)


def _pills(element: Element, rules: Sequence[Rule], words: BusWords) -> Iterator[Node]:
    """Yield the rules of one target, as many as there is room for, and one pill for the rest."""
    band = _BANDS[element]
    room = int(band.bottom - band.top) // _STEP
    shown = rules if len(rules) <= room else rules[: room - 1]
    places = _places(band, min(len(rules), room))
    height = _PILL if len(rules) == 1 else _LOW_PILL
    for rule, y in zip(shown, places, strict=False):
        label, about = RULE_NAMES.get(rule.name, rule.name), f"{words.rule} {rule.name}"
        kind = "rule" if rule.enabled else f"rule {words.short_off}"
        yield Node(rule_element(rule.name), label, band.x, y, band.w, height, kind, about)
    if len(shown) < len(rules):
        hidden = ", ".join(rule.name for rule in rules[len(shown) :])
        label = f"+{len(rules) - len(shown)} more {words.rules}"
        yield Node(f"{MORE}/{element}", label, band.x, places[-1], band.w, height, MORE, hidden)


def _places(band: _Band, count: int) -> list[float]:
    """Return the middles of this many pills, around the middle of the band as far as it goes."""
    first = band.middle - _STEP * (count - 1) / 2
    low, high = band.top + _LOW_PILL / 2, band.bottom - _LOW_PILL / 2 - _STEP * (count - 1)
    first = max(low, min(first, high)) if count > 1 else band.middle
    return [first + _STEP * number for number in range(count)]


def _rule_edges(pill: Node, bus: Node, target: Node | None) -> Iterator[tuple[Edge, str]]:
    to_right = pill.x > bus.x
    start, entry = (bus.right, pill.left) if to_right else (bus.left, pill.right)
    yield (Element.BUS, pill.id), f"M{start:g} {pill.y:g}H{entry:g}"
    if target is None:
        return
    start, entry = (pill.right, target.left) if to_right else (pill.left, target.right)
    half = target.h / 2 - 8
    y = max(target.y - half, min(pill.y, target.y + half))
    middle = (start + entry) / 2
    path = f"M{start:g} {pill.y:g}C{middle:g} {pill.y:g} {middle:g} {y:g} {entry:g} {y:g}"
    yield (pill.id, target.id), path


_FIXED_EDGES: Final[Mapping[Edge, str]] = {
    (Element.CUSTOMER, Element.API): "M64 70H84",
    (Element.API, Element.CREATE_ORDER): "M164 70H184",
    (Element.CREATE_ORDER, Element.TABLE): "M206 90C206 120 142 110 142 144",
    (Element.CREATE_ORDER, Element.BUS): "M292 70H456",
    (Element.UPDATE_ORDER, Element.TABLE): "M206 234C206 204 142 214 142 184",
    (Element.UPDATE_ORDER, Element.BUS): "M292 242H456",
    (Element.OTHERS, Element.BUS): "M488 25V42",
    (Element.PAYMENT, Element.BUS): "M690 46H520",
    (Element.NOTIFICATION, Element.TOPIC): "M770 154H798",
    (Element.PAYMENT, Element.DEAD_LETTERS): "M846 66C860 66 858 80 858 100V276Q858 292 846 292",
    (
        Element.NOTIFICATION,
        Element.DEAD_LETTERS,
    ): "M712 175C712 190 674 190 674 210V270Q674 284 690 284",
    (Element.LOG, Element.DEAD_LETTERS): "M768 243V271",
    (
        Element.UPDATE_ORDER,
        Element.DEAD_LETTERS,
    ): "M238 278V312Q238 320 246 320H668Q682 320 690 306",
}


class FlowNodeData(TypedDict):
    """A part of the map; ``at`` is its left upper corner, width and height."""

    id: str
    label: str
    at: list[float]
    kind: str
    about: str


class FlowDrawing(TypedDict):
    """The map in its own units: areas, parts, and lines from one to another."""

    size: list[int]
    areas: list[list[str | float]]
    nodes: list[FlowNodeData]
    edges: list[list[str]]


def drawing(layout: FlowLayout) -> FlowDrawing:
    """Return the layout as the component draws it: an edge is named by its place in the list."""
    return {
        "size": [layout.width, HEIGHT],
        "areas": [list(area) for area in layout.areas],
        "nodes": [_drawn(node) for node in layout.nodes.values()],
        "edges": [[*edge, path, *_trouble(edge)] for edge, path in layout.edges.items()],
    }


def _drawn(node: Node) -> FlowNodeData:
    place = [round(each, 1) for each in (node.left, node.y - node.h / 2, node.w, node.h)]
    return {"id": node.id, "label": node.label, "at": place, "kind": node.kind, "about": node.about}


def _trouble(edge: Edge) -> Iterable[str]:
    """Lines to the dead letters are drawn only when something has gone there."""
    return ("trouble",) if edge[1] == Element.DEAD_LETTERS else ()
