"""Steps of deliveries that came with an imported log: what its bus log told, one JSON line each."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from eda_core.domain.bus_log import BusLogStep
from eda_core.domain.chunks import to_json
from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.delivery_ledger import DeliveryLedger

MOST_STEPS: Final = 1_000_000
"""Steps of one log that are kept: what is known of deliveries is held in memory."""


def step_line(step: BusLogStep) -> bytes:
    """Return a step as a line; `steps_in` reads it."""
    return f"{to_json(list(step))}\n".encode("ascii")


def steps_in(path: Path) -> Iterator[BusLogStep]:
    """Yield the steps of a file, none where there is no such file; a damaged line is passed over.

    Raises `OSError` where the file cannot be read.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                event_id, invocation, name, at_ms, *more = json.loads(line)
                yield BusLogStep(event_id, invocation, DeliveryStep(name), int(at_ms), *more)
            except (ValueError, TypeError, RecursionError):
                continue


def ledger_of(path: Path, targets: Mapping[str, str]) -> DeliveryLedger:
    """Return what the steps of a file say of deliveries; ``targets`` are those of known rules.

    Raises `OSError` where the file cannot be read.
    """
    ledger = DeliveryLedger(targets)
    for step in steps_in(path):
        ledger.note_step(step, 0)
    ledger.release(float("inf"))
    return ledger
