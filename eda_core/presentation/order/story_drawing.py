"""The small timeline and the path of one order as still pictures (SVG without a script)."""

from collections.abc import Callable
from typing import Any, Final

from eda_core.presentation.graph.machine_drawing import EdgeData, NodeData
from eda_core.presentation.graph.order_path import StateGraphData
from eda_core.presentation.order.story_sheet import MarkData, StripData

Text = Callable[[Any], str]
"""Words as they may stand in the picture."""

_WIDTH: Final = 820
_SIDE: Final = 30
_LINE_HEIGHT: Final = 13


def strip_drawing(strip: StripData, text: Text) -> str:
    """Return the events of an order on a line from 0 to the last, with the time of each."""
    last = strip["last"] or 1

    def across(at: float) -> float:
        return round(_SIDE + (_WIDTH - 2 * _SIDE) * at / last, 1)

    marks = "".join(_mark(mark, across(mark["at"]), text) for mark in strip["marks"])
    ticks = "".join(_tick(across(tick["at"]), text(tick["title"])) for tick in strip["ticks"])
    axis = f'<path class="axis" d="M{_SIDE} 34H{_WIDTH - _SIDE}"/>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} 66" width="{_WIDTH}" role="img" aria-label="Events in time">'
        f"{axis}{ticks}{marks}</svg>"
    )


def _tick(x: float, title: str) -> str:
    return f'<path class="tick" d="M{x} 40v8"><title>{title}</title></path>'


def _mark(mark: MarkData, x: float, text: Text) -> str:
    shapes = {
        "round": f'<circle cx="{x}" cy="34" r="6"/>',
        "diamond": f'<path d="M{x} 27l7 7l-7 7l-7 -7z"/>',
        "square": f'<rect x="{x - 5.5}" y="28.5" width="11" height="11" rx="3"/>',
    }
    shape = shapes.get(mark["shape"], f'<circle cx="{x}" cy="34" r="5.5"/>')
    anchor = "start" if x < 90 else "end" if x > _WIDTH - 90 else "middle"
    return (
        f'<g class="mark tone-{text(mark["tone"])}"><title>{text(mark["title"])}</title>{shape}</g>'
        f'<text class="at" x="{x}" y="14" text-anchor="{anchor}">{text(mark["label"])}</text>'
        f'<text class="at" x="{x}" y="62" text-anchor="{anchor}">{text(mark["time"])}</text>'
    )


def path_drawing(data: StateGraphData, text: Text) -> str:
    """Return the state machine with the path the order took; a sentence where it cannot
    be drawn.
    """
    graph = data["graph"]
    if not graph["nodes"]:
        return f'<p class="none">{text(data["caption"])}</p>'
    failed = None if data["failed"] is None else data["failed"]["id"]
    edges = "".join(_edge(edge, edge["id"] in data["taken"], text) for edge in graph["edges"])
    notes = "".join(_note(edge, text) for edge in graph["edges"] if edge.get("label"))
    nodes = sorted(graph["nodes"], key=lambda node: not node["group"])
    boxes = "".join(
        _state(node, node["id"] in data["visited"], node["id"] == failed, text) for node in nodes
    )
    width, height = graph["width"], graph["height"]
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{min(_WIDTH, width)}" role="img"'
        f' aria-label="Path through the state machine">'
        f'<g transform="translate({graph.get("shift", 0)} 0)">{edges}{notes}{boxes}</g></svg>'
        f'<p class="none">{text(data["caption"])}</p>'
    )


def _edge(edge: EdgeData, on: bool, text: Text) -> str:
    return f'<path class="edge{" on" if on else ""}" d="{text(edge["path"])}"/>'


def _note(edge: EdgeData, text: Text) -> str:
    place = f'x="{edge["label_x"]}" y="{edge["label_y"]}"'
    return f'<text class="note" {place}>{text(edge.get("label"))}</text>'


def _state(node: NodeData, on: bool, failed: bool, text: Text) -> str:
    x, y = node["x"] - node["w"] / 2, node["y"] - node["h"] / 2
    lines = node["lines"][:1] if node["group"] else node["lines"]
    top = y + 12 if node["group"] else node["y"] - 4 - (len(lines) - 1) * _LINE_HEIGHT / 2
    words = "".join(
        f'<text x="{node["x"]}" y="{top + at * _LINE_HEIGHT}">{text(line)}</text>'
        for at, line in enumerate(lines)
    )
    kind = ""
    if not node["group"]:
        below = top + len(lines) * _LINE_HEIGHT - 1
        kind = f'<text class="kind" x="{node["x"]}" y="{below}">{text(node["kind"]).upper()}</text>'
    names = f"state{' on' if on else ''}{' failed' if failed else ''}"
    box = f'<rect x="{x}" y="{y}" width="{node["w"]}" height="{node["h"]}" rx="7"/>'
    return f'<g class="{names}">{box}{words}{kind}</g>'
