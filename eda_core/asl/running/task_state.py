"""One attempt of a Task state: schedule, call, and hold the call against its timeouts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from eda_core.asl.failure import (
    HEARTBEAT_TIMEOUT,
    NEEDS_MOCK,
    TIMEOUT,
    MockNeeded,
    StateFailed,
)
from eda_core.asl.model import Number, TaskState
from eda_core.asl.payload import Json, shorten, weigh_received
from eda_core.asl.running.dataflow import effective_input, select_input
from eda_core.asl.running.run import BranchRun, Steps
from eda_core.asl.running.seconds import seconds_at
from eda_core.asl.tasks import TaskFailed, TaskRequest, TaskResult, in_first_partition


@dataclass(frozen=True, slots=True)
class _Limits:
    """The timeouts of one attempt in seconds, and how the history names them."""

    timeout: int | None
    heartbeat: int | None
    details: Mapping[str, Json]


_FUNCTION: Final = re.compile(r"arn:[^:]+:lambda:")
_NO_LIMITS = _Limits(None, None, {})


def attempt_task(branch: BranchRun, state: TaskState, data: Json) -> Steps[tuple[Json, int]]:
    """Call the resource of ``state`` once; return its output and the weight of that.

    Raises ``StateFailed`` where the call fails, or takes longer than TimeoutSeconds or
    HeartbeatSeconds allow (AWS: *Task workflow state*).
    """
    parameters, _ = effective_input(state.flow, data, branch)
    limits = _limits(branch, state, data)
    events, journal = _events_of(state.resource), branch.journal
    branch.record(events.scheduled, (state.resource, journal.arn, parameters, limits.details))
    branch.record(events.started, (state.resource,))
    output = answer = journal.ask(lambda: _call(branch, state, parameters))
    if isinstance(answer, (TaskResult, TaskFailed)):
        refuse_unanswered(answer, state.name, state.resource)
        yield from _spend(branch, state, answer.duration_ms, limits)
        if isinstance(answer, TaskFailed):
            branch.record(events.failed, (state.resource, answer.error, answer.cause))
            raise StateFailed(answer.error, answer.cause)
        output = answer.output
    weight = weigh_received(output)
    branch.record(events.succeeded, (state.resource, output))
    return output, weight


class _Events(NamedTuple):
    """How the history names the events of a resource (AWS: *HistoryEvent*)."""

    scheduled: str
    started: str
    succeeded: str
    failed: str
    timed_out: str


@lru_cache(maxsize=256)
def _events_of(resource: str) -> _Events:
    if _FUNCTION.match(resource) is not None:
        family = "LambdaFunction"
    else:
        family = "Activity" if ":activity:" in resource else "Task"
    endings = ("Scheduled", "Started", "Succeeded", "Failed", "TimedOut")
    return _Events(*[family + ending for ending in endings])


def refuse_unanswered(answer: Json, state_name: str, resource: str) -> None:
    """Raise ``MockNeeded`` where ``answer`` says that a mock is missing."""
    if isinstance(answer, TaskFailed) and answer.error == NEEDS_MOCK:
        raise MockNeeded(state_name, resource, answer.cause)


def mocked_answer(branch: BranchRun, name: str, resource: str) -> TaskResult | TaskFailed | None:
    """Return what the mock of the state ``name`` answers this attempt, None without a mock."""
    mock = branch.journal.environment.mocks.get(name)
    if mock is None:
        return None
    answer = mock.answer(branch.retries)
    if answer is not None:
        return answer
    missing = f'the mocked response "{shorten(mock.name)}" has no answer to attempt'
    return TaskFailed(NEEDS_MOCK, f"{_calls(name, resource)}, and {missing} {branch.retries}.")


def unanswered(name: str, resource: str) -> TaskFailed:
    """Return the answer to a call that nothing here can make."""
    return TaskFailed(NEEDS_MOCK, f"{_calls(name, resource)}, which is not here: mock the state.")


def _calls(name: str, resource: str) -> str:
    return f"The state '{name}' calls {shorten(resource, 300)}"


def _call(branch: BranchRun, state: TaskState, parameters: Json) -> TaskResult | TaskFailed | Json:
    """Return what the mock or the handler returned, or the failure it raised."""
    journal = branch.journal
    if journal.environment.mocks:
        mocked = mocked_answer(branch, state.name, state.resource)
        if mocked is not None:
            return mocked
    tasks = journal.environment.tasks
    handler = tasks.get(state.resource) or tasks.get(in_first_partition(state.resource))
    if handler is None:
        return unanswered(state.name, state.resource)
    machine, now_ms = journal.environment.state_machine_arn, journal.now_ms
    asked = (state.resource, parameters, journal.arn, machine, state.name, now_ms)
    try:
        return handler(tuple.__new__(TaskRequest, asked))  # in half the time of its class
    except TaskFailed as failed:
        return failed


def _limits(branch: BranchRun, state: TaskState, data: Json) -> _Limits:
    if state.timeout is None and state.heartbeat is None:
        return _NO_LIMITS
    selected, _ = select_input(state.flow, data, branch)
    timeout = _seconds(state.timeout, "TimeoutSecondsPath", selected, branch)
    heartbeat = _seconds(state.heartbeat, "HeartbeatSecondsPath", selected, branch)
    given = {"timeoutInSeconds": timeout, "heartbeatInSeconds": heartbeat}
    shown = {name: seconds for name, seconds in given.items() if seconds is not None}
    return _Limits(timeout, heartbeat, shown)


def _seconds(source: Number | None, field: str, data: Json, branch: BranchRun) -> int | None:
    return None if source is None else seconds_at(source, field, data, branch)


def _spend(branch: BranchRun, state: TaskState, duration_ms: int, limits: _Limits) -> Steps[None]:
    """Let the time of the call pass, or the shorter timeout and then fail."""
    started_ms = branch.journal.now_ms
    given = ((limits.timeout, TIMEOUT), (limits.heartbeat, HEARTBEAT_TIMEOUT))
    over = [(1000 * limit, error) for limit, error in given if limit is not None]
    limit_ms, error = min(over, default=(duration_ms, TIMEOUT))
    spent_ms = min(duration_ms, limit_ms)
    if spent_ms > 0:
        yield started_ms + spent_ms
    if duration_ms > limit_ms:
        branch.record(_events_of(state.resource).timed_out, (state.resource, error, None))
        raise StateFailed(error, None)
