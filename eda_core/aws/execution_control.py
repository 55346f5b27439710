"""Executions of the deployed payment service as a list, and the starting of one by hand.

Source: Step Functions API Reference, ListExecutions and StartExecution.
"""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from eda_core.asl import Execution, ExecutionStatus, Json
from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.reading.execution_history import milliseconds_of
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.events import name_again

_REFUSED: Final = frozenset(
    ("ExecutionAlreadyExists", "InvalidExecutionInput", "InvalidName", "ValidationException")
)


class AwsExecutionControl:
    """The payment service's executions. ``clock`` is the wall clock in epoch milliseconds."""

    def __init__(self, clients: Clients, discovery: Discovery, clock: Callable[[], int]) -> None:
        self._clients = clients
        self._discovery = discovery
        self._clock = clock

    def newest(self, status: str = "", skipped: int = 0, most: int = 100) -> Sequence[Execution]:
        """See `eda_core.ports.ExecutionControl`; without inputs, outputs and histories."""
        wanted: dict[str, Any] = {"statusFilter": status} if status else {}
        pages = self._clients.pages(
            "stepfunctions", "ListExecutions", stateMachineArn=self._machine(), **wanted
        )
        found = (_listed(item) for page in pages for item in page.get("executions", ()))
        return list(islice(found, skipped, skipped + most))

    def start(self, given: Json, name: str = "", *, again: bool = False) -> Execution:
        """See `eda_core.ports.ExecutionControl`; raises `AwsFailure` where AWS did not start it.

        It has a name in any case, so that boto3, trying once more, starts no second one.
        """
        name = name or str(uuid.uuid4())
        name = name_again(name, self._clock()) if again else name
        try:
            answer = self._clients.call(
                "stepfunctions",
                "StartExecution",
                stateMachineArn=self._machine(),
                name=name,
                input=json.dumps(given, ensure_ascii=False),
            )
        except AwsFailure as failure:
            if failure.code in _REFUSED:
                raise InvalidRequest(failure.code, failure.said) from None
            raise
        started_ms = milliseconds_of(answer.get("startDate"))
        return _execution(str(answer.get("executionArn")), given, started_ms)

    def _machine(self) -> str:
        arn = self._discovery.resources().state_machine_arn
        if not arn:
            raise AwsFailure(
                "The state machine of the payment service is not known.",
                remedy="python -m eda_core preflight",
                kind=FailureKind.NOT_DEPLOYED,
            )
        return arn


def _listed(item: Mapping[str, Any]) -> Execution:
    known = item.get("status") in set(ExecutionStatus)
    status = ExecutionStatus(item["status"]) if known else ExecutionStatus.FAILED  # ABORTED
    ended = item.get("stopDate")
    ended_ms = None if ended is None else milliseconds_of(ended)
    started_ms = milliseconds_of(item.get("startDate"))
    return _execution(str(item.get("executionArn")), None, started_ms, status, ended_ms)


def _execution(
    arn: str,
    given: Json,
    started_ms: int,
    status: ExecutionStatus = ExecutionStatus.RUNNING,
    ended_ms: int | None = None,
) -> Execution:
    return Execution(arn, status, given, None, None, None, started_ms, ended_ms, ())
