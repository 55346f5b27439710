"""The registry of tasks as armed faults have it: a task may fail before it is called."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from eda_core.asl import PUT_EVENTS, Json, TaskFailed, TaskHandler, TaskRequest, TaskResult
from eda_core.domain.faults import FaultKind
from eda_core.domain.orders import OrderId, Source, order_id_of
from eda_core.simulator.armed_faults import Faults

_THROTTLED: Final = {
    "Entries": [{"ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded."}],
    "FailedEntryCount": 1,
}


class FaultyTasks(Mapping[str, TaskHandler]):
    """Tasks by resource; while a fault is armed, each call passes by it first."""

    __slots__ = ("_faults", "_tasks")

    def __init__(self, tasks: Mapping[str, TaskHandler], faults: Faults) -> None:
        self._tasks = tasks
        self._faults = faults

    def __getitem__(self, resource: str) -> TaskHandler:
        handler = self._tasks[resource]
        return partial(self._call, handler) if self._faults.armed else handler

    def get(self, resource: str, default: Any = None) -> Any:
        """Return the handler of ``resource``; asked for every Task, so quickly where none fails."""
        if self._faults.armed:
            return super().get(resource, default)
        return self._tasks.get(resource, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tasks)

    def __len__(self) -> int:
        return len(self._tasks)

    def _call(self, handler: TaskHandler, request: TaskRequest) -> TaskResult | Json:
        order = _order_of(request.parameters)
        if self._faults.strikes(FaultKind.TASK_FAILS, request.state_name, order):
            raise TaskFailed("States.TaskFailed", "The task was broken on purpose.")
        throttled = FaultKind.PUBLISH_THROTTLED
        if request.resource == PUT_EVENTS and self._faults.strikes(
            throttled, Source.PAYMENT_SERVICE.value, order
        ):
            raise TaskFailed("EventBridge.FailedEntry", json.dumps(_THROTTLED))
        return handler(request)


def _order_of(parameters: Json) -> OrderId | None:
    """Return the order a task is about: the id in its entries, or in its payload."""
    if not isinstance(parameters, dict):
        return None
    entries = parameters.get("Entries")
    if isinstance(entries, list) and entries and isinstance(entries[0], dict):
        return order_id_of(entries[0].get("Detail"))
    return order_id_of(parameters.get("Payload"))
