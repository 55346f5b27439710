"""Steps of deliveries in columns, many to a line: there are five times as many as events."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from eda_core.domain.chunks import MAX_STEPS, Chunk, StepColumns, compressed, step_columns, to_json
from eda_core.domain.deliveries import DeliveryRecord, OddStep
from eda_core.domain.errors import InvalidRecording

LATEST_MS: Final = 10**14 - 1
"""No time of a recording lies beyond it; the schema says the same."""

_USUAL: Final = OddStep()


def pack_steps(
    records: Sequence[DeliveryRecord], screened: Callable[[str], str]
) -> Iterator[Chunk]:
    """Yield the steps in chunks, which `eda_core.domain.chunks.step_columns` reads.

    None of them may be inferred, or known from a bus log. ``screened`` takes each different rule,
    target and reason to what may be shown of it.
    """
    for start in range(0, len(records), MAX_STEPS):
        some = records[start : start + MAX_STEPS]
        yield Chunk(start + 1, len(some), compressed(to_json(_columns(some, screened))))


def _columns(records: Sequence[DeliveryRecord], screened: Callable[[str], str]) -> dict[str, Any]:
    first = records[0].at_ms
    pairs, pair_places = _placed((each.rule, each.target) for each in records)
    rules = [[screened(rule), screened(target)] if rule else None for rule, target in pairs]
    return {
        "at": [first, *[each.at_ms - first for each in records]],
        "steps": _placed(each.step.value for each in records),
        "events": _placed(each.event_id for each in records),
        "rules": [rules, pair_places],
        "odd": [
            [place, *odd._replace(reason=screened(odd.reason), group=screened(odd.group)).values()]
            for place, odd in enumerate(map(OddStep.of, records))
            if odd != _USUAL
        ],
    }


def _placed(values: Iterable[Any]) -> tuple[list[Any], list[int]]:
    """Return the different values, and for each its place among them."""
    places: dict[Any, int] = {}
    found = [places.setdefault(value, len(places)) for value in values]
    return list(places), found


def checked_steps(value: Any) -> int:
    """Return how many steps are in the columns of a file; raises `InvalidRecording` where they
    are none, or do not fit together.
    """
    try:
        columns = step_columns(value)
        sizes = [len(each) for each in (columns.steps, columns.events, columns.rules)]
        places = (columns.step_places, columns.event_places, columns.rule_places)
        is_right = all(
            len(each) == len(columns.at) and _are_places(each, size)
            for each, size in zip(places, sizes, strict=True)
        )
    except (TypeError, ValueError, LookupError, AttributeError) as fault:
        raise InvalidRecording(f"These steps cannot be read: {str(fault)[:80]}.") from None
    if not (is_right and _are_in_time(columns.at) and _are_named(columns) and _are_odd(columns)):
        raise InvalidRecording("The columns of these steps do not fit together.")
    return len(columns.at)


def _are_places(places: Sequence[Any], size: int) -> bool:
    return {*map(type, places)} <= {int} and all(0 <= place < size for place in {*places})


def _are_in_time(times: Sequence[Any]) -> bool:
    return {*map(type, times)} == {int} and min(times) >= 0 and max(times) <= LATEST_MS


def _are_named(columns: StepColumns) -> bool:
    rules = all(len(rule) == 2 for rule in columns.rules)
    names = [*columns.events, *(name for rule in columns.rules for name in rule)]
    return rules and all(isinstance(name, str) for name in names)


def _are_odd(columns: StepColumns) -> bool:
    odd = columns.odd.values()
    times = [each.retry_ms for each in odd if each.retry_ms is not None]
    numbers = [number for each in odd for number in (each.attempt, each.batch)]
    return (
        _are_places(list(columns.odd), len(columns.at))
        and _are_places(numbers, 10_000)
        and (not times or _are_in_time(times))
        and all(isinstance(text, str) for each in odd for text in (each.reason, each.group))
    )
