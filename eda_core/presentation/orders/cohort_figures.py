"""The pictures of groups of orders as Plotly figures, in its JSON form.

Colours and shapes are those of every page: a colour, a shape and a word for each fate. A point or
a bar carries in its custom data the group it stands for (`Group`).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from eda_core.domain.events import iso_milliseconds
from eda_core.domain.orders import label_of
from eda_core.domain.unseen import reveal
from eda_core.presentation.order.looks import FATE_LOOKS
from eda_core.presentation.orders.cohorts import BY_AMOUNT, BY_TIME, OVER_TIME, WAITING, durations
from eda_core.presentation.orders.figure_palette import DARK, LIGHT, Palette
from eda_core.presentation.wording import value_text
from eda_core.read_model.groups import ENDING, OPEN, PAYMENT, Cohorts, OrderMark, spread_of
from eda_core.read_model.order_status import Fate
from eda_core.stack.amount_limit import AmountLimit

MOST_POINTS: Final = 1500
"""Points drawn at most: each is a node of the page."""

BINS: Final = 48
HEIGHT: Final = 270
FONT: Final = "'Source Sans', 'Source Sans Pro', sans-serif"
"""The font of every page; a picture of Plotly has another one by itself."""

_ROW_JITTER: Final = 0.62
_PICKED: Final = {
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": 0.5}},
}
"""A picked point or bar stands out, and the others can still be read."""

_SHAPES: Final[Mapping[Fate, str]] = {
    Fate.COMPLETED: "circle",
    Fate.CANCELLED: "diamond",
    Fate.WAITING: "circle-open",
    Fate.OVERDUE: "hourglass-open",
    Fate.STUCK: "circle-x-open",
    Fate.UNKNOWN: "circle-open",
}
_STEPS_MS: Final = (
    *(100, 250, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000),
    *(600_000, 1_800_000, 3_600_000, 21_600_000, 86_400_000),
)


def figure_of(view: str, cohorts: Cohorts, dark: bool) -> dict[str, Any]:
    """Return the picture of this name in the colours of the theme."""
    palette = DARK if dark else LIGHT
    return _FIGURES[view](cohorts, palette)


def drawn(cohorts: Cohorts) -> tuple[OrderMark, ...]:
    """Return the orders that are drawn one by one: all, or evenly taken."""
    marks = [mark for mark in cohorts.marks if mark.amount is not None]
    step = max(1, -(-len(marks) // MOST_POINTS))
    return tuple(marks[::step])


def _there(cohorts: Cohorts) -> list[Fate]:
    present = {mark.fate for mark in cohorts.marks}
    return [fate for fate in Fate if fate in present]


def _word(fate: Fate) -> str:
    look = FATE_LOOKS[fate]
    return f"{look.glyph} {look.word.lower()}"


def _amounts(cohorts: Cohorts, palette: Palette) -> dict[str, Any]:
    fates = _there(cohorts)
    points = drawn(cohorts)
    rows = {fate: len(fates) - 1 - at for at, fate in enumerate(fates)}
    traces = [
        _strip([p for p in points if p.fate is fate], fate, rows[fate], palette) for fate in fates
    ]
    layout = _layout(palette, xaxis={"title": _title("amount", palette), "rangemode": "tozero"})
    layout["yaxis"] |= _APART | {
        "tickvals": [rows[fate] for fate in fates],
        "ticktext": [_word(fate) for fate in fates],
        "range": [-0.55, len(fates) - 0.35],
    }
    if cohorts.limit is not None:
        layout |= _limit_line(cohorts.limit.value, cohorts.limit.words, palette)
    return {"data": traces, "layout": layout}


def cliff_figure(cohorts: Cohorts, tried: AmountLimit, dark: bool) -> dict[str, Any]:
    """Return the orders by amount, with the limit in force and the one that is to be tried."""
    palette = DARK if dark else LIGHT
    figure = _amounts(cohorts, palette)
    if tried != cohorts.limit:
        line = _limit_line(tried.value, f"what if {tried.words}", palette, place=0.91)
        for name, parts in line.items():
            figure["layout"][name] = [*figure["layout"].get(name, ()), *parts]
    return figure


def _strip(points: Sequence[OrderMark], fate: Fate, row: int, palette: Palette) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _word(fate),
        "cliponaxis": False,
        "x": [point.amount for point in points],
        "y": [row + (_scatter(at) - 0.5) * _ROW_JITTER for at in range(len(points))],
        "customdata": [[fate.value, None, None, None, None] for _ in points],
        "ids": [reveal(label_of(point.order)) for point in points],
        "text": [reveal(f"Order {label_of(p.order)} · {value_text(p.amount)}") for p in points],
        "hovertemplate": f"%{{text}}<br>{_word(fate)}<extra></extra>",
        "marker": {
            "color": palette.tones[fate],
            "symbol": _SHAPES[fate],
            "size": 8,
            "opacity": 0.78,
        },
        **_PICKED,
    }


_APART: Final = {"ticks": "outside", "ticklen": 10, "tickcolor": "rgba(0,0,0,0)"}
"""Marks at the very end of the axis would touch the words beside it."""


def _scatter(at: int) -> float:
    """Return a place from 0 to 1, evenly spread however many there are (the golden ratio's
    multiples).
    """
    return (at * 0.6180339887498949) % 1


def _limit_line(value: float, words: str, palette: Palette, place: float = 1.0) -> dict[str, Any]:
    line = {"color": palette.accent, "width": 1.2, "dash": "dash"}
    ends = {"x0": value, "x1": value, "y0": 0, "y1": 1, "yref": "paper"}
    label = {
        "x": value,
        "y": place,
        "yref": "paper",
        "text": words,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "top",
        "xshift": 5,
        "font": {"color": palette.accent, "size": 12},
    }
    return {"shapes": [{"type": "line", "line": line, **ends}], "annotations": [label]}


def _times(cohorts: Cohorts, palette: Palette) -> dict[str, Any]:
    ended = [fate for fate in (Fate.CANCELLED, Fate.COMPLETED) if durations(cohorts, fate)]
    traces = [_box(durations(cohorts, fate), fate, palette) for fate in ended]
    every = [value for fate in ended for value in durations(cohorts, fate)]
    is_wide = bool(every) and max(every) > 30 * max(1, min(every)) and min(every) > 0
    axis: dict[str, Any] = {"title": _title("seconds from OrderCreated to the outcome", palette)}
    axis |= {"type": "log"} if is_wide else {"rangemode": "tozero"}
    return {"data": traces, "layout": _layout(palette, xaxis=axis)}


def _box(values: Sequence[int], fate: Fate, palette: Palette) -> dict[str, Any]:
    spread = spread_of(values)
    ends = [0, 0, 0, 0, 0]
    if spread is not None:
        quartiles = (spread.quarter, spread.median, spread.three_quarters)
        ends = [spread.least, *quartiles, spread.p95]
    seconds = [[value / 1000] for value in ends]
    names = ("lowerfence", "q1", "median", "q3", "upperfence")
    return {
        "type": "box",
        "orientation": "h",
        "name": _word(fate),
        "y": [_word(fate)],
        **dict(zip(names, seconds, strict=True)),
        "line": {"color": palette.tones[fate], "width": 1.5},
        "width": 0.45,
        "customdata": [[fate.value, None, None, None, None]],
        "hoverinfo": "x",
    }


def _over_time(cohorts: Cohorts, palette: Palette) -> dict[str, Any]:
    step, counts = binned(cohorts.marks)
    starts = sorted({start for start, _ in counts})
    traces = [
        _bar(fate, [iso_milliseconds(start + step // 2) for start in starts], palette)
        | {
            "y": [counts[start, fate] for start in starts],
            "width": step * 0.9,
            "customdata": [[fate.value, None, None, start, start + step] for start in starts],
            "hovertemplate": f"%{{x|%H:%M:%S}} · %{{y}} {_word(fate)}<extra></extra>",
        }
        for fate in _there(cohorts)
    ]
    layout = _layout(
        palette, xaxis={"type": "date", "title": _title("when they came, UTC", palette)}
    )
    layout |= {"barmode": "stack", "showlegend": True, "legend": _legend(palette)}
    layout["yaxis"] |= {"title": _title("orders", palette), "rangemode": "tozero", "showgrid": True}
    return {"data": traces, "layout": layout}


def binned(marks: Sequence[OrderMark]) -> tuple[int, Counter[tuple[int, Fate]]]:
    """Orders by when they came, in at most `BINS` steps of equal length (milliseconds)."""
    times = [mark.first_ms for mark in marks]
    span = max(times, default=0) - min(times, default=0)
    fitting = (step for step in _STEPS_MS if span < step * BINS)
    step = next(fitting, -(-span // BINS) or 1)
    return step, Counter((mark.first_ms - mark.first_ms % step, mark.fate) for mark in marks)


def _bar(fate: Fate, x: Sequence[Any], palette: Palette) -> dict[str, Any]:
    patterns = {Fate.CANCELLED: "/", Fate.WAITING: ".", Fate.OVERDUE: "-", Fate.STUCK: "x"}
    pattern = {"shape": patterns.get(fate, ""), "fillmode": "overlay", "size": 7, "solidity": 0.2}
    pattern |= {"fgcolor": palette.ground, "fgopacity": 0.75}
    marker = {"color": palette.tones[fate], "pattern": pattern}
    return {"type": "bar", "name": _word(fate), "x": list(x), "marker": marker, **_PICKED}


def _waiting(cohorts: Cohorts, palette: Palette) -> dict[str, Any]:
    traces = [_wait_bar(cohorts, fate, palette) for fate in OPEN if cohorts.count(fate)]
    layout = _layout(palette, xaxis={"title": _title("orders", palette), "rangemode": "tozero"})
    layout |= {"barmode": "stack", "showlegend": True, "legend": _legend(palette)}
    return {"data": traces, "layout": layout}


def _wait_bar(cohorts: Cohorts, fate: Fate, palette: Palette) -> dict[str, Any]:
    places = list(_places(cohorts))
    return _bar(fate, [cohorts.waits.get((fate, place), 0) for place in places], palette) | {
        "y": [f"for {place}" for place in places],
        "orientation": "h",
        "width": 0.4,
        "customdata": [[fate.value, None, None, None, None] for _ in places],
        "hovertemplate": f"%{{x}} {_word(fate)} %{{y}}<extra></extra>",
    }


def _places(cohorts: Cohorts) -> Iterator[str]:
    for place in (ENDING, PAYMENT):
        if any(waits_for == place for _, waits_for in cohorts.waits):
            yield place


def _layout(palette: Palette, xaxis: Mapping[str, Any]) -> dict[str, Any]:
    axis = {
        "gridcolor": palette.line,
        "linecolor": palette.line,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"color": palette.dim, "size": 12},
    }
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": palette.text, "size": 12, "family": FONT},
        "showlegend": False,
        "dragmode": "pan",
        "hovermode": "closest",
        "xaxis": {**axis, **xaxis, "fixedrange": True},
        "yaxis": {**axis, "showgrid": False, "fixedrange": True},
    }


def _title(words: str, palette: Palette) -> dict[str, Any]:
    return {"text": words, "font": {"color": palette.dim, "size": 12}}


def _legend(palette: Palette) -> dict[str, Any]:
    place = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
    return place | {"font": {"color": palette.text, "size": 12}}


_FIGURES: Final[Mapping[str, Callable[[Cohorts, Palette], dict[str, Any]]]] = {
    BY_AMOUNT: _amounts,
    BY_TIME: _times,
    OVER_TIME: _over_time,
    WAITING: _waiting,
}
