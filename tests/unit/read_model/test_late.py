from dataclasses import replace

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.read_model import ReadModel
from tests.rooms import Room


@pytest.mark.parametrize(("late_ms", "progress"), [(2_000, "late"), (30_000, "waiting")])
def test_what_is_late_depends_on_where_the_stack_runs(late_ms, progress):
    room = Room()
    room.backend.faults.arm(
        Fault(FaultKind.DROP, "payment-service-filtering-orders", next_n=1, share=None)
    )
    room.place(101, seconds=10)
    model = ReadModel(room.backend, replace(room.stack, late_ms=late_ms))
    model.refresh()
    assert model.order(101).expected_next(room.now_ms).progress == progress
