"""What each state type does: one function each, and the tables from type to function.

A state that is over at once returns the next state's name (None at the end of a branch) and its
output; a state that may take time is a generator that returns the same. Retry and Catch are here
too: which error names match, and how long to wait (AWS: *Handling errors*).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from eda_core.asl.failure import (
    ALL,
    DATA_LIMIT_EXCEEDED,
    TASK_FAILED,
    TIMEOUT,
    EvaluationFailed,
    StateFailed,
)
from eda_core.asl.model import (
    Catcher,
    ChoiceState,
    FailState,
    MapState,
    ParallelState,
    PassState,
    Retrier,
    State,
    SucceedState,
    TaskState,
    WaitState,
)
from eda_core.asl.payload import MISSING, Json, to_label, weigh
from eda_core.asl.running.dataflow import effective_input, effective_output, select_input
from eda_core.asl.running.fan_out import attempt_parallel
from eda_core.asl.running.map_state import attempt_map
from eda_core.asl.running.run import BranchRun, Steps
from eda_core.asl.running.seconds import MAX_SECONDS, seconds_at, timestamp_at
from eda_core.asl.running.task_state import attempt_task
from eda_core.asl.scope import Read

NO_CHOICE_MATCHED: Final = (
    "Failed to transition out of the state. The state does not point to a next state."
)

GuardedState: TypeAlias = TaskState | ParallelState | MapState

Left: TypeAlias = tuple[str | None, Json]
"""The name of the next state, None at the end of a branch, and the output."""


def run_pass(branch: BranchRun, state: PassState, data: Json) -> Left:
    """Hand on the effective input, or the fixed result (AWS: *Pass workflow state*)."""
    result, weight = effective_input(state.flow, data, branch)
    if state.result is not MISSING:
        result, weight = state.result, state.result_weight
    return state.next_name, effective_output(state.flow, data, result, weight, branch)


def run_choice(branch: BranchRun, state: ChoiceState, data: Json) -> Left:
    """Go on where the first rule that holds points (AWS: *Choice workflow state*).

    Nothing matching without a Default fails in the words emulators report of AWS.
    """
    selected, weight = select_input(state.flow, data, branch)
    flow, name = state.flow, state.default
    for choice in state.choices:
        if choice.rule.holds(selected, branch):
            flow, name = choice.flow, choice.next_name
            break
    if name is None:
        raise EvaluationFailed(NO_CHOICE_MATCHED)
    return name, effective_output(flow, data, selected, weight, branch)


def run_succeed(branch: BranchRun, state: SucceedState, data: Json) -> Left:
    """End the branch (AWS: *Succeed workflow state*)."""
    selected, weight = select_input(state.flow, data, branch)
    return None, effective_output(state.flow, data, selected, weight, branch)


def run_fail(branch: BranchRun, state: FailState, data: Json) -> Left:
    """Fail with the error and cause given, read or missing (AWS: *Fail workflow state*)."""
    error = _text_of(state.error, "ErrorPath", data, branch)
    cause = _text_of(state.cause, "CausePath", data, branch)
    raise StateFailed(error, cause)


def _text_of(source: str | Read | None, field: str, data: Json, branch: BranchRun) -> str | None:
    if source is None or isinstance(source, str):
        return source
    value = source(data, branch)
    if not isinstance(value, str):
        raise EvaluationFailed(f"The {field} field must lead to text, not to {to_label(value)}")
    return value


def run_wait(branch: BranchRun, state: WaitState, data: Json) -> Steps[Left]:
    """Wait for a time or until one (AWS: *Wait workflow state*)."""
    selected, weight = select_input(state.flow, data, branch)
    due_ms = _wait_until(branch, state, selected)
    if due_ms > branch.journal.now_ms:
        yield due_ms
    return state.next_name, effective_output(state.flow, data, selected, weight, branch)


def _wait_until(branch: BranchRun, state: WaitState, data: Json) -> int:
    if state.timestamp is not None:
        return timestamp_at(state.timestamp, data, branch)
    seconds = 0 if state.seconds is None else state.seconds
    return branch.journal.now_ms + 1000 * seconds_at(seconds, "SecondsPath", data, branch)


def run_guarded(branch: BranchRun, state: GuardedState, data: Json) -> Steps[Left]:
    """Run a Task, Parallel or Map state, with its Retry and Catch (AWS: *Handling errors*)."""
    attempts: Attempts | None = None
    branch.retries, branch.started = 0, False
    while True:
        try:
            result, weight = yield from ATTEMPT[state.kind](branch, state, data)
            return state.next_name, effective_output(state.flow, data, result, weight, branch)
        except (EvaluationFailed, StateFailed) as failure:
            failed = branch.locate(failure)
        attempts = attempts or Attempts(state.retry)
        delay_ms = attempts.next_delay(failed, branch.draw)
        if delay_ms is None:
            return _recover(branch, state, data, failed)
        branch.retries += 1
        branch.journal.count_work()
        yield branch.journal.now_ms + delay_ms


def _recover(branch: BranchRun, state: GuardedState, data: Json, failed: StateFailed) -> Left:
    """Go on at the catcher for ``failed``, or fail."""
    if branch.started:
        branch.record(f"{state.kind}StateFailed")
    catcher = find_catcher(state.catch, failed)
    if catcher is None:
        raise failed
    output = error_output(failed)
    branch.assigned = None
    return catcher.next_name, effective_output(catcher.flow, data, output, weigh(output), branch)


ATTEMPT: Final[dict[str, Callable[..., Steps[tuple[Json, int]]]]] = {
    "Task": attempt_task,
    "Parallel": attempt_parallel,
    "Map": attempt_map,
}
"""One attempt of each state type that has Retry and Catch; returns the result and its weight."""

RUN_AT_ONCE: Final[dict[str, Callable[..., Left]]] = {
    "Pass": run_pass,
    "Choice": run_choice,
    "Succeed": run_succeed,
    "Fail": run_fail,
}
"""The state types that are over as soon as they are entered."""

RUN: Final[dict[str, Callable[..., Steps[Left]]]] = {
    "Wait": run_wait,
    "Task": run_guarded,
    "Parallel": run_guarded,
    "Map": run_guarded,
}
"""The state types that may take time."""


def walk(branch: BranchRun, states: Mapping[str, State], start_at: str, data: Json) -> Steps[Json]:
    """Run states from ``start_at`` to the end of the branch; return the output of the last.

    Raises ``StateFailed`` where a state fails and nothing catches it.
    """
    name: str | None = start_at
    while name is not None:
        state = states[name]
        branch.enter(state, data)
        try:
            run_at_once = RUN_AT_ONCE.get(state.kind)
            if run_at_once is not None:
                name, data = run_at_once(branch, state, data)
            else:
                name, data = yield from RUN[state.kind](branch, state, data)
        except EvaluationFailed as failure:
            raise branch.locate(failure) from failure
        branch.exit(state, data)
    return data


_WILDCARDS: Final[dict[str, Callable[[str | None], bool]]] = {
    ALL: lambda error: error != DATA_LIMIT_EXCEEDED,
    TASK_FAILED: lambda error: error not in (DATA_LIMIT_EXCEEDED, TIMEOUT),
}


def matches(error_equals: Sequence[str], failed: StateFailed) -> bool:
    """Say whether one of the names stands for the error of ``failed``.

    ``States.Runtime`` is never matched, ``States.DataLimitExceeded`` only by its own name, and
    ``States.TaskFailed`` stands for all but ``States.Timeout``.
    """
    if failed.fatal:
        return False
    if failed.error in error_equals:
        return True
    return any(name in error_equals and test(failed.error) for name, test in _WILDCARDS.items())


def find_catcher(catch: Sequence[Catcher], failed: StateFailed) -> Catcher | None:
    """Return the first catcher for ``failed``, or None."""
    return next((catcher for catcher in catch if matches(catcher.error_equals, failed)), None)


def error_output(failed: StateFailed) -> dict[str, Json]:
    """Return what a Catch puts at its ResultPath: ``{"Error": ..., "Cause": ...}``."""
    given = {"Error": failed.error, "Cause": failed.cause}
    return {name: text for name, text in given.items() if text is not None}


class Attempts:
    """How often each retrier of a state has been used since the state was entered."""

    __slots__ = ("_retry", "_used")

    def __init__(self, retry: Sequence[Retrier]) -> None:
        self._retry = retry
        self._used = [0] * len(retry)

    def next_delay(self, failed: StateFailed, draw: Callable[[], float]) -> int | None:
        """Return after how many milliseconds to try again, or None to give up.

        The first retrier that matches decides, also when its attempts are used up. ``draw`` is
        asked only where a retrier has full jitter.
        """
        for index, retrier in enumerate(self._retry):
            if matches(retrier.error_equals, failed):
                return self._use(index, retrier, draw)
        return None

    def _use(self, index: int, retrier: Retrier, draw: Callable[[], float]) -> int | None:
        if self._used[index] >= retrier.max_attempts:
            return None
        delay = delay_seconds(retrier, self._used[index])
        self._used[index] += 1
        return round(1000 * (delay * draw() if retrier.full_jitter else delay))


def delay_seconds(retrier: Retrier, used: int) -> float:
    """Return the seconds before the attempt after ``used`` retries, jitter aside."""
    try:
        delay = retrier.interval_seconds * retrier.backoff_rate**used
    except OverflowError:
        delay = MAX_SECONDS
    return min(delay, retrier.max_delay_seconds)
