"""The flow map for a hall: the same parts, in wider places, so that words of 16 units fit in them.

Its size is such that a unit is a pixel, or more, where the stage is 1280 pixels wide.
"""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from eda_core.presentation.live.flow_layout import Area, FlowLayout, Node

WIDTH: Final = 880

_PLACES: Final = (
    *((0, 0), (4, 1), (64, 75), (76, 80), (84, 88), (164, 160), (184, 178), (292, 290), (300, 298)),
    *(
        (326, 306),
        (430, 440),
        (456, 450),
        (520, 536),
        (552, 546),
        (664, 694),
        (682, 706),
        (690, 714),
    ),
    *((690, 714), (770, 802), (798, 814), (846, 870), (854, 878), (858, 880), (864, 880)),
)
"""What lies at this x of the usual map lies at that x of this one, and between them in between."""

_PILL: Final = 40
"""The height of a rule that has two lines."""

_MORE: Final = 12
"""What a part beside the way has room for at either side."""

_STEP: Final = re.compile(r"([A-Z])([^A-Z]*)")


def widened(layout: FlowLayout) -> FlowLayout:
    """Return the layout with its parts and lines in their wider places."""
    nodes = {key: _wider(node) for key, node in layout.nodes.items()}
    edges = {edge: _path(path) for edge, path in layout.edges.items()}
    areas = [_wider_area(area) for area in layout.areas]
    return replace(layout, nodes=nodes, edges=edges, areas=areas, width=WIDTH)


def _x(x: float) -> float:
    for (low, to_low), (high, to_high) in pairwise(_PLACES):
        if x <= high:
            return to_low + (x - low) * (to_high - to_low) / (high - low)
    return float(WIDTH)


def _wider_area(area: Area) -> Area:
    label, x, y, width, height, tint = area
    return label, _x(x), y, _x(x + width) - _x(x), height, tint


def _wider(node: Node) -> Node:
    left, right = _x(node.left), _x(node.right)
    if node.kind == "small":
        left, right = left - _MORE, right + _MORE
    has_two_lines = node.kind.startswith("rule") and node.h > _PILL / 2
    height = _PILL if has_two_lines else node.h
    return replace(node, x=(left + right) / 2, w=right - left, h=height)


def _path(path: str) -> str:
    """Return the path with every x moved; its commands are those of `flow_layout`: M, C, Q, H and
    V.
    """
    return "".join(f"{command}{_moved(command, rest)}" for command, rest in _STEP.findall(path))


def _moved(command: str, rest: str) -> str:
    if command == "V":
        return rest
    numbers = [float(each) for each in rest.split()]
    every = 1 if command == "H" else 2
    return " ".join(
        f"{_x(number) if at % every == 0 else number:.5g}" for at, number in enumerate(numbers)
    )
