"""An order that had several executions: all that is said of it is of the one that counts."""

import json

import pytest

from eda_core.asl import ExecutionStatus
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Outcome
from eda_core.presentation.order.card import order_summary
from eda_core.presentation.order.in_words import plain
from eda_core.read_model.execution_paths import PathOrigin
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.order_status import verdict_of
from tests.rooms import Room

NO_AMOUNT = '{"id": 1}'


@pytest.fixture
def room():
    return Room()


def why(room):
    return plain(order_summary(room.order(1), room.now_ms)["why"])


def row_of(room):
    return room.model.ask(lambda tables: verdict_of(tables.known, 1))


@pytest.mark.parametrize(
    ("amounts", "outcome"), [((100, 800), "failed"), ((800, 100), "succeeded")]
)
def test_an_order_created_again_is_explained_by_its_own_amount(room, amounts, outcome):
    for amount in amounts:
        room.place(1, amount)
    word = "true" if amounts[1] > 500 else "false"
    assert f"amount {amounts[1]} > 500 is {word}, so the payment {outcome}" in why(room)


def test_its_path_is_one_that_the_traffic_counts(room):
    room.place(1, 100)
    room.place(1, 800)
    traffic = room.model.traffic(room.model.stack.machine, room.now_ms)
    assert set(traffic.states) == set(room.order(1).path.states)


def test_an_order_created_again_is_not_late(room):
    room.place(1, 100)
    room.place(1, 800)
    assert room.order(1).expected_next(room.now_ms).progress is OrderProgress.DONE
    assert not row_of(room).is_odd


def test_while_the_second_execution_runs_the_first_says_nothing_of_it(room):
    room.place(1, 100)
    room.place(1, 800, seconds=0.1)
    path = room.order(1).path
    assert (path.origin, path.status) == (PathOrigin.PREDICTED, ExecutionStatus.RUNNING)
    assert why(room).startswith("So far: in isFraud, amount 800 > 500 is true")
    assert why(room).endswith("the order is waiting for the payment.")


def test_one_that_fails_after_another_went_well_is_stuck_on_card_and_row(room):
    room.place(1, 100)
    room.put(NO_AMOUNT)
    assert room.order(1).path.status is ExecutionStatus.FAILED
    assert room.order(1).expected_next(room.now_ms).progress is OrderProgress.STUCK
    assert row_of(room).execution is ExecutionStatus.FAILED


def test_one_that_went_well_after_another_failed_is_not_stuck(room):
    room.put(NO_AMOUNT)
    room.place(1, 100)
    assert room.order(1).path.status is row_of(room).execution is ExecutionStatus.SUCCEEDED
    assert row_of(room).fate != "STUCK"
    assert room.model.newest_orders(1)[0].error == ""


def test_an_execution_started_again_explains_the_outcome_that_it_brought(room):
    room.place(1, 900)
    first = room.order(1).path.execution
    definition = json.dumps(room.model.stack.machine.definition).replace("500", "1000")
    room.editor.put_definition(definition)
    room.backend.control.start(first.input, again=True)
    room.let_pass(60)
    assert room.order(1).row.outcome is Outcome.COMPLETED
    assert "amount 900 > 1000 is false, so the payment succeeded" in why(room)


def test_one_started_again_that_went_well_takes_the_place_of_one_that_failed(room):
    room.backend.api.place('{"id": 1, "amount": 100}')
    room.put(NO_AMOUNT)
    failed = room.order(1).path.execution
    edited = {**failed.input, "detail": {"id": 1, "amount": 100}}
    room.backend.control.start(edited, again=True)
    room.let_pass(60)
    assert room.order(1).path.status is row_of(room).execution is ExecutionStatus.SUCCEEDED


def test_a_payment_that_never_got_through_does_not_explain_the_outcome(room):
    room.place(1, 900)
    first = room.order(1).path.execution
    definition = json.dumps(room.model.stack.machine.definition).replace("500", "1000")
    room.editor.put_definition(definition)
    room.world.arm(Fault(FaultKind.TARGET_THROWS, room.stack.update_order, next_n=9))
    room.backend.control.start(first.input, again=True)
    room.let_pass(10)
    assert room.kinds(1)[-1] == "PaymentSucceeded"
    assert room.order(1).row.outcome is Outcome.CANCELLED
    assert "amount 900 > 500 is true, so the payment failed" in why(room)


@pytest.mark.parametrize("seed", range(6))
def test_of_two_that_ran_at_once_the_one_that_ended_the_order_explains_it(seed):
    room = Room(seed=seed)
    room.place(1, 100, seconds=0)
    room.place(1, 800)
    ends = {Outcome.COMPLETED: "is false, so the payment succeeded"}
    word = ends.get(room.order(1).row.outcome, "is true, so the payment failed")
    assert word in why(room)
