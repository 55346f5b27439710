"""Executions as the state machine logs them, where the stack has it do so: without their data.

A record is an event of an execution's history, with the names of JSON (Step Functions Developer
Guide, "Using CloudWatch Logs to log execution history"): ``id``, ``type``, ``details``,
``previous_event_id``, ``event_timestamp`` and ``execution_arn``. Log delivery is by best effort, so
an execution counts once all its events have come, from the first to an end. That numbers come as
text, and ids without gaps from 1 on, is assumed.
"""

import json
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final, NamedTuple

from eda_core.asl import Execution, ExecutionStatus
from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.reading.execution_history import execution_from
from eda_core.aws.reading.log_tail import GroupTail
from eda_core.aws.reading.source import Polled

KEPT: Final = 10_000
"""Executions that are kept, those begun last."""

MOST_EVENTS: Final = 1_000
"""Events of one execution; a longer one is read by its history alone."""

OVERLAP_MS: Final = 5 * 60_000
LATEST: Final = 2**43
"""A time beyond this, in epoch milliseconds, is none."""


class _Record(NamedTuple):
    arn: str
    event: dict[str, Any]


class ExecutionLog:
    """Reads the log of executions; ``of`` tells one by its ARN once all of it is known."""

    def __init__(self, clients: Clients, discovery: Discovery, start_ms: int) -> None:
        def read_page(**parameters: Any) -> Mapping[str, Any]:
            return clients.call("logs", "FilterLogEvents", **parameters)

        self._discovery = discovery
        self._tail = GroupTail(read_page, (), start_ms, _record_of, OVERLAP_MS)
        self._lock = Lock()
        self._events: OrderedDict[str, dict[int, dict[str, Any]]] = OrderedDict()

    def ask(self, now_ms: int) -> Polled:
        """Read what is new, where there is such a log; see `eda_core.aws.reading.source.Ask`."""
        group = self._discovery.resources().execution_log_group
        if not group:
            return Polled()
        self._tail.groups = (group,)
        try:
            records = self._tail.poll(now_ms)
        except AwsFailure as failure:
            if failure.kind is not FailureKind.NOT_DEPLOYED:
                raise
            return Polled()
        with self._lock:
            for record in filter(None, records):
                self._take(record)
        return Polled(is_new=any(records), is_behind=self._tail.is_behind)

    def _take(self, record: _Record) -> None:
        events = self._events.setdefault(record.arn, {})
        if len(events) < MOST_EVENTS:
            events.setdefault(record.event["id"], record.event)
        if len(self._events) > KEPT:
            self._events.popitem(last=False)

    def of(self, arn: str) -> Execution | None:
        """Return the execution; None while the log lacks any of it."""
        with self._lock:
            events = dict(self._events.get(arn, ()))
        if not events or set(events) != set(range(1, len(events) + 1)):
            return None
        execution = execution_from(arn, [events[number] for number in sorted(events)])
        return None if execution.status is ExecutionStatus.RUNNING else execution


def _record_of(_number: int, _ingested_ms: int, text: str) -> _Record | None:
    """Return the event a log message tells of, as GetExecutionHistory has it; None for another."""
    try:
        record = json.loads(text)
        event = {
            "id": int(record["id"]),
            "previousEventId": int(record["previous_event_id"]),
            "type": str(record["type"]),
            "timestamp": _time(int(record["event_timestamp"])),
            "loggedEventDetails": record.get("details") or {},
        }
        return _Record(str(record["execution_arn"]), event)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _time(at_ms: int) -> datetime:
    if not 0 <= at_ms < LATEST:
        raise ValueError(f"{at_ms} is no time.")
    return datetime.fromtimestamp(at_ms / 1000, UTC)
