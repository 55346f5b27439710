"""Dead letters of a deployed stack, delivered again to the target each of them names.

Two kinds lie in the queue. What EventBridge could not deliver is the event, with the target's ARN
as the attribute ``TARGET_ARN`` (EventBridge User Guide, "Using dead-letter queues"). What a
function raised on is a record with the function's ARN and the event in it (Lambda Developer Guide,
"Capturing records of Lambda asynchronous invocations"). What names no target of this stack stays.

A custom bus leaves a record that has the subscriber and the event's id, and not the event
(EventBridge User Guide, eb-custom-bus-retry), so the event is taken from the catch-all log. AWS's
own way is a subscriber that starts at a point in time; for one event the log is nearer.

A letter is deleted once its target has it, so a failure in between may deliver it twice.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery, Resources
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.events import name_again
from eda_core.domain.settings import BusKind
from eda_core.domain.subscriber_log import subscriber_name
from eda_core.stack import demo_stack

MOST: Final = 20
"""Batches of ten that are received in one go; the next press goes on."""

HIDDEN_SECONDS: Final = 30
"""How long a letter that was received is hidden from others who receive."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """A message: its handle, the ARN of its target and the event; both empty where unknown.

    With a ``subscriber`` (its name) it is a record of a custom bus, and the event its id alone.
    """

    handle: str
    message_id: str
    target: str = ""
    event: Any = None
    subscriber: str = ""


FindEvent = Callable[[str], Mapping[str, Any] | None]
"""Returns the envelope of the event with this id, as far as the log was read; else None."""


def _no_log(_event_id: str) -> None:
    return None


class AwsRedrive:
    """See `eda_core.ports.RedriveControl`. ``clock`` is the wall clock in epoch milliseconds,
    ``find`` looks an event up in the log.
    """

    def __init__(
        self,
        clients: Clients,
        discovery: Discovery,
        clock: Callable[[], int],
        find: FindEvent = _no_log,
    ) -> None:
        self._clients = clients
        self._discovery = discovery
        self._clock = clock
        self._find = find

    def redrive(self, event_id: str = "", rule: str = "") -> int:  # noqa: ARG002 - a letter names its target, not its rule
        """Deliver the letters of an event again, or all; return how many.

        Raises `AwsFailure` where AWS refuses, and where none says for which target it was.
        """
        resources = self._discovery.resources()
        sent = left = 0
        for queue in resources.dead_letter_queues:
            for letter in self._receive(queue):
                if event_id and _id_of(letter.event) != event_id:
                    continue
                if self._deliver(self._whole(letter, resources), resources):
                    handle = letter.handle
                    self._clients.call("sqs", "DeleteMessage", QueueUrl=queue, ReceiptHandle=handle)
                    sent += 1
                else:
                    left += 1
        if left and not sent:
            raise _unaddressed(left)
        return sent

    def _whole(self, letter: _Letter, resources: Resources) -> _Letter:
        """Return the letter with its target and event, where it is a record of a custom bus."""
        if not letter.subscriber:
            return letter
        target = _subscribed(resources).get(letter.subscriber, "")
        event = self._find(str(_id_of(letter.event)))
        return replace(letter, target=target if event else "", event=event)

    def _receive(self, queue: str) -> Iterator[_Letter]:
        """Yield the letters in the queue; what is received is hidden for a while, so none comes
        twice.
        """
        for _ in range(MOST):
            answer = self._clients.call(
                "sqs",
                "ReceiveMessage",
                QueueUrl=queue,
                MaxNumberOfMessages=10,
                VisibilityTimeout=HIDDEN_SECONDS,
                WaitTimeSeconds=1,  # asks all of SQS's servers; without, some letters may not show
                MessageAttributeNames=["All"],
            )
            messages = answer.get("Messages") or ()
            if not messages:
                return
            yield from map(_letter, messages)

    def _deliver(self, letter: _Letter, resources: Resources) -> bool:
        deliver = _targets(resources).get(_unqualified(letter.target))
        if deliver is None:
            return False
        deliver(self, letter)
        return True

    def _invoke(self, letter: _Letter) -> None:
        self._clients.call(
            "lambda",
            "Invoke",
            FunctionName=_unqualified(letter.target),
            InvocationType="Event",
            Payload=json.dumps(letter.event).encode(),
        )

    def _start(self, letter: _Letter) -> None:
        self._clients.call(
            "stepfunctions",
            "StartExecution",
            stateMachineArn=letter.target,
            name=name_again(letter.message_id[:48], self._clock()),
            input=json.dumps(letter.event, ensure_ascii=False),
        )


_Deliver = Callable[[AwsRedrive, _Letter], None]


def _targets(resources: Resources) -> Mapping[str, _Deliver]:
    """Return how each target of this stack is given an event, by its ARN; nobody else's is."""
    machine = resources.state_machine_arn
    parts = machine.split(":")
    if len(parts) < len(_MACHINE_ARN):
        return {}
    partition, region, account = parts[1], parts[3], parts[4]
    lambdas = f"arn:{partition}:lambda:{region}:{account}:function:{resources.bus}"
    functions = {f"{lambdas}-{name}": AwsRedrive._invoke for name in _FUNCTIONS}
    return {machine: AwsRedrive._start, **functions}


def _subscribed(resources: Resources) -> Mapping[str, str]:
    """Return the ARN of the target of each subscriber, by the name it has in this stack."""
    arns = {arn.rpartition(":")[2]: arn for arn in _targets(resources)}
    stack = demo_stack(BusKind.CUSTOM)
    named = {
        each.name: f"{resources.bus}{each.target.name.removeprefix(stack.bus)}"
        for each in stack.subscribers
    }
    return {f"{resources.bus}-{name}": arns.get(target, "") for name, target in named.items()}


_MACHINE_ARN: Final = ("arn", "partition", "states", "region", "account", "stateMachine", "name")
_FUNCTIONS: Final = ("update-order", "notification")
_FUNCTION_PARTS: Final = 7


def _unqualified(arn: str) -> str:
    """Return a function's ARN without its version or alias."""
    return ":".join(arn.split(":")[:_FUNCTION_PARTS])


def _letter(message: Mapping[str, Any]) -> _Letter:
    """Read a message; anybody may have put it there, so it may be anything."""
    handle, message_id = str(message.get("ReceiptHandle")), str(message.get("MessageId"))
    try:
        body = json.loads(str(message.get("Body")))
    except (ValueError, RecursionError):
        return _Letter(handle, message_id)
    if subscriber := subscriber_name(body.get("subscriberArn") if isinstance(body, dict) else None):
        return _Letter(handle, message_id, "", {"id": _failed_id(body)}, subscriber)
    attribute = (message.get("MessageAttributes") or {}).get("TARGET_ARN") or {}
    if attribute.get("StringValue"):
        return _Letter(handle, message_id, str(attribute["StringValue"]), body)
    context = body.get("requestContext") if isinstance(body, dict) else None
    if not isinstance(context, dict):
        return _Letter(handle, message_id, "", body)
    return _Letter(handle, message_id, str(context.get("functionArn")), body.get("requestPayload"))


def _failed_id(record: Mapping[str, Any]) -> Any:
    """Return the id of the event a record of a custom bus is about: of one, as batches have one."""
    failed = record.get("failedMessages")
    first = failed[0] if isinstance(failed, list) and failed else None
    return first.get("eventId") if isinstance(first, dict) else None


def _id_of(event: Any) -> Any:
    return event.get("id") if isinstance(event, dict) else None


def _unaddressed(count: int) -> AwsFailure:
    letters = "1 dead letter" if count == 1 else f"{count} dead letters"
    return AwsFailure(
        f"No target of this stack is named by {letters}: nothing was sent again.",
        remedy="aws sqs receive-message --message-attribute-names All --queue-url URL",
        kind=FailureKind.REFUSED,
    )
