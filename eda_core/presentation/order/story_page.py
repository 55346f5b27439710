"""The story of one order as one HTML page of its own: no network, no script, nothing private.

All text is masked, then escaped; the page's own policy lets it load nothing and run nothing. The
small timeline and the path are still pictures (SVG without a script).
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any, Final

from eda_core.asl import StateMachine
from eda_core.domain.events import iso_seconds
from eda_core.domain.masking import masked
from eda_core.domain.orders import label_of
from eda_core.domain.unseen import reveal
from eda_core.ports import Notification
from eda_core.presentation.graph.machine_drawing import EdgeData, NodeData
from eda_core.presentation.graph.order_path import StateGraphData, state_graph
from eda_core.presentation.order.card import SummaryData, order_summary
from eda_core.presentation.order.narrative import StoryLine
from eda_core.presentation.order.special import SpecialData, special_of
from eda_core.presentation.order.story_sheet import (
    MarkData,
    ReasonRow,
    ReasonsData,
    StripData,
    envelopes_text,
    items_text,
    messages_text,
    rule_reasons,
    story_lines,
    story_strip,
)
from eda_core.presentation.wording import Spans
from eda_core.read_model.order_view import OrderView
from eda_core.sets.counting import GroupOfOrder

_STYLE: Final = files("eda_core.presentation").joinpath("story_page.css").read_text("utf-8")
_HASH: Final = b64encode(sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
)
"""Nothing may be loaded or run; the one style sheet is known by its hash (CSP Level 3)."""

_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9_-]+")


def file_name(order: str) -> str:
    """Return what the exported page of an order is called."""
    return f"order-{plain_name(order)}.html"


def plain_name(order: str) -> str:
    """Return the label of an order as it may stand in the name of a file."""
    return _NOT_IN_NAMES.sub("-", masked(order)).strip("-")[:60] or "story"


def story_page(
    view: OrderView,
    notifications: Sequence[Notification],
    machine: StateMachine,
    now_ms: int,
    group: GroupOfOrder | None = None,
) -> str:
    """Return the page. ``machine`` is the definition in force, ``now_ms`` the time of the world,
    ``group`` the orders that ended as this one did, beside those that did not.
    """
    head = order_summary(view, now_ms)
    title = f"Order {label_of(view.row.order)}: {head['word'].lower()}"
    special = None if group is None else special_of(group)
    parts = (
        _head(head),
        _section("When", strip_drawing(story_strip(view, notifications), _text)),
        _section("Path", path_drawing(state_graph(machine, view, now_ms), _text)),
        _section("Story", _story(story_lines(view, notifications, now_ms))),
        _section(rule_reasons(view)["title"], _rules(rule_reasons(view))),
        "" if special is None else _section(special["title"], _special(special)),
        _section("Orders table", _code(items_text(view) if view.items else "")),
        _section("Notifications", _code(messages_text(notifications))),
        _section("Envelopes", _code(envelopes_text(view))),
        f"<footer>As of {_text(iso_seconds(now_ms // 1000))}. Times are UTC. Account ids and"
        " addresses are masked.</footer>",
    )
    return _document(title, head["tone"], "".join(parts))


def _document(title: str, tone: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style></head>"
        f'<body class="tone-{_text(tone)}"><main>{body}</main></body></html>'
    )


def _text(words: Any) -> str:
    """Words as they may stand in the page: masked, and markup made harmless."""
    return escape(reveal(masked(str(words))))


def _spans(spans: Spans) -> str:
    """Words in a row; they are masked together, for a number may be split between them."""
    if masked("".join(words for words, _ in spans)) != "".join(masked(w) for w, _ in spans):
        return _text("".join(words for words, _ in spans))
    return "".join(f"<b>{_text(words)}</b>" if strong else _text(words) for words, strong in spans)


def _head(head: SummaryData) -> str:
    badges = "".join(f'<span class="badge">{_text(words)}</span>' for words in head["badges"])
    pill = f'<span class="pill">{_text(head["glyph"])} {_text(head["word"])}</span>'
    return (
        f"<header><h1>Order {_text(head['order'])} <small>{_text(head['amount'])}</small></h1>"
        f'<p>{pill}{badges}</p></header><p class="why">{_spans(head["why"])}</p>'
    )


def _section(title: str, body: str) -> str:
    return f"<section><h2>{_text(title)}</h2>{body}</section>"


def _story(lines: Iterable[StoryLine]) -> str:
    rows = (
        f"<li><time>{_text(line['time'])}</time><span>{_spans(line['spans'])}"
        f"<small>{_text(line['origin'])}</small></span></li>"
        for line in lines
    )
    return f"<ol>{''.join(rows)}</ol>"


def _special(special: SpecialData) -> str:
    """The differences as sentences with their numbers, and which are true of this order."""
    items = "".join(
        f"<li><time>{_text(line['mark'])}</time><span>{_text(line['sentence'])}"
        f"<small>{_text(line['notes'])}</small></span></li>"
        for line in special["lines"]
    )
    return f"<p>{_text(special['answer'])}</p>" + (f"<ol>{items}</ol>" if items else "")


def _rules(grid: ReasonsData) -> str:
    heads = "".join(f'<th scope="col">{_text(column["key"])}</th>' for column in grid["columns"])
    rows = "".join(_rule_row(row) for row in grid["rows"])
    return f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _rule_row(row: ReasonRow) -> str:
    cells = (
        f'<td class="{"taken" if cell["taken"] else "missed"}">'
        f"{'●' if cell['taken'] else '○'} {_text(cell['text'])}</td>"
        for cell in row["cells"]
    )
    return f'<tr><th scope="row">{_text(row["label"])}</th>{"".join(cells)}</tr>'


def _code(text: str) -> str:
    return f"<pre>{_text(text)}</pre>" if text else '<p class="none">Nothing of this order.</p>'


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
