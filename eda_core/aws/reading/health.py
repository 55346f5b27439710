"""How the reading of a deployed stack stands: polls, lag, failures, calls and what they cost."""

from typing import Final

from eda_core.aws.failures.credential_guard import expiry_warning
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.reading.poller import Poller
from eda_core.aws.reading.stack_reader import StackReader
from eda_core.ports import FeedState

CLOSING_SECONDS: Final = 2.0
"""How long closing waits for a call that is under way; it ends by itself soon after."""


class AwsFeed:
    """The feed of a deployed stack."""

    def __init__(self, reading: StackReader) -> None:
        self._reading = reading

    @property
    def poller(self) -> Poller:
        """What asks AWS; a test stops it."""
        return self._reading.poller

    def state(self) -> FeedState:
        """See `eda_core.ports.Feed`."""
        reading, failure = self._reading, self._failure()
        log, live = reading.sources.log.state, reading.live.failure
        bus_log = reading.sources.bus_log.state.failure
        executed = reading.sources.execution_log.state.failure
        meter = reading.clients.meter.snapshot()
        return FeedState(
            last_poll_ms=log.last_ms,
            next_poll_ms=log.due_ms if reading.poller.is_running else None,
            lag_ms=reading.book.lag_ms,
            failure="" if failure is None else str(failure),
            remedy="" if failure is None else failure.remedy,
            warning=expiry_warning(reading.clients.expires_ms(), reading.clock()),
            calls=meter.count,
            usd=meter.usd,
            live=reading.live.is_open,
            live_failure="" if live is None else str(live),
            live_remedy="" if live is None else live.remedy,
            dead_letters=reading.dead_letters.count,
            bus_log=reading.bus_steps.is_there,
            bus_log_ms=reading.bus_steps.read_ms,
            bus_log_failure="" if bus_log is None else str(bus_log),
            bus_log_remedy="" if bus_log is None else bus_log.remedy,
            execution_log_failure="" if executed is None else str(executed),
            execution_log_remedy="" if executed is None else executed.remedy,
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
