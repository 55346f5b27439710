"""`POST /order`, `GET /order/{id}` and `POST /events`: the ports of a world, over HTTP."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.orders import COSTS, order_from_label
from eda_core.domain.settings import Settings, settings_in_address
from eda_core.doors.exchange import HttpRefusal, HttpRequest, HttpResponse, refusal

if TYPE_CHECKING:  # they bring every backend along, and the server starts without
    from eda_core.app.bootstrap import Connection
    from eda_core.app.worlds import Worlds
    from eda_core.ports import EntryResult

CONFIRMATION: Final = "X-Confirm-Costs"
"""The header that says yes where a page would ask."""

_QUESTION: Final = f"{COSTS} If you mean it, send this with the header {CONFIRMATION}: yes."
_NO_ENTRIES: Final = (
    'The body must be a PutEvents request: {"Entries": [{"Source": "order-service", '
    '"DetailType": "OrderCreated", "Detail": "{\\"id\\": 101, \\"amount\\": 100}"}]}.'
)


class WorldOverHttp:
    """Handlers for the world of the settings, or for a room that the path names.

    ``?bus=custom`` means it on that kind of bus, as in a link to the dashboard.
    """

    def __init__(self, worlds: "Callable[[], Worlds]", usual: Callable[[], Settings]) -> None:
        self._worlds = worlds
        self._usual = usual

    def place(self, request: HttpRequest) -> HttpResponse:
        """Hand the body to the order API; answer what it answers."""
        response = self.confirmed(request).backend.api.place(request.text)
        return HttpResponse(response.status, response.body)

    def items(self, request: HttpRequest) -> HttpResponse:
        """Answer the items of one order, oldest first, as the table holds them."""
        order = order_from_label(request.path["id"])
        if not isinstance(order, int):
            raise HttpRefusal(400, "The id of an order must be a whole number, as in /order/101.")
        items = self.connection(request).backend.orders.history(order)
        if not items:
            return refusal(404, f"The orders table has no order {order}.")
        return HttpResponse(200, {"items": [dict(item) for item in items]})

    def put_events(self, request: HttpRequest) -> HttpResponse:
        """Put entries on the bus; answer as PutEvents does, also where it refuses them whole."""
        try:
            entries = _entries(request.text)
            results = self.confirmed(request).backend.bus.put_events(entries)
        except InvalidRequest as fault:
            return HttpResponse(400, {"__type": fault.code, "message": str(fault)})
        return HttpResponse(200, entries_answer(results))

    def confirmed(self, request: HttpRequest) -> "Connection":
        """Return the world to act on; raises `HttpRefusal` where that costs and nobody said yes."""
        connection = self.connection(request)
        has_yes = request.headers.get(CONFIRMATION, "").lower() == "yes"
        if connection.backend.capabilities.costs and not has_yes:
            raise HttpRefusal(428, _QUESTION)
        return connection

    def connection(self, request: HttpRequest) -> "Connection":
        """Return the world that is meant; raises `EdaError` where it cannot be opened."""
        room = {"world": "simulator", **request.path} if "room" in request.path else {}
        bus = {"bus": request.query["bus"]} if "bus" in request.query else {}
        settings = settings_in_address(self._usual(), {**room, **bus})
        return self._worlds().connection(settings)


def _entries(text: str) -> list[Any]:
    try:
        entries = json.loads(text)["Entries"]
    except (ValueError, RecursionError, LookupError, TypeError):
        raise InvalidRequest("SerializationException", _NO_ENTRIES) from None
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise InvalidRequest("SerializationException", _NO_ENTRIES)
    return entries


def entries_answer(results: "Sequence[EntryResult]") -> Mapping[str, Any]:
    """Return what PutEvents answers (EventBridge API Reference)."""
    failed = sum(bool(result.error_code) for result in results)
    return {"FailedEntryCount": failed, "Entries": [_entry_answer(result) for result in results]}


def _entry_answer(result: "EntryResult") -> Mapping[str, str]:
    if result.error_code:
        return {"ErrorCode": result.error_code, "ErrorMessage": result.error_message}
    return {"EventId": result.event_id}
