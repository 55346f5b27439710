"""A world in which much went wrong, and its recording."""

import io
import json

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.read_model import ReadModel
from eda_core.recordings import (
    Act,
    NoteKind,
    SpeakerNote,
    read_recording,
    recording_of,
    write_recording,
)
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000
FAULTS = (FaultKind.DROP, FaultKind.DUPLICATE, FaultKind.TARGET_THROWS, FaultKind.TASK_FAILS)
ARN = "arn:aws:states:us-east-1:210987654321:execution:payments:e-1"


def troubled_model(orders=40):
    """A model of a world with lost and doubled events, failed executions, changes, a rule that
    names an account, and an event whose resources and detail do."""
    now = [START_MS]
    backend = simulated_backend(World(demo_stack(), START_MS, 11), lambda: now[0])
    for kind in FAULTS:
        backend.faults.arm(Fault(kind, share=0.1, next_n=None))
    for number in range(orders):
        body = {"id": 101 + number, "amount": (100, 900, 500)[number % 3]}
        backend.api.place(json.dumps(body))
        now[0] += 700
        if number == orders // 2:
            backend.editor.set_idempotent(True)
    backend.editor.put_rule("spy", '{"account":["123456789012"]}', "eda-demo-notification")
    detail = json.dumps({"id": 7, "arn": ARN, "mail": "eve@example.com", "amount": 210987654321})
    entry = {"Source": "x", "DetailType": "Seen", "Detail": detail, "Resources": [ARN]}
    backend.bus.put_events([entry])
    now[0] += 3_000_000
    model = ReadModel(backend, demo_stack())
    model.refresh()
    return model


ACTS = (
    Act("All", START_MS, START_MS + 9_000, show={"order": "101"}, planned_s=90),
    Act(
        "The limit <b>",
        START_MS + 9_000,
        START_MS + 20_000,
        page="orders",
        show={"show": "failed", "orders-text": "210987654321"},
        notes=(
            SpeakerNote(NoteKind.SAY, "Over 500 is declined."),
            SpeakerNote(NoteKind.FAILS, "Press R."),
        ),
        planned_s=200,
    ),
)


@pytest.fixture(scope="session")
def model():
    return troubled_model()


@pytest.fixture(scope="session")
def recorded(model):
    """The bytes of a recording of that world."""
    times = (model.instant.time.now_ms, START_MS + 5_000_000)
    return as_bytes(recording_of(model, "A demo", ACTS, times))


def as_bytes(recording):
    file = io.BytesIO()
    write_recording(recording, file)
    return file.getvalue()


def opened(data):
    return read_recording(io.BytesIO(data))
