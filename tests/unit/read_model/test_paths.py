"""The path of an order whose execution nobody has read."""

from eda_core.asl import ExecutionStatus
from eda_core.read_model.execution_paths import PathOrigin, path_taken
from eda_core.read_model.timeline import timeline
from tests.rooms import Room


def unread(room, order):
    """The path as the log alone tells it."""
    return room.model.ask(
        lambda tables: path_taken(timeline(tables.records_of(order)), None, tables.stacks)
    )


def test_a_prediction_that_fails_still_runs_until_a_failure_is_read():
    room = Room()
    room.put('{"id": 7}')
    assert unread(room, 7).status is ExecutionStatus.RUNNING


def test_a_payment_that_came_was_published_by_an_execution_that_did_not_fail():
    room = Room()
    room.put('{"id": 7}')
    room.put('{"id": 7}', "PaymentSucceeded", "payment-service")
    path = unread(room, 7)
    assert (path.origin, path.status) == (PathOrigin.CONTRADICTED, ExecutionStatus.SUCCEEDED)
    assert (path.error, path.cause) == ("", "")


def test_an_order_too_deep_for_an_execution_is_shown_without_a_path():
    room = Room()
    room.put('{"id": 7, "amount": 10, "deep": %s}' % ("[" * 300 + "]" * 300))
    view = room.order(7)
    assert view.path is None
    assert len(view.timeline) == 1
