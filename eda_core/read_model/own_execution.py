"""Which execution is told of an order that had several: the one its amount and outcome come from.

An order can be created again under its id, and an execution be started again by hand. The row of an
order tells the OrderCreated that came last, so what ran on that one counts; of several, the first
whose payment leads to the outcome. Where two ran at once the earlier may have ended the order: then
that one explains it. An execution says what it ran on by the id of the event in its input.
"""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final, NamedTuple

from eda_core.asl import Execution
from eda_core.domain.events import LogRecord, execution_arn
from eda_core.domain.orders import DetailType, Source

MOST_ASKED: Final = 5
"""Executions of one order that are looked at, those that published last: each may be a request."""


class OwnExecution(NamedTuple):
    """The execution of an order, as far as it is known, and the ARNs of those that are not its."""

    execution: Execution | None = None
    others: frozenset[str] = frozenset()


def published(
    records: Sequence[LogRecord], by_arn: Callable[[str], Execution | None]
) -> OwnExecution | None:
    """Return the execution that its events name; None where none of them does, or all named ran
    on an earlier OrderCreated.

    ``records`` are those of one order.
    """
    earlier, payments = _earlier(records), _payments(records)
    asked = {arn: by_arn(arn) for arn in islice(payments, MOST_ASKED)}
    others = [
        arn for arn, execution in asked.items() if execution and _ran_on(execution) in earlier
    ]
    own = [arn for arn in asked if arn not in others]
    wanted = _paid_by(records)
    fitting = [arn for arn in reversed(own) if payments[arn] == wanted]
    fitting += [arn for arn in others if payments[arn] == wanted]
    fitting += reversed(own)
    if not fitting:
        return None
    return OwnExecution(asked[fitting[0]], frozenset(others) - {fitting[0]})


def named(records: Sequence[LogRecord]) -> frozenset[str]:
    """Return the ARNs of all executions that the events of an order name."""
    return frozenset(_payments(records))


def is_last_word(failed: Execution, records: Sequence[LogRecord]) -> bool:
    """Return whether an execution that failed still says how its order stands.

    It does not once the order was created again, or as many payments came as it was created:
    then another execution went well in its place.
    """
    created = sum(_is_created(record) for record in records)
    return _ran_on(failed) not in _earlier(records) and len(named(records)) < max(1, created)


def _payments(records: Sequence[LogRecord]) -> dict[str, str]:
    """Return what each execution that events name published, the one that did last first."""
    newest = sorted(records, key=_moment, reverse=True)
    arns = ((execution_arn(record.event), record.event.detail_type) for record in newest)
    return {arn: kind for arn, kind in arns if arn}


_LEADS_TO: Final = {
    DetailType.ORDER_COMPLETED.value: DetailType.PAYMENT_SUCCEEDED,
    DetailType.ORDER_CANCELLED.value: DetailType.PAYMENT_FAILED,
}


def _paid_by(records: Sequence[LogRecord]) -> str:
    """Return which payment leads to how the order ended; nothing where it has not ended."""
    ended = [record for record in records if record.event.detail_type in _LEADS_TO]
    if not ended or len(ended) < sum(map(_is_created, records)):
        return ""
    return _LEADS_TO[max(ended, key=_moment).event.detail_type]


def _earlier(records: Sequence[LogRecord]) -> frozenset[str]:
    """Return the ids of the OrderCreated events that came before the last one."""
    created = sorted(filter(_is_created, records), key=_moment)
    return frozenset(record.event.id for record in created[:-1])


def _is_created(record: LogRecord) -> bool:
    event = record.event
    return (event.source, event.detail_type) == (Source.ORDER_SERVICE, DetailType.ORDER_CREATED)


def _moment(record: LogRecord) -> tuple[int, int, int]:
    return record.event.time_ms, record.ingested_ms, record.sequence


def _ran_on(execution: Execution) -> str:
    """Return the id of the event an execution ran on, empty where its input tells none."""
    given = execution.input
    return str(given.get("id", "")) if isinstance(given, dict) else ""
