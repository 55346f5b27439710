"""The bus log of a deployed stack: polled like the catch-all log, where the stack has one.

Vended logs come late and by best effort (CloudWatch Logs User Guide, "Enable logging from AWS
services"), so what is read again reaches further back than for the catch-all log. A bus that logs
nothing is no failure: its deliveries are inferred. Of a custom bus the subscribers log, into one
group.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.reading.log_tail import GroupTail
from eda_core.aws.reading.source import Polled
from eda_core.domain.bus_log import BusLogStep
from eda_core.domain.subscriber_log import steps_told

OVERLAP_MS: Final = 5 * 60_000
"""How much later than a newer one a record may become readable and still be found."""

LOOKED_FOR_MS: Final = 15 * 60_000
"""A stack without a bus log may get one by another deployment: it is looked for after this long."""

TakeSteps = Callable[[Sequence[BusLogStep], int], None]
"""Takes the steps that were read at this time (epoch milliseconds)."""


class BusSteps:
    """Reads the bus log, and hands on what it tells of deliveries.

    ``is_there``: whether the stack has one; None while nobody knows.
    """

    def __init__(
        self, clients: Clients, discovery: Discovery, take: TakeSteps, start_ms: int
    ) -> None:
        def read_page(**parameters: Any) -> Mapping[str, Any]:
            return clients.call("logs", "FilterLogEvents", **parameters)

        self._discovery = discovery
        self._take = take
        self._tail = GroupTail(read_page, (), start_ms, _steps_of, OVERLAP_MS)
        self._looked_ms: int | None = None
        self.is_there: bool | None = None
        self.read_ms: int | None = None
        """When the newest record was read (epoch milliseconds); None before the first."""

    def ask(self, now_ms: int) -> Polled:
        """Read what is new; see `eda_core.aws.reading.source.Ask`."""
        if not self._tail.group and not self._is_named(now_ms):
            return Polled()
        try:
            records = self._tail.poll(now_ms)
        except AwsFailure as failure:
            if failure.kind is not FailureKind.NOT_DEPLOYED:
                raise
            self.is_there = False
            return Polled()
        self.is_there = True
        self.read_ms = now_ms if records else self.read_ms
        self._take([step for told in records for step in told], now_ms)
        return Polled(is_new=any(records), is_behind=self._tail.is_behind)

    def _is_named(self, now_ms: int) -> bool:
        """Return whether the log group has a name to ask for; looks for one again after a while."""
        is_long = self._looked_ms is not None and now_ms - self._looked_ms >= LOOKED_FOR_MS
        if self._looked_ms is not None and not is_long:
            return self.is_there is not False
        if is_long:
            self._discovery.forget()
        self._looked_ms = now_ms
        self._tail.groups = self._discovery.resources().bus_log_groups
        if not self._tail.groups:
            self.is_there = False
        return bool(self._tail.groups)


def _steps_of(_number: int, ingested_ms: int, text: str) -> tuple[BusLogStep, ...]:
    try:
        return steps_told(json.loads(text), ingested_ms)
    except (ValueError, RecursionError):
        return ()
