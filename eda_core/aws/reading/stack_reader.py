"""What reads a deployed stack: one set of clients, one poller, what it polls, and the news of it.

How many events and invocations were given up on is the length of the dead-letter queue: SQS API
Reference, GetQueueAttributes; the number is approximate, as AWS calls it. A stack with a custom bus
has two queues, which count together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eda_core.aws.calls import PRICES, CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.reading.catch_all_log import LogBook
from eda_core.aws.reading.execution_log import ExecutionLog
from eda_core.aws.reading.executions import AwsLoggedExecutions, FailedExecutions
from eda_core.aws.reading.live_tail import LiveTail
from eda_core.aws.reading.log_tail import HISTORY_MS, LogTail
from eda_core.aws.reading.poller import Poller
from eda_core.aws.reading.source import Cadence, Polled, PolledSource
from eda_core.aws.reading.vended_log import BusSteps
from eda_core.aws.target import StackTarget
from eda_core.domain.settings import BusKind
from eda_core.ports import SLICE, Cursor, News
from eda_core.stack import demo_stack

_NUMBER = "ApproximateNumberOfMessages"


class DeadLetters:
    """Counts what lies in the dead-letter queues; ``count`` is None while nobody knows."""

    def __init__(self, clients: Clients, discovery: Discovery) -> None:
        self._clients = clients
        self._discovery = discovery
        self.count: int | None = None

    def ask(self, _: int) -> Polled:
        """Ask for the length; see `eda_core.aws.reading.source.Ask`."""
        before = self.count
        lengths = [self._length(url) for url in self._discovery.resources().dead_letter_queues]
        if lengths:
            known = [each for each in lengths if each is not None]
            self.count = sum(known) if len(known) == len(lengths) else None
        return Polled(is_new=self.count != before)

    def _length(self, url: str) -> int | None:
        answer = self._clients.call(
            "sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=[_NUMBER]
        )
        text = str((answer.get("Attributes") or {}).get(_NUMBER, ""))
        return int(text) if text.isdecimal() else None


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


PATIENCE_SECONDS: Final = 2.0
"""How long the very first look waits for something to show."""


class AwsNews:
    """The news of a deployed stack. Messages stand nowhere that can be read: SNS keeps none."""

    def __init__(self, reading: StackReader) -> None:
        self._reading = reading
        self._has_waited = False

    def after(self, cursor: Cursor, most: int = SLICE, *, packed: bool = False) -> News:  # noqa: ARG002 - nothing is packed
        """See `eda_core.ports.NewsSource`; only the very first look waits, and only a moment.

        The failure of a poll is told once everything read before it was handed over.
        """
        reading, sources = self._reading, self._reading.sources
        reading.poller.look()
        if not self._has_waited:
            self._has_waited = True
            sources.log.wait_first(PATIENCE_SECONDS)
        log, deliveries = reading.book.after(cursor.log, cursor.deliveries, most)
        failed = reading.failed.after(cursor.failed)
        unread = (_failure(sources.log, log), _failure(sources.executions, failed))
        return News(
            cursor=Cursor(
                log=cursor.log + len(log),
                deliveries=cursor.deliveries + len(deliveries),
                failed=cursor.failed + len(failed),
            ),
            log=log,
            deliveries=deliveries,
            failed=failed,
            is_more=max(map(len, (log, deliveries, failed))) >= most,
            failure=next((failure for failure in unread if failure is not None), None),
        )


def _failure(source: PolledSource, news: object) -> AwsFailure | None:
    """Return the failure of the last poll of a source that has brought nothing since."""
    return None if news else source.state.failure
