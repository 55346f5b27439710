"""The bar of recordings: the badge and the acts of one, and the keys; with the menu of all."""

from collections.abc import Callable
from typing import Any, Final

from eda_core.app.bootstrap import Connection
from eda_core.presentation.recording.acts_bar import acts_bar
from pages.components.frame import moment_bar, session
from pages.components.kit import assets
from pages.components.kit.action import with_page
from pages.components.recording import driven, marking, menu, walk

_KEY: Final = "acts-bar"


def show(connection: Connection) -> None:
    """Show the bar; of a live world it is the keys alone."""
    marks = marking.marks(connection)
    data = acts_bar(
        connection.recording,
        walk.ACT.get(),
        walk.auto(),
        walk.open_ready() if connection.recording is None else "",
        None if marks is None else len(marks.acts),
        driven.words(),
    )
    assets.mount("acts_bar", data, key=_KEY, on_pick=with_page(_KEY, _act))
    menu.show(connection)


def _act(wish: Any) -> None:
    if not isinstance(wish, dict):
        return
    for name, do in _WISHES.items():
        if name in wish:
            do(wish[name])


def _want(act: Any) -> None:
    if isinstance(act, int) and not isinstance(act, bool):
        walk.want(act)


def _step(direction: Any) -> None:
    connection = session.looked_at()
    if connection is not None:
        moment_bar.step(connection, -1 if direction == -1 else 1)


def _mark(_: Any) -> None:
    connection = session.looked_at()
    if connection is not None:
        marking.mark(connection)


_WISHES: Final[dict[str, Callable[[Any], None]]] = {
    "act": _want,
    "step": _step,
    "auto": lambda _: walk.change_auto(walk.turn_auto()),
    "recording": lambda wanted: walk.show_recording(wanted is True),
    "mark": _mark,
    "leave": lambda _: driven.leave(),
}
