"""Executions as the state machine logs them, where the stack has it do so: without their data.

A record is an event of an execution's history, with the names of JSON (Step Functions Developer
Guide, "Using CloudWatch Logs to log execution history"): ``id``, ``type``, ``details``,
``previous_event_id``, ``event_timestamp`` and ``execution_arn``. Log delivery is by best effort, so
an execution is whole once all its events have come, from the first to an end. That numbers come as
text, and ids without gaps from 1 on, is assumed.
"""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import nlargest
from threading import Lock
from typing import Any, Final, NamedTuple

from eda_core.asl import Execution, ExecutionStatus
from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery, Resources
from eda_core.aws.reading.execution_history import execution_from
from eda_core.aws.reading.source import Polled
from eda_core.aws.reading.vended_log import VendedLog

KEPT: Final = 10_000
"""Executions that are kept, those found last."""

MOST_EVENTS: Final = 1_000
"""Events of one execution; a longer one is read by its history alone."""

LATEST: Final = 2**43
"""A time beyond this, in epoch milliseconds, is none."""


class _Record(NamedTuple):
    arn: str
    at_ms: int
    event: dict[str, Any]


@dataclass(slots=True)
class _Logged:
    """The events of one execution by their ids, and what they were last made into."""

    arn: str
    begun_ms: int
    events: dict[int, dict[str, Any]] = field(default_factory=dict)
    made: Execution | None = None

    def take(self, record: _Record) -> None:
        """Take an event; one that came before changes nothing."""
        number = record.event["id"]
        if len(self.events) < MOST_EVENTS and number not in self.events:
            self.events[number] = record.event
            self.begun_ms = min(self.begun_ms, record.at_ms)
            self.made = None

    def execution(self) -> Execution:
        """Return the execution as far as its events tell."""
        if self.made is None:
            events = [self.events[number] for number in sorted(self.events)]
            self.made = execution_from(self.arn, events)
        return self.made

    @property
    def is_whole(self) -> bool:
        """Whether no event is missing from the first one on, as far as it has come."""
        return set(self.events) == set(range(1, len(self.events) + 1))


class ExecutionLog:
    """Reads the log of executions; ``of`` tells one by its ARN once all of it is known."""

    def __init__(self, clients: Clients, discovery: Discovery, start_ms: int) -> None:
        self.log = VendedLog(clients, discovery, start_ms, _groups, _record_of)
        self._lock = Lock()
        self._logged: OrderedDict[str, _Logged] = OrderedDict()

    def ask(self, now_ms: int) -> Polled:
        """Read what is new, where there is such a log; see `eda_core.aws.reading.source.Ask`."""
        records = self.log.poll(now_ms)
        with self._lock:
            for record in filter(None, records):
                self._take(record)
        return Polled(is_new=any(records), is_behind=self.log.is_behind)

    def _take(self, record: _Record) -> None:
        logged = self._logged.setdefault(record.arn, _Logged(record.arn, record.at_ms))
        logged.take(record)
        if len(self._logged) > KEPT:
            self._logged.popitem(last=False)

    def of(self, arn: str) -> Execution | None:
        """Return the execution; None while the log lacks any of it."""
        found = self.so_far(arn)
        is_told = found is not None and found[1] and found[0].status is not ExecutionStatus.RUNNING
        return found[0] if found is not None and is_told else None

    def so_far(self, arn: str) -> tuple[Execution, bool] | None:
        """Return what the log tells of an execution, and whether that has no gap."""
        with self._lock:
            logged = self._logged.get(arn)
            return None if logged is None else (logged.execution(), logged.is_whole)

    def newest(self, most: int) -> Sequence[str]:
        """Return the ARNs of so many executions, those begun last first."""
        with self._lock:
            found = nlargest(most, self._logged.values(), key=lambda each: each.begun_ms)
        return [logged.arn for logged in found]


def _groups(resources: Resources) -> tuple[str, ...]:
    return (resources.execution_log_group,) if resources.execution_log_group else ()


def _record_of(_number: int, _ingested_ms: int, text: str) -> _Record | None:
    """Return the event a log message tells of, as GetExecutionHistory has it; None for another."""
    try:
        record = json.loads(text)
        at_ms = int(record["event_timestamp"])
        event = {
            "id": int(record["id"]),
            "previousEventId": int(record["previous_event_id"]),
            "type": str(record["type"]),
            "timestamp": _time(at_ms),
            "loggedEventDetails": record.get("details") or {},
        }
        return _Record(str(record["execution_arn"]), at_ms, event)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _time(at_ms: int) -> datetime:
    if not 0 <= at_ms < LATEST:
        raise ValueError(f"{at_ms} is no time.")
    return datetime.fromtimestamp(at_ms / 1000, UTC)
