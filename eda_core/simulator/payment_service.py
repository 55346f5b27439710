"""Payment service: runs the stack's state machine for each event delivered to it.

An execution that has to wait is resumed by the scheduler when it is due. Executions are kept whole,
as Step Functions keeps them for 90 days.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from random import Random
from typing import Any, Final

from eda_core.asl import (
    PUT_EVENTS,
    Environment,
    Execution,
    ExecutionStatus,
    Json,
    Replay,
    Run,
    StateMachine,
    TaskFailed,
    TaskHandler,
    TaskRequest,
    TaskResult,
    resume_execution,
    start_execution,
)
from eda_core.domain.events import ACCOUNT, REGION, name_again
from eda_core.domain.faults import FaultKind
from eda_core.domain.orders import OrderId, Source, order_id_of
from eda_core.simulator.armed_faults import Faults
from eda_core.simulator.bus import Delivery
from eda_core.simulator.chance import Ids
from eda_core.simulator.entries import Put, put_events_task
from eda_core.simulator.integrations import Integrations, Services
from eda_core.simulator.recent import Recent
from eda_core.simulator.scheduler import Scheduler
from eda_core.stack import Stack

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


class PaymentService:
    """The state machine of the stack, as a target of the bus. ``failed`` is oldest first."""

    def __init__(
        self, stack: Stack, scheduler: Scheduler, put: Put, ids: Ids, random: Random
    ) -> None:
        self._machine = stack.machine
        self._scheduler = scheduler
        self._ids = ids
        self._environment = Environment(
            tasks={PUT_EVENTS: put_events_task(put)},
            state_machine_arn=f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{stack.state_machine}",
            role_arn=f"arn:aws:iam::{ACCOUNT}:role/{stack.state_machine}",
            draw=random.random,
            new_uuid=ids.uuid,
        )
        self._prefix = self._environment.execution_arn("")
        self._runs: dict[str, Run] = {}
        self.failed: Recent[Execution] = Recent()
        self.older: Callable[[str], Execution | None] = lambda _: None
        """Finds an execution that `forget_ended` forgot."""
        self.older_newest: Callable[[], Iterator[Execution]] = lambda: iter(())
        """Finds all that it forgot, the newest first."""

    def connect(self, stack: Stack, services: Services) -> Integrations:
        """Let a Task call the functions, the topic and the table of the stack as well.

        Returns the registry, in which more functions can be registered.
        """
        integrations = Integrations(stack, services, self._environment.tasks)
        self._environment = replace(self._environment, tasks=integrations)
        return integrations

    def break_with(self, faults: Faults) -> None:
        """Let tasks fail where faults are armed for them."""
        tasks = FaultyTasks(self._environment.tasks, faults)
        self._environment = replace(self._environment, tasks=tasks)

    def use(self, machine: StateMachine) -> None:
        """Start executions of this definition from now on; those under way keep their own."""
        self._machine = machine

    def start(self, delivery: Delivery) -> None:
        """Start an execution with the event's envelope as its input."""
        self._start(delivery.envelope, self._ids.uuid())

    def begin(self, given: Json, name: str, *, again: bool) -> Execution:
        """Start an execution with this input and this name, or a new one, and return it."""
        name = name or self._ids.uuid()
        name = name_again(name, self._scheduler.now_ms) if again else name
        return self._start(given, name).execution

    def _start(self, given: Json, name: str) -> Run:
        arn, now_ms = self.arn_of(name), self._scheduler.now_ms
        run = start_execution(self._machine, given, self._environment, arn=arn, now_ms=now_ms)
        self._runs[arn] = run
        self.advance(run)
        return run

    def arn_of(self, name: str) -> str:
        """Return the ARN of the execution with this name."""
        return self._prefix + name

    def newest(self, status: str) -> Iterator[Execution]:
        """Return the executions that stand so, all with an empty status, newest first.

        Those forgotten come after all that are kept.
        """
        kept = (run.execution for run in reversed(self._runs.values()))
        every = chain(kept, self.older_newest())
        return (each for each in every if status in ("", each.status))

    def execution(self, arn: str) -> Execution | None:
        """Return the execution with this ARN, running or ended, or None if there is none."""
        run = self._runs.get(arn)
        return self.older(arn) if run is None else run.execution

    def run(self, arn: str) -> Run:
        """Return the execution with this ARN that is kept here; raises `KeyError`."""
        return self._runs[arn]

    def under_way(self) -> Iterator[Run]:
        """Return the executions that have not ended."""
        return (run for run in self._runs.values() if not _has_ended(run))

    def ended(self) -> list[Run]:
        """Return the executions kept here that have ended."""
        return [run for run in self._runs.values() if _has_ended(run)]

    def forget_ended(self) -> None:
        """Keep only what is under way: ``older`` finds the rest from now on."""
        self._runs = {run.journal.arn: run for run in self.under_way()}
        self.failed.forget()

    def resumed(
        self,
        name: str,
        given: Json,
        machine: StateMachine,
        *progress: Any,
    ) -> Run:
        """Return an execution of this service as it was when it was written down.

        It goes on once it is given to `take_up`.

        ``progress`` is when it was started, until when it has done its work, and the answers it
        got.
        """
        started_ms, until_ms, answers = progress
        replay = Replay(machine, self._environment, answers, until_ms)
        return resume_execution(replay, given, arn=self._prefix + name, started_ms=started_ms)

    def take_up(self, run: Run) -> None:
        """Keep an execution that was begun before."""
        self._runs[run.journal.arn] = run

    def advance(self, run: Run) -> None:
        """Go on with an execution as far as it can go now."""
        due_ms = run.advance(self._scheduler.now_ms)
        if due_ms is not None:
            self._scheduler.schedule(due_ms, self.advance, run)
        elif run.status is not ExecutionStatus.SUCCEEDED:
            self.failed.append(run.execution)


def _has_ended(run: Run) -> bool:
    """Return whether it has; one that broke has nothing due either."""
    return run.due_ms is None and run.status is not ExecutionStatus.RUNNING
