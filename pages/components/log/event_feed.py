"""Every event of the bus as one line of a table, newest first; one can be chosen."""

from collections.abc import Callable
from typing import Any, Final

from pages.components.kit import assets
from pages.components.kit.memo import Memo

RECENT: Final = 30
"""Rows a refresh brings; the browser has the older ones, and asks for all when it has not."""


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None]) -> None:
    """Show the rows; ``picked(key)`` is the ``event`` and ``order`` of one that was chosen.

    A row of one ``stream`` never changes, so the newest are sent and the browser keeps the rest;
    give a few hundred at most, newest first.
    """
    sent = Memo[bool](f"{key}.sent")
    assets.mount("event_feed", _delta(data, sent), key, on_pick, on_resync_change=sent.forget)


def _delta(data: dict[str, Any], sent: Memo[bool]) -> dict[str, Any]:
    """Return the newest rows; all of them at first, for another stream, and when the
    browser asks.
    """
    rows, stream = data["rows"], data.get("stream", "")
    whole = not sent.of(stream)
    sent.keep(True, stream)
    return data | {"rows": rows if whole else rows[:RECENT], "count": len(rows), "whole": whole}
