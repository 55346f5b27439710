"""What a deployed stack has had to tell since a cursor, as far as the poller has read it."""

from typing import Final

from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.reading.source import PolledSource
from eda_core.aws.reading.stack_reader import StackReader
from eda_core.ports import SLICE, Cursor, News

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
