"""How the reading of a deployed stack stands: polls, lag, failures, calls and what they cost."""

from collections.abc import Iterator
from typing import Any, Final

from eda_core.aws.failures.credential_guard import expiry_warning
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.reading.poller import Poller
from eda_core.aws.reading.source import PolledSource
from eda_core.aws.reading.stack_reader import StackReader
from eda_core.aws.reading.vended_log import VendedLog
from eda_core.domain.feed import FeedState, SideLog
from eda_core.domain.settings import BusKind

CLOSING_SECONDS: Final = 2.0
"""How long closing waits for a call that is under way; it ends by itself soon after."""


class AwsFeed:
    """The feed of a deployed stack, which is shown with a bus of this kind."""

    def __init__(self, reading: StackReader, kind: BusKind) -> None:
        self._reading = reading
        self._kind = kind

    @property
    def poller(self) -> Poller:
        """What asks AWS; a test stops it."""
        return self._reading.poller

    def state(self) -> FeedState:
        """See `eda_core.ports.Feed`."""
        reading, sources = self._reading, self._reading.sources
        log, live, failure = sources.log.state, reading.live.failure, self._failure()
        meter = reading.clients.meter.snapshot()
        return FeedState(
            last_poll_ms=log.last_ms,
            next_poll_ms=log.due_ms if reading.poller.is_running else None,
            lag_ms=reading.book.lag_ms,
            failure=_sentence(failure),
            remedy=_remedy(failure),
            warning=" ".join(filter(None, self._warnings())),
            calls=meter.count,
            usd=meter.usd,
            live=reading.live.is_open,
            live_failure=_sentence(live),
            live_remedy=_remedy(live),
            dead_letters=reading.dead_letters.count,
            bus_log=_side_log(reading.bus_steps.log, sources.bus_log),
            execution_log=_side_log(reading.execution_log.log, sources.execution_log),
        )

    def _warnings(self) -> Iterator[str]:
        """Yield what is about to go wrong, and what is shown otherwise than it is."""
        reading = self._reading
        yield expiry_warning(reading.clients.expires_ms(), reading.clock())
        found = reading.discovery.known()
        if found is not None and found.is_stack and found.bus_kind is not self._kind:
            yield (
                f"The stack {reading.clients.target.name} has a {found.bus_kind} bus, and is shown "
                f"as one with a {self._kind} bus: choose the other kind on the Connection page, or "
                f"set EDA_BUS={found.bus_kind}."
            )

    def _failure(self) -> AwsFailure | None:
        """Return the failure that matters most: the log's, if it has one; a live tail has
        its own.
        """
        asked = self._reading.sources.asked()
        failures = (source.state.failure for source in asked)
        return next((failure for failure in failures if failure is not None), None)

    def set_live(self, live: bool) -> None:
        """See `eda_core.ports.Feed`."""
        self._reading.live.switch(live, self.poller, self._reading.sources.live)

    def close(self) -> None:
        """See `eda_core.ports.Feed`."""
        self.set_live(False)
        self.poller.stop(CLOSING_SECONDS)
        self._reading.clients.forget()


def _side_log(log: VendedLog[Any], source: PolledSource) -> SideLog:
    failure = source.state.failure
    return SideLog(log.is_there, log.read_ms, _sentence(failure), _remedy(failure))


def _sentence(failure: AwsFailure | None) -> str:
    return "" if failure is None else str(failure)


def _remedy(failure: AwsFailure | None) -> str:
    return "" if failure is None else failure.remedy
