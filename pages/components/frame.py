"""What every live page shows around its own: the world in use, and the bar that holds time."""

from typing import Any

from eda_core.bootstrap import Connection
from eda_core.presentation.world import world_status
from pages.components import failures, time_bar, world_bar


def show(connection: Connection, bar: Any) -> int:
    """Refresh the model and show the frame; answers the world's time in epoch milliseconds.

    ``bar`` is the container at the top of the page. Call it first in a page's live fragment.
    """
    model, time = connection.model, connection.backend.time
    with failures.shown():
        model.refresh()
    now_ms = connection.now_ms()
    state = None if time is None else time.state()
    world_bar.show(world_status(model.world, model.last_event_ms(), now_ms, state))
    with bar:
        time_bar.show(connection)
    return now_ms
