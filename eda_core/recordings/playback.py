"""A recording behind the ports: a world that tells what another did."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from eda_core.asl import Execution
from eda_core.domain.chunks import steps_from
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.orders import OrderId
from eda_core.log_files.imported_log import ReadOnly
from eda_core.ports import SLICE, Backend, Capabilities, Cursor, News, PackedNews
from eda_core.recordings.archive import Recording

_REFUSAL: Final = "A recording is read-only: go back to the live world (R) to submit orders."


class RecordedNews:
    """What the recorded world had to tell, slice by slice."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def after(self, cursor: Cursor, most: int = SLICE, *, packed: bool = False) -> News:
        """See `eda_core.ports.NewsSource`."""
        kept = self._recording
        if packed and cursor.deliveries == 0 and kept.steps:
            return _packed(kept, cursor)
        log = kept.log[cursor.log : cursor.log + SLICE]
        deliveries = _steps_after(kept, cursor.deliveries, most)
        notifications = kept.notifications[cursor.notifications : cursor.notifications + SLICE]
        failed, changes = kept.failed[cursor.failed :], kept.changes[cursor.changes :]
        read = replace(
            cursor,
            log=cursor.log + len(log),
            deliveries=cursor.deliveries + len(deliveries),
            notifications=cursor.notifications + len(notifications),
            failed=cursor.failed + len(failed),
            changes=cursor.changes + len(changes),
        )
        is_more = max(len(log), len(notifications)) >= SLICE or len(deliveries) >= most
        return News(
            read,
            log=log,
            deliveries=deliveries,
            notifications=notifications,
            failed=failed,
            changes=changes,
            is_more=is_more,
        )


def _packed(kept: Recording, cursor: Cursor) -> News:
    """Return the packed steps, all at once; the rest comes after them."""
    read = replace(cursor, deliveries=kept.steps[-1].end - 1)
    return News(read, packed=PackedNews(deliveries=kept.steps), is_more=True)


def _steps_after(kept: Recording, number: int, most: int) -> Sequence[DeliveryRecord]:
    """Return the steps after this number, at most so many; some may be packed."""
    found: list[DeliveryRecord] = []
    for chunk in kept.steps:
        if chunk.end > number + 1 and len(found) < most:
            steps = steps_from(chunk.first, chunk.value())
            found += steps[max(0, number + 1 - chunk.first) :]
    packed = kept.steps[-1].end - 1 if kept.steps else 0
    return [*found, *kept.deliveries[max(0, number - packed) :][:most]][:most]


class RecordedSources(ReadOnly):
    """The executions and the orders table, as far as they were kept."""

    def __init__(self, recording: Recording) -> None:
        super().__init__(_REFUSAL)
        self._recording = recording

    def by_arn(self, arn: str) -> Execution | None:
        """See `eda_core.ports.Executions`."""
        return self._recording.executions.get(arn)

    def history(self, order: OrderId) -> Sequence[Mapping[str, Any]]:
        """See `eda_core.ports.Orders`."""
        return self._recording.items.get(order, ())


def recorded_backend(recording: Recording) -> Backend:
    """Return a recording as a world to look at; nothing can be done in it."""
    sources, reported = RecordedSources(recording), recording.head.reported
    return Backend(
        world=f"Recording of {recording.head.world}",
        api=sources,
        bus=sources,
        news=RecordedNews(recording),
        executions=sources,
        orders=sources,
        capabilities=Capabilities(
            notifications="notifications" in reported,
            deliveries="deliveries" in reported,
            executions="executions" in reported,
        ),
    )
