"""Which members the properties of a subscriber have, and which of those are objects or lists.

Those of the CloudFormation type ``AWS::EventsV2::Subscriber`` (schema of 2026-10-20), and of our
own form ``DeadLetters``. A text may be a function of a template, which is an object too.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

Shape = Mapping[str, Any]
"""What each member has: a shape where it is an object, one in a list where it is a list of those,
and None where it is a value.
"""


class Misfit(NamedTuple):
    """A place among the properties that is not as it must be, and why, in a sentence."""

    place: str
    reason: str


_FILTER: Final[Shape] = {"Scope": None, "Pattern": None}
_EVERY: Final[Shape] = {}
"""An object whose members are not looked at."""

SUBSCRIBER: Final[Shape] = {
    **dict.fromkeys(("Name", "EventBusArn", "Description", "Tags", "Type", "State")),
    **dict.fromkeys(("StartingPosition", "ResumePosition", "DeadLetters")),
    "PointInTimeConfiguration": dict.fromkeys(("PointType", "StartingPoint", "EndPoint")),
    "FilterConfiguration": {"Filters": [_FILTER], "Language": None},
    "BatchConfiguration": dict.fromkeys(("MaxBatchSize", "MaxBatchWindowInSeconds")),
    "RetryPolicy": dict.fromkeys(("RetryStrategy", "MaxRetryAttempts", "MaxEventAgeInSeconds")),
    "Transformer": {"Type": None, "JsonataConfiguration": {"Expression": None}},
    "InvokeConfiguration": _EVERY,
    "OnFailureConfiguration": _EVERY,
    "LogConfiguration": _EVERY,
}


def misfits(
    given: Mapping[str, Any], shape: Shape = SUBSCRIBER, place: str = ""
) -> Iterator[Misfit]:
    """Yield what is not as this shape has it: a member it lacks, null, or no object or list."""
    for name, value in given.items():
        here = f"{place}.{name}" if place else name
        if shape and name not in shape:
            known = ", ".join(shape)
            yield Misfit(here[:100], f"There is no {name[:40]} here; there is {known}.")
        elif value is None:
            yield Misfit(here, f"{name} has no value: leave it out.")
        else:
            yield from _within(value, shape.get(name), here)


def _within(value: Any, shape: Any, place: str) -> Iterator[Misfit]:
    name = place.rpartition(".")[2]
    if isinstance(shape, list):
        if not isinstance(value, list):
            yield Misfit(place, f"{name} must be a list.")
            return
        for number, each in enumerate(value):
            yield from _within(each, shape[0], f"{place}[{number}]")
    elif shape is not None and not isinstance(value, Mapping):
        yield Misfit(place, f"{name} must be an object.")
    elif shape:
        yield from misfits(value, shape, place)
