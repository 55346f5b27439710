"""What a target of a custom bus gets of an event, and what is kept of one that was given up.

Shapes: User Guide, eb-custom-bus-addressing, eb-custom-bus-transform; records: eb-custom-bus-retry.
"""

from collections.abc import Callable
from random import Random
from typing import Any, Final, NamedTuple

from eda_core.asl import EventScope, event_value
from eda_core.domain.events import ACCOUNT, REGION, iso_milliseconds
from eda_core.simulator.bus import Delivery, PublishedAs
from eda_core.simulator.chance import Ids
from eda_core.stack import Stack
from eda_core.stack.subscribers import Subscriber, Transformer

ID_CHARACTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
MOST_MESSAGE: Final = 1_024
NOT_ON_A_BUS: Final = PublishedAs(0, "")


def sequence_text(sequence: int) -> str:
    """Return a place on the bus as the service writes one: digits that grow as events come in."""
    return f"1{sequence:019d}"


def system_metadata(delivery: Delivery) -> dict[str, str]:
    """Return what the bus says of an event; every value is text (documented).

    Assumed, unknown 7: ``aws:EventId`` is the ``id`` of the envelope.
    """
    event, how = delivery.event, delivery.how or NOT_ON_A_BUS
    repeat = {"DeduplicationId": how.deduplication_id} if how.deduplication_id else {}
    return {
        "ContentType": "application/eventbridge+json",
        "EventGroupId": how.group,
        **repeat,
        "aws:EventId": event.id,
        "aws:IngestionTime": iso_milliseconds(delivery.published_ms),
        "aws:SequenceNumber": sequence_text(how.sequence),
        "aws:DeliveryType": "REPLAY" if how.replayed else "LIVE",
        "aws:Source": event.source,
        "aws:DetailType": event.detail_type,
    }


def with_metadata(delivery: Delivery) -> dict[str, Any]:
    """Return all three parts of an event; what PutEvents published has no metadata."""
    data = delivery.event.to_envelope()
    return {"Data": data, "Metadata": {}, "SystemMetadata": system_metadata(delivery)}


class Shaper:
    """Makes of an event what a subscriber's target gets; chance and ids for expressions."""

    __slots__ = ("_ids", "_random")

    def __init__(self, ids: Ids, random: Random) -> None:
        self._ids = ids
        self._random = random

    def shape(self, subscriber: Subscriber, delivery: Delivery) -> Delivery:
        """Return what the target gets: an array of a batch, else the event; raises `ValueError`."""
        make = _SHAPES[subscriber.transformer]
        if delivery.batch:
            payload: Any = [make(self, subscriber, each) for each in delivery.batch]
        else:
            payload = make(self, subscriber, delivery)
        return delivery._replace(envelope=payload)

    def evaluate(self, subscriber: Subscriber, delivery: Delivery) -> Any:
        """Return what the expression of a transformer makes of an event."""
        at_ms, draw = delivery.published_ms, self._random.random
        variables = {"events": with_metadata(delivery)}
        return event_value(
            subscriber.expression, EventScope(variables, at_ms, draw, self._ids.uuid)
        )


_SHAPES: Final[dict[Transformer, Callable[[Shaper, Subscriber, Delivery], Any]]] = {
    Transformer.RAW: lambda _shaper, _subscriber, delivery: delivery.event.to_envelope(),
    Transformer.WITH_METADATA: lambda _shaper, _subscriber, delivery: with_metadata(delivery),
    Transformer.JSONATA: Shaper.evaluate,
}


class GivenUp(NamedTuple):
    """Why a call was given up, and what it was about: a dead letter is this, and not the event.

    ``attempts`` counts the calls made again; ``exhausted`` is the condition that ended them.
    """

    subscriber: Subscriber
    code: str
    message: str
    attempts: int
    exhausted: str
    events: tuple[Delivery, ...]

    def record(self, stack: Stack) -> dict[str, Any]:
        """Return the message in the dead-letter queue (seen by others: with an ``id`` too)."""
        return {
            "version": "1.0",
            "busArn": bus_arn(stack),
            "subscriberArn": subscriber_arn(self.subscriber.name),
            "targetArn": target_arn(self.subscriber, stack),
            "errorCode": self.code,
            "errorMessage": self.message[:MOST_MESSAGE],
            "exhaustedRetryCondition": self.exhausted,
            "retryAttempts": self.attempts,
            "failedMessages": list(map(_failed_message, self.events)),
        }


def _failed_message(delivery: Delivery) -> dict[str, str]:
    how = delivery.how or NOT_ON_A_BUS
    return {
        "eventId": delivery.event.id,
        "eventGroupId": how.group,
        "deduplicationId": how.deduplication_id,
        "timestamp": iso_milliseconds(delivery.published_ms),
    }


def _random_id(name: str) -> str:
    """Return the 25 characters after a name: on AWS they are drawn, here they are of the name."""
    draw = Random(name)  # noqa: S311 - repeatable, not secret
    return "".join(draw.choice(ID_CHARACTERS) for _ in range(25))


def bus_arn(stack: Stack) -> str:
    """Return the ARN of the bus of a stack."""
    return f"arn:aws:events:{REGION}:{ACCOUNT}:event-busv2/{stack.bus}/{_random_id(stack.bus)}"


def subscriber_arn(name: str) -> str:
    """Return the ARN of a subscriber."""
    return f"arn:aws:events:{REGION}:{ACCOUNT}:subscriber/{name}/{_random_id(name)}"


def target_arn(subscriber: Subscriber, stack: Stack) -> str:
    """Return the ARN of what a subscriber calls."""
    name = subscriber.target.name
    if subscriber.target.name == stack.log_group:
        return "arn:aws:events:::aws-sdk:cloudwatchlogs:putLogEvents"
    if subscriber.target.name == stack.state_machine:
        return "arn:aws:events:::aws-sdk:sfn:startExecution"
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
