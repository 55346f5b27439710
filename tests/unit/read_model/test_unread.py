from dataclasses import replace

from eda_core.domain.errors import BackendUnavailable
from eda_core.read_model import ReadModel
from tests.rooms import Room


class Silent:
    """Sources that cannot be read."""

    def history(self, order):
        raise BackendUnavailable("The orders table does not answer.")

    def by_arn(self, arn):
        raise BackendUnavailable("Step Functions does not answer.")


def test_an_order_shows_what_is_known_when_other_sources_are_silent():
    room = Room()
    room.place(101)
    backend = replace(room.backend, orders=Silent(), executions=Silent())
    model = ReadModel(backend, room.stack)
    model.refresh()
    view = model.order(101)
    assert view.row.outcome == "COMPLETED"
    assert view.items == ()
    assert len(view.unread) == 2
