"""The totals strip: large numbers, small labels, and how orders came over the last minute."""

from typing import Final, NotRequired, TypedDict

from eda_core.domain.durations import duration_text
from eda_core.domain.orders import Outcome
from eda_core.presentation.order.looks import OUTCOME_LOOKS, OVERDUE_LOOK
from eda_core.presentation.wording import NO_VALUE, count_text
from eda_core.read_model.order_table import Totals, Troubles
from eda_core.read_model.tables import Tables

BAR_MS: Final = 2000
"""What one bar of the sparkline covers."""

BARS: Final = 30


class TileData(TypedDict):
    """One figure; ``bars`` are its sparkline, oldest first.

    A ``count`` is shown as far as what is counted has arrived on screen.
    """

    key: str
    glyph: str
    value: str
    label: str
    tone: str
    count: NotRequired[int]
    bars: NotRequired[list[int]]
    title: NotRequired[str]


class TotalsData(TypedDict):
    """The component ``totals``."""

    tiles: list[TileData]


def recent_orders(tables: Tables, now_ms: int) -> tuple[int, ...]:
    """Orders that came in each `BAR_MS` of the last minute, oldest first.

    The bars stand on whole multiples of their length, so that they do not change as time goes by.
    """
    last_ms = now_ms // BAR_MS * BAR_MS + BAR_MS
    return tuple(tables.index.arrivals(last_ms - BAR_MS * BARS, BAR_MS, BARS))


def totals_strip(
    totals: Totals, troubles: Troubles, recent: tuple[int, ...] = (), overdue: int = 0
) -> TotalsData:
    """Return the tiles of the totals strip; ``recent`` are the bars of its sparkline.

    ``overdue`` of the orders that wait have done so for too long.
    """
    return {
        "tiles": [
            _submitted_tile(totals, recent),
            *(_outcome_tile(totals, outcome) for outcome in _ENDED),
            _waiting_tile(totals, troubles, overdue),
            *_overdue_tiles(overdue),
            _failures_tile(troubles),
            _dead_letters_tile(troubles),
            _tile("time", "", _time(totals.median_ms), _time_label(totals.p95_ms), "none"),
        ]
    }


_ENDED: Final = (Outcome.COMPLETED, Outcome.CANCELLED)


def log_totals(totals: Totals, troubles: Troubles, overdue: int = 0) -> TotalsData:
    """Return the tiles for an imported log, which does not tell what failed on the way."""
    tiles = totals_strip(totals, troubles, (), overdue)["tiles"]
    untold = ("failed", "dead")
    return {"tiles": [t | {"value": NO_VALUE} if t["key"] in untold else t for t in tiles]}


def _submitted_tile(totals: Totals, recent: tuple[int, ...]) -> TileData:
    tile = _count_tile("submitted", "", totals.orders, _submitted_label(totals), "none")
    if not any(recent):
        return tile
    title = f"{count_text(sum(recent))} of them in the last minute"
    return {**tile, "bars": list(recent), "title": title}


def _submitted_label(totals: Totals) -> str:
    """Return what the orders are called: of some the log has no OrderCreated to say it."""
    unknown = totals.by_outcome.get(Outcome.UNKNOWN, 0)
    return f"orders · {count_text(unknown)} not known" if unknown else "submitted"


def _outcome_tile(totals: Totals, outcome: Outcome) -> TileData:
    look = OUTCOME_LOOKS[outcome]
    count = totals.by_outcome[outcome]
    return _count_tile(look.tone, look.glyph, count, look.word.lower(), look.tone)


def _waiting_tile(totals: Totals, troubles: Troubles, overdue: int) -> TileData:
    """Orders that may still end; those that will not are told beside them."""
    tile = _outcome_tile(totals, Outcome.WAITING)
    waiting = totals.by_outcome[Outcome.WAITING] - troubles.stuck - overdue
    stuck = f" · {count_text(troubles.stuck)} stuck" if troubles.stuck else ""
    label, value = tile["label"] + stuck, count_text(waiting)
    return {**tile, "value": value, "count": waiting, "label": label}


def _overdue_tiles(overdue: int) -> list[TileData]:
    """Return a tile for what was lost, while there is any: what comes late still ends the order."""
    look = OVERDUE_LOOK
    word = look.word.lower()
    return [_count_tile(word, look.glyph, overdue, word, look.tone)] if overdue else []


def _failures_tile(troubles: Troubles) -> TileData:
    """Return what fails on the way and is no dead letter: none of it decides an order's outcome.

    What went well at a later attempt is no failure any more, and is still told.
    """
    parts = {
        "failed executions": troubles.executions,
        "deliveries tried again": troubles.retrying,
        "dropped": troubles.dropped,
    }
    healed = {"recovered": troubles.recovered}
    words = ", ".join(f"{name}: {number}" for name, number in (parts | healed).items())
    later = f" · {count_text(troubles.recovered)} recovered" if troubles.recovered else ""
    return {**_trouble_tile("failed", sum(parts.values()), f"failures{later}"), "title": words}


def _dead_letters_tile(troubles: Troubles) -> TileData:
    return _trouble_tile("dead", troubles.dead_letters, "dead letters")


def _trouble_tile(key: str, count: int, label: str) -> TileData:
    look = ("!", "stuck") if count else ("", "none")
    return _count_tile(key, look[0], count, label, look[1])


def _time(median_ms: int | None) -> str:
    return NO_VALUE if median_ms is None else duration_text(median_ms)


def _time_label(p95_ms: int | None) -> str:
    return "to outcome" if p95_ms is None else f"median · p95 {duration_text(p95_ms)}"


def _count_tile(key: str, glyph: str, count: int, label: str, tone: str) -> TileData:
    return {**_tile(key, glyph, count_text(count), label, tone), "count": count}


def _tile(key: str, glyph: str, value: str, label: str, tone: str) -> TileData:
    return {"key": key, "glyph": glyph, "value": value, "label": label, "tone": tone}
