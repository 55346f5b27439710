"""The bus of a deployed stack: events put on it by hand.

An answer of 200 may carry entries that failed (EventBridge API Reference, PutEvents), so every
entry's own result is handed on. A custom bus has a service of its own, which takes the ARN of the
bus with the request and no name with an entry (service model eventbridgev2).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.settings import BusKind
from eda_core.ports import EntryResult

_WHOLE: Final = "InvalidInputException"
"""What a custom bus answers to a request it does not take."""

_REFUSED: Final = frozenset(
    ("ValidationException", "ValidationError", "ParamValidationError", _WHOLE)
)
_ON_CUSTOM_BUS: Final = ("Source", "DetailType", "Detail", "Resources", "Time", "SystemMetadata")
"""What an entry of a custom bus may have; a bus of its own and a trace header it has not."""


class AwsBus:
    """PutEvents on the bus of a deployed stack; entries that name no bus go to its own."""

    def __init__(self, clients: Clients, discovery: Discovery) -> None:
        self._clients = clients
        self._discovery = discovery

    def put_events(self, entries: Sequence[Mapping[str, Any]]) -> tuple[EntryResult, ...]:
        """See `eda_core.ports.EventBus`; raises `AwsFailure` where AWS could not be asked."""
        try:
            answer = self._put(entries)
        except AwsFailure as failure:
            if failure.code in _REFUSED:
                code = failure.code if failure.code == _WHOLE else "ValidationException"
                raise InvalidRequest(code, failure.said) from None
            raise
        results = tuple(_result(result) for result in answer.get("Entries") or ())
        if len(results) != len(entries):
            raise AwsFailure(
                f"PutEvents answered {len(results)} results for {len(entries)} entries.",
                remedy="Look at the live log for what arrived before you put them again.",
                kind=FailureKind.SERVICE,
            )
        return results

    def _put(self, entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        resources = self._discovery.resources()
        if resources.bus_kind is BusKind.CUSTOM:
            given = [{n: entry[n] for n in _ON_CUSTOM_BUS if n in entry} for entry in entries]
            bus = resources.bus_arn
            return self._clients.call("eventbridgev2", "PutEvents", EventBusArn=bus, Entries=given)
        named = [{"EventBusName": resources.bus, **entry} for entry in entries]
        return self._clients.call("events", "PutEvents", Entries=named)


def _result(result: Mapping[str, Any]) -> EntryResult:
    code = str(result.get("ErrorCode") or "")
    event_id = "" if code else str(result.get("EventId") or "")
    message, *place = (
        str(result.get(name) or "") for name in ("ErrorMessage", "SequenceNumber", "SuccessCode")
    )
    return EntryResult(event_id, code, message, *place)
