"""The rows of executions that a log tells of."""

import json
from dataclasses import replace

import pytest

from eda_core.asl import ExecutionStatus
from eda_core.ports import LoggedExecution
from eda_core.presentation.payment.execution_rows import (
    NONE_YET,
    execution_rows,
    executions_note,
)
from eda_core.simulator.world import World
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000


@pytest.fixture(scope="module")
def execution():
    world = World(demo_stack(), START_MS, seed=1)
    world.place(json.dumps({"id": 101, "amount": 900}))
    world.run_to_end()
    (only,) = world.payments.newest("")
    return replace(
        only, arn="arn:aws:states:r:1:execution:m:abcdefgh-1234", ended_ms=START_MS + 900
    )


def cells(logged):
    """The cells of one row, as they are read."""
    (row,) = execution_rows([logged])
    return {name: text.replace("\\", "").replace("\u00a0", " ") for name, text in row.items()}


def test_a_row_has_order_status_times_and_path(execution):
    execution = replace(execution, started_ms=START_MS)
    assert cells(LoggedExecution(execution, 101)) == {
        "Order": "101",
        "Execution": "SUCCEEDED",
        "Began": "12:00:00",
        "Took": "0.90 s",
        "Path": "isFraud → Payment Failed → Notify EventBus",
    }


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "not named yet (abcdefgh)"),
        ({"is_asked": True, "is_read": True}, "no order in its input (abcdefgh)"),
        ({"is_asked": True}, "not to be had (abcdefgh)"),
        ({"order": "<b>"}, '"<b>"'),
    ],
)
def test_a_row_without_an_order_says_why(execution, known, words):
    assert cells(LoggedExecution(execution, **known))["Order"] == words


def test_what_is_missing_and_what_goes_on_is_said(execution):
    running = replace(execution, status=ExecutionStatus.RUNNING, ended_ms=None)
    row = cells(LoggedExecution(running, is_whole=False))
    assert row["Took"] == "not over"
    assert row["Path"].startswith("steps missing: isFraud")


def test_the_note_counts_what_cost_a_call_and_what_is_not_known(execution):
    rows = [
        LoggedExecution(execution, 101),
        LoggedExecution(execution, 102, is_asked=True, is_read=True),
        LoggedExecution(execution),
    ]
    assert executions_note(rows) == (
        "The newest 3 by the log of executions, which has no data"
        " · 1 history read for want of an event · 1 without a known order"
    )
    assert executions_note([]) == NONE_YET
