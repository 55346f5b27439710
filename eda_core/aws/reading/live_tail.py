"""A live tail beside the polling: events within about a second, for a price by the minute.

It begins with what is written from then on, may be sampled when there is much, and ends by itself
after three hours (CloudWatch Logs API Reference, StartLiveTail), so the polling goes on as before
and fills in whatever the live tail leaves out. Off unless somebody switches it on; closed as soon
as nobody looks.
"""

from collections import deque
from collections.abc import Callable, Mapping
from threading import Lock, Thread
from typing import Any, Final

from eda_core.aws.clients import Clients
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.reading.catch_all_log import LogBook
from eda_core.aws.reading.poller import Poller
from eda_core.aws.reading.source import Polled, PolledSource

MINUTE_MS: Final = 60_000
MINUTE: Final = "StartLiveTail minute"
"""What the meter calls a minute begun of a live tail."""

_ENDED: Final = frozenset(("SessionTimeoutException", "ReadTimeoutError"))
"""A session that came to its end, or in which nothing came: another one goes on."""


class LiveTail:
    """Opens and closes the live tail of ``book``. ``start`` begins a job in a thread of its own."""

    def __init__(
        self,
        clients: Clients,
        book: LogBook,
        clock: Callable[[], int],
        start: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        self._clients = clients
        self._book = book
        self._clock = clock
        self._start = start or _in_thread
        self._lock = Lock()
        self._is_wanted = False
        self._is_open = False
        self._arrived: deque[Any] = deque()
        self._failure: AwsFailure | None = None
        self._charged_ms: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is on, and so costs."""
        with self._lock:
            return self._is_open

    @property
    def failure(self) -> AwsFailure | None:
        """Why it closed though it was wanted, until it is switched again."""
        with self._lock:
            return self._failure

    def switch(self, on: bool, poller: Poller, source: PolledSource) -> None:
        """Open it, or close it: what is under way ends with the next update, within a second.

        ``poller`` tells whether somebody looks, and wakes ``source`` to hand over what arrives.
        """
        with self._lock:
            self._is_wanted, self._failure = on, None
            if not on or self._is_open:
                return
            self._is_open = True
        self._start(lambda: self._follow(poller, source))

    def ask(self, _: int) -> Polled:
        """Hand over what has arrived; see `eda_core.aws.reading.source.Ask`."""
        entries = [self._arrived.popleft() for _ in range(len(self._arrived))]
        is_new = self._book.take_live(entries, self._clock())
        if self._failure is not None:
            raise self._failure
        return Polled(is_new=is_new)

    def _follow(self, poller: Poller, source: PolledSource) -> None:
        try:
            while self._goes_on(poller):
                self._follow_session(poller, source)
        except AwsFailure as failure:
            self._failure = failure
        finally:
            with self._lock:
                self._is_wanted = self._is_open = False
            poller.wake(source)

    def _goes_on(self, poller: Poller) -> bool:
        with self._lock:
            return self._is_wanted and poller.is_running

    def _follow_session(self, poller: Poller, source: PolledSource) -> None:
        """Follow one session; returns when it has ended, or is not wanted any more."""
        updates = self._clients.stream(
            "logs", "StartLiveTail", logGroupIdentifiers=[self._group_arn()]
        )
        try:
            for update in updates:
                self._charge()
                self._take(update, poller, source)
                if not self._goes_on(poller):
                    break
        except AwsFailure as failure:
            if failure.code not in _ENDED:
                raise
        finally:
            updates.close()

    def _take(self, update: Mapping[str, Any], poller: Poller, source: PolledSource) -> None:
        results = (update.get("sessionUpdate") or {}).get("sessionResults")
        if results:
            self._arrived.extend(results)
            poller.wake(source)

    def _charge(self) -> None:
        """Count each minute that was begun."""
        now_ms = self._clock()
        if self._charged_ms is None or now_ms - self._charged_ms >= MINUTE_MS:
            self._charged_ms = now_ms
            self._clients.meter.count("logs", MINUTE)

    def _group_arn(self) -> str:
        arn = self._book.group_arn()
        if not arn:
            raise AwsFailure(
                "A live tail needs the ARN of the log group, which is not known yet.",
                remedy="Wait until the log has been read once, then open the live tail again.",
                kind=FailureKind.NOT_DEPLOYED,
            )
        return arn


def _in_thread(job: Callable[[], None]) -> None:
    Thread(target=job, name="aws-live-tail", daemon=True).start()
