"""The picture of a world at an earlier moment: the same questions, the same folds.

What stands in the catch-all log by then is folded, and so is what other sources told of the time
until then; what they tell now is cut there as well. To go on in time costs what came in between;
to go back is to fold anew, unless a picture of before is still at hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from eda_core.asl import Execution, ExecutionStatus
from eda_core.domain.errors import InvalidEvent
from eda_core.domain.events import epoch_ms
from eda_core.domain.orders import OrderId
from eda_core.ports import Executions, Orders
from eda_core.read_model.folds import Folds
from eda_core.read_model.past import Known, Past
from eda_core.read_model.reading import Reading

PICTURES_KEPT: Final = 3
"""Pictures at hand: to go back to, or to go on from. Each takes what the live model takes."""

_STATE_ENTERED: Final = "StateEntered"


@dataclass(slots=True)
class _Picture:
    folds: Folds
    at_ms: int
    known: Known


class MomentModel(Reading):
    """What was to be seen at ``at_ms`` (epoch milliseconds, of the world)."""

    def __init__(self, past: Past, at_ms: int) -> None:
        super().__init__(past.backend, Folds(past.first))
        self.past = past
        self.at_ms = at_ms
        self._pictures: list[_Picture] = []
        self._backend = replace(
            past.backend,
            orders=_OrdersUntil(past.backend.orders, self),
            executions=_ExecutionsUntil(past.backend.executions, self),
        )

    def show(self, at_ms: int) -> None:
        """Show this moment, with all that is known of it by now.

        Raises `BackendError` where a source cannot be read; then the moment before stays.
        """
        with self._lock:
            self.past.read()
            picture = self._go_on(at_ms) or self._begin_anew(at_ms)
            self._pictures = [p for p in self._pictures if p is not picture]
            self._pictures = [picture, *self._pictures][:PICTURES_KEPT]
            if picture.folds is not self._folds:
                self._shared = (0, {})
            self._folds, self.at_ms = picture.folds, at_ms

    def _go_on(self, at_ms: int) -> _Picture | None:
        """The nearest picture of before, carried on to this moment."""
        before = [picture for picture in self._pictures if picture.at_ms <= at_ms]
        if not before:
            return None
        picture = max(before, key=lambda picture: picture.at_ms)
        known = self.past.carry_on(picture.folds, picture.known, picture.at_ms, at_ms)
        if known is None:
            self._pictures.remove(picture)
            return None
        picture.known, picture.at_ms = known, at_ms
        return picture

    def _begin_anew(self, at_ms: int) -> _Picture:
        folds, known = self.past.anew(at_ms)
        return _Picture(folds, at_ms, known)


@dataclass(frozen=True, slots=True)
class _OrdersUntil:
    """The orders table as it stood at the moment that is shown."""

    orders: Orders
    shown: MomentModel

    def history(self, order: OrderId) -> Sequence[Mapping[str, Any]]:
        """See `eda_core.ports.Orders`; an item whose timestamp cannot be read is left out."""
        items = self.orders.history(order)
        return tuple(item for item in items if _stamped_ms(item) <= self.shown.at_ms)


@dataclass(frozen=True, slots=True)
class _ExecutionsUntil:
    """Executions as they stood at the moment that is shown."""

    executions: Executions
    shown: MomentModel

    def by_arn(self, arn: str) -> Execution | None:
        """See `eda_core.ports.Executions`."""
        execution = self.executions.by_arn(arn)
        return None if execution is None else execution_at(execution, self.shown.at_ms)

    def failed_after(self, count: int) -> Sequence[Execution]:
        """See `eda_core.ports.Executions`; the moment has folded its own."""
        return self.executions.failed_after(count)


def execution_at(execution: Execution, at_ms: int) -> Execution | None:
    """The execution as it stood at ``at_ms``, epoch milliseconds; None before it was started."""
    if execution.started_ms > at_ms:
        return None
    if execution.ended_ms is not None and execution.ended_ms <= at_ms:
        return execution
    events = tuple(event for event in execution.history if event.timestamp_ms <= at_ms)
    entered = (event.state_name for event in events if event.type.endswith(_STATE_ENTERED))
    return replace(
        execution,
        status=ExecutionStatus.RUNNING,
        output=None,
        error=None,
        cause=None,
        ended_ms=None,
        path_taken=tuple(name for name in entered if name is not None),
        source=events,
    )


def _stamped_ms(item: Mapping[str, Any]) -> float:
    """When an item was put, epoch milliseconds; never where it does not say so."""
    try:
        return epoch_ms(str(item.get("timestamp")))
    except InvalidEvent:
        return float("inf")
