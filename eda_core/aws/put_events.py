"""The bus of a deployed stack: events put on it by hand.

An answer of 200 may carry entries that failed (EventBridge API Reference, PutEvents), so every
entry's own result is handed on.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.errors import InvalidRequest
from eda_core.ports import EntryResult

_REFUSED: Final = frozenset(("ValidationException", "ValidationError", "ParamValidationError"))


class AwsBus:
    """PutEvents on the bus of a deployed stack; entries that name no bus go to its own."""

    def __init__(self, clients: Clients, discovery: Discovery) -> None:
        self._clients = clients
        self._discovery = discovery

    def put_events(self, entries: Sequence[Mapping[str, Any]]) -> tuple[EntryResult, ...]:
        """See `eda_core.ports.EventBus`; raises `AwsFailure` where AWS could not be asked."""
        bus = self._discovery.resources().bus
        try:
            answer = self._clients.call(
                "events", "PutEvents", Entries=[{"EventBusName": bus, **entry} for entry in entries]
            )
        except AwsFailure as failure:
            if failure.code in _REFUSED:
                raise InvalidRequest("ValidationException", failure.said) from None
            raise
        results = tuple(_result(result) for result in answer.get("Entries") or ())
        if len(results) != len(entries):
            raise AwsFailure(
                f"PutEvents answered {len(results)} results for {len(entries)} entries.",
                remedy="Look at the live log for what arrived before you put them again.",
                kind=FailureKind.SERVICE,
            )
        return results


def _result(result: Mapping[str, Any]) -> EntryResult:
    code = str(result.get("ErrorCode") or "")
    event_id = "" if code else str(result.get("EventId") or "")
    return EntryResult(event_id, code, str(result.get("ErrorMessage") or ""))
