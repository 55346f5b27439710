"""The integration ``events:putEvents`` of a Task, over whatever takes the entries.

Checks and answers are those of PutEvents (Step Functions guide, "Add EventBridge events"); a failed
entry fails the task with ``EventBridge.FailedEntry`` (recorded).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eda_core.asl import Json, TaskFailed, TaskHandler, TaskRequest, put_events_outcome
from eda_core.domain.errors import InvalidRequest
from eda_core.ports import EntryResult
from eda_core.simulator.entries import Entry, Refusal, read_entries

Put = Callable[[Sequence[Entry | Refusal], tuple[str, str]], Sequence[EntryResult]]
"""Takes entries, and the ARNs of state machine and execution, which join their ``resources``."""


def put_events_task(put: Put) -> TaskHandler:
    """Return the handler of the resource, which hands what it read to ``put``."""

    def handle(request: TaskRequest) -> Json:
        parameters = request.parameters
        entries = parameters.get("Entries") if isinstance(parameters, dict) else None
        try:
            accepted = read_entries(entries, weighed=True)
        except InvalidRequest as refused:
            raise TaskFailed(f"EventBridge.{refused.code}", str(refused)) from None
        arns = (request.state_machine_arn, request.execution_arn)
        return put_events_outcome(_response(put(accepted, arns)))

    return handle


def accepting(new_id: Callable[[], str]) -> Put:
    """Return a bus that takes every entry that can be read, and keeps none; ids come from
    ``new_id``.
    """

    def put(entries: Sequence[Entry | Refusal], _: tuple[str, str]) -> Sequence[EntryResult]:
        return [
            EntryResult("", entry.code, entry.message)
            if isinstance(entry, Refusal)
            else EntryResult(new_id())
            for entry in entries
        ]

    return put


def _response(results: Sequence[EntryResult]) -> Mapping[str, Any]:
    return {
        "Entries": [_entry(result) for result in results],
        "FailedEntryCount": len([result for result in results if result.error_code]),
    }


def _entry(result: EntryResult) -> dict[str, str]:
    if result.error_code:
        return {"ErrorCode": result.error_code, "ErrorMessage": result.error_message}
    return {"EventId": result.event_id}
