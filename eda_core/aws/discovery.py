"""Where the parts of the stack are: by its outputs, else under the names of a stack built by hand.

Source of the lookup: CloudFormation API Reference, DescribeStacks. The names are those of
`eda_core.stack.Stack`, with the target's name for the prefix. The console of CloudWatch makes log
groups for EventBridge under ``/aws/events``, so the log is looked for there as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final

from eda_core.aws.clients import Clients
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.settings import BusKind

AGAIN_MS: Final = 60_000
"""A stack that was not found is looked for again after this long."""

BUS_ARN: Final = "EventBusArn"
"""The output that a stack with a custom bus has: of that bus nobody can make up the ARN."""

_NO_STACK: Final = frozenset((FailureKind.NOT_DEPLOYED, FailureKind.PERMISSION))


@dataclass(frozen=True, slots=True)
class Resources:
    """What the stack consists of. An empty text is a part nobody can name from here."""

    log_groups: tuple[str, ...]
    bus: str
    table: str
    state_machine_arn: str = ""
    api: str = ""
    dead_letter_queue: str = ""
    bus_log_groups: tuple[str, ...] = ()
    execution_log_group: str = ""
    bus_arn: str = ""
    fifo_dead_letter_queue: str = ""
    is_stack: bool = False

    @property
    def bus_kind(self) -> BusKind:
        """Which kind of bus it has: a custom one is known by its ARN only."""
        return BusKind.CUSTOM if self.bus_arn else BusKind.CLASSIC

    @property
    def dead_letter_queues(self) -> tuple[str, ...]:
        """The queues of dead letters whose addresses are known."""
        return tuple(filter(None, (self.dead_letter_queue, self.fifo_dead_letter_queue)))


def bus_kind(outputs: Mapping[str, str]) -> BusKind:
    """Return which kind of bus a stack with these outputs has."""
    return BusKind.CUSTOM if outputs.get(BUS_ARN) else BusKind.CLASSIC


def resources_from(outputs: Mapping[str, str], name: str) -> Resources:
    """Return the resources these stack outputs name; what they leave out has the name of
    the seed.
    """
    prefix = outputs.get("NamePrefix") or name
    groups = (outputs.get("LogGroupName", ""), f"{prefix}-all", f"/aws/events/{prefix}-all")
    return Resources(
        log_groups=tuple(dict.fromkeys(filter(None, groups))),
        bus=outputs.get("EventBusName") or prefix,
        table=outputs.get("TableName") or f"{prefix}-orders",
        state_machine_arn=outputs.get("StateMachineArn", ""),
        api=outputs.get("ApiEndpoint", ""),
        dead_letter_queue=outputs.get("DeadLetterQueueUrl", ""),
        bus_log_groups=_bus_log_groups(outputs, prefix),
        execution_log_group=outputs.get("ExecutionLogGroupName", ""),
        bus_arn=outputs.get(BUS_ARN, ""),
        fifo_dead_letter_queue=outputs.get("FifoDeadLetterQueueUrl", ""),
        is_stack=bool(outputs),
    )


def _bus_log_groups(outputs: Mapping[str, str], prefix: str) -> tuple[str, ...]:
    """Return where the bus may log: as the stack says, or the group the console proposes."""
    if not outputs:
        return (f"/aws/vendedlogs/events/event-bus/{prefix}",)
    return tuple(filter(None, (outputs.get("BusLogGroupName"),)))


class Discovery:
    """Finds the resources once, and again when they are gone. Safe to use from several threads."""

    def __init__(self, clients: Clients, clock: Callable[[], int]) -> None:
        self._clients = clients
        self._clock = clock
        self._lock = Lock()
        self._found: Resources | None = None
        self._found_ms = 0

    def resources(self) -> Resources:
        """Return the resources; raises `AwsFailure` where AWS cannot even be asked for
        the stack.
        """
        with self._lock:
            is_old = self._clock() - self._found_ms >= AGAIN_MS
            if self._found is None or (is_old and not self._found.is_stack):
                self._found, self._found_ms = self._look_up(), self._clock()
            return self._found

    def known(self) -> Resources | None:
        """Return what was found last; None before that. Waits for nobody."""
        return self._found

    def forget(self) -> None:
        """Something was not where it was said to be: look it up anew next time."""
        with self._lock:
            self._found = None

    def _look_up(self) -> Resources:
        name = self._clients.target.name
        try:
            answer = self._clients.call("cloudformation", "DescribeStacks", StackName=name)
        except AwsFailure as failure:
            if failure.kind in _NO_STACK:
                return self._by_name(name)
            raise
        outputs = _outputs(answer)
        return resources_from(outputs, name) if outputs else self._by_name(name)

    def _by_name(self, name: str) -> Resources:
        """A stack built by hand has no outputs, but the names the demo prescribes."""
        return replace(
            resources_from({}, name),
            state_machine_arn=self._state_machine_arn(f"{name}-payment-service"),
            dead_letter_queue=self._ask("sqs", "GetQueueUrl", QueueName=f"{name}-dlq").get(
                "QueueUrl", ""
            ),
        )

    def _state_machine_arn(self, name: str) -> str:
        caller = self._ask("sts", "GetCallerIdentity")
        partition = str(caller.get("Arn", "")).split(":")[1:2]
        if not caller.get("Account") or not partition:
            return ""
        region, account = self._clients.region, caller["Account"]
        return f"arn:{partition[0]}:states:{region}:{account}:stateMachine:{name}"

    def _ask(self, service: str, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """Return what is answered; nothing where it fails, for the part then stays unknown."""
        try:
            return self._clients.call(service, operation, **parameters)
        except AwsFailure:
            return {}


def _outputs(answer: Mapping[str, Any]) -> dict[str, str]:
    stacks = answer.get("Stacks") or [{}]
    outputs = stacks[0].get("Outputs") or []
    return {str(output.get("OutputKey")): str(output.get("OutputValue")) for output in outputs}
