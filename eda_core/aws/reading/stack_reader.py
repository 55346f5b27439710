"""What reads a deployed stack: one set of clients, one poller, and what it polls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eda_core.aws.calls import PRICES, CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.reading.bus_steps import BusSteps
from eda_core.aws.reading.cadence import Cadence
from eda_core.aws.reading.catch_all_log import LogBook
from eda_core.aws.reading.dead_letters import DeadLetters
from eda_core.aws.reading.execution_log import ExecutionLog
from eda_core.aws.reading.executions import FailedExecutions
from eda_core.aws.reading.live_tail import LiveTail
from eda_core.aws.reading.log_tail import HISTORY_MS, LogTail
from eda_core.aws.reading.logged_executions import AwsLoggedExecutions
from eda_core.aws.reading.poller import Poller
from eda_core.aws.reading.source import PolledSource
from eda_core.aws.target import StackTarget
from eda_core.domain.settings import BusKind
from eda_core.stack import demo_stack

LOG: Final = Cadence()
EXECUTIONS: Final = Cadence(busy_ms=15_000, quiet_ms=60_000)
DEAD_LETTERS: Final = Cadence(busy_ms=30_000, quiet_ms=60_000)
BUS_LOG: Final = Cadence(busy_ms=5_000, quiet_ms=30_000)
LIVE: Final = Cadence(busy_ms=60_000, quiet_ms=60_000)
"""A live tail wakes its source itself; the rest is a look whether it still goes well."""

Clock = Callable[[], int]
"""The wall clock in epoch milliseconds."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What the poller asks."""

    log: PolledSource
    executions: PolledSource
    dead_letters: PolledSource
    live: PolledSource
    bus_log: PolledSource
    execution_log: PolledSource

    def all(self) -> tuple[PolledSource, ...]:
        """Return each of them in the order they are asked.

        The bus log comes first, so that what it tells of the past is known, and never inferred;
        that of executions after the events that name them, before those without are asked for.
        """
        return self.bus_log, self.log, self.execution_log, *self.asked()[1:], self.live

    def asked(self) -> tuple[PolledSource, ...]:
        """Return those that are asked again and again, what matters most first."""
        return self.log, self.executions, self.dead_letters


@dataclass(frozen=True, slots=True)
class StackReader:
    """Everything that reads one deployed stack, made once and shared by all ports."""

    clients: Clients
    discovery: Discovery
    clock: Clock
    book: LogBook
    bus_steps: BusSteps
    execution_log: ExecutionLog
    logged: AwsLoggedExecutions
    failed: FailedExecutions
    dead_letters: DeadLetters
    live: LiveTail
    sources: Sources
    poller: Poller


def reading_of(
    target: StackTarget,
    clock: Clock,
    chance: Callable[[], float],
    log_cadence: Cadence,
    kind: BusKind = BusKind.CLASSIC,
) -> StackReader:
    """Return the reading of a target; nothing is asked of AWS until somebody looks.

    ``kind`` is what kind of bus the stack is taken to have.
    """
    clients = Clients(target, CallMeter({} if target.is_local else PRICES))
    discovery = Discovery(clients, clock)
    start_ms = clock() - HISTORY_MS
    execution_log = ExecutionLog(clients, discovery, start_ms)
    logged = AwsLoggedExecutions(execution_log)
    tail = _log_tail(clients, start_ms)
    book = LogBook(tail, discovery, demo_stack(kind), logged.note_event)
    bus_steps = BusSteps(clients, discovery, book.take_steps, start_ms)
    failed = FailedExecutions(clients, discovery, start_ms, logged)
    dead_letters = DeadLetters(clients, discovery)
    live = LiveTail(clients, book, clock)
    sources = Sources(
        log=PolledSource(book.ask, log_cadence),
        executions=PolledSource(failed.ask, EXECUTIONS),
        dead_letters=PolledSource(dead_letters.ask, DEAD_LETTERS),
        live=PolledSource(live.ask, LIVE),
        bus_log=PolledSource(bus_steps.ask, BUS_LOG),
        execution_log=PolledSource(execution_log.ask, BUS_LOG),
    )
    parts = book, bus_steps, execution_log, logged, failed, dead_letters, live, sources
    return StackReader(clients, discovery, clock, *parts, Poller(sources.all(), clock, chance))


def _log_tail(clients: Clients, start_ms: int) -> LogTail:
    def read_page(**parameters: Any) -> Mapping[str, Any]:
        return clients.call("logs", "FilterLogEvents", **parameters)

    return LogTail(read_page, (f"{clients.target.name}-all",), start_ms)
