"""The suite every backend is held to, with orders, events and items over HTTP."""

import json
from dataclasses import replace

from eda_core.domain.errors import InvalidRequest
from eda_core.ports import ApiResponse, Backend, EntryResult
from tests.contract.backend_contract import BackendContract
from tests.unit.doors.client import ask
from tests.unit.doors.served import Served

LONG_MS = 600_000


class OverHttp:
    """Three ports of a backend, spoken over HTTP."""

    def __init__(self, app):
        self.app = app

    def place(self, body):
        answer = ask(self.app, "POST", "/order", body.encode())
        return ApiResponse(answer.status, answer.json)

    def put_events(self, entries):
        body = json.dumps({"Entries": list(entries)}).encode()
        answer = ask(self.app, "POST", "/events", body)
        if answer.status != 200:
            raise InvalidRequest(answer.json["__type"], answer.json["message"])
        results = tuple(
            EntryResult(e.get("EventId", ""), e.get("ErrorCode", ""), e.get("ErrorMessage", ""))
            for e in answer.json["Entries"]
        )
        failed = sum(bool(result.error_code) for result in results)
        assert answer.json["FailedEntryCount"] == failed
        return results

    def history(self, order):
        answer = ask(self.app, "GET", f"/order/{order}")
        return answer.json["items"] if answer.status == 200 else ()


class TestSimulatorOverHttp(BackendContract):
    def make(self) -> Backend:
        self.served = Served()
        http = OverHttp(self.served.app)
        return replace(self.served.of(), api=http, bus=http, orders=http)

    def settle(self) -> None:
        self.served.now_ms += LONG_MS
