"""The bus log of a deployed stack: polled like the catch-all log, where the stack has one.

A bus that logs nothing is no failure: its deliveries are inferred. Of a custom bus the subscribers
log, into one group.
"""

import json
from collections.abc import Callable, Sequence

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery, Resources
from eda_core.aws.reading.source import Polled
from eda_core.aws.reading.vended_log import VendedLog
from eda_core.domain.bus_log import BusLogStep
from eda_core.domain.subscriber_log import steps_told

TakeSteps = Callable[[Sequence[BusLogStep], int], None]
"""Takes the steps that were read at this time (epoch milliseconds)."""


class BusSteps:
    """Reads the bus log, and hands on what it tells of deliveries."""

    def __init__(
        self, clients: Clients, discovery: Discovery, take: TakeSteps, start_ms: int
    ) -> None:
        self._take = take
        self.log = VendedLog(clients, discovery, start_ms, _groups, _steps_of)

    def ask(self, now_ms: int) -> Polled:
        """Read what is new; see `eda_core.aws.reading.source.Ask`."""
        records = self.log.poll(now_ms)
        self._take([step for told in records for step in told], now_ms)
        return Polled(is_new=any(records), is_behind=self.log.is_behind)


def _groups(resources: Resources) -> tuple[str, ...]:
    return resources.bus_log_groups


def _steps_of(_number: int, ingested_ms: int, text: str) -> tuple[BusLogStep, ...]:
    try:
        return steps_told(json.loads(text), ingested_ms)
    except (ValueError, RecursionError):
        return ()
