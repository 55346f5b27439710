"""A stack in CloudFormation as it stands: found by name, followed event by event.

A stack is ours if it carries our tag; only such a stack is ever changed or deleted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import bus_kind
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.settings import BusKind

TAG_KEY: Final = "eda-live:made-by"
TAG_VALUE: Final = "eda-live"
TAGS: Final = ({"Key": TAG_KEY, "Value": TAG_VALUE},)
"""Given to every stack we make, and by it to the resources (CloudFormation, "Resource tag")."""

POLL_SECONDS: Final = 3.0
MOST_POLLS: Final = 1200
"""An hour; the stack of the demo takes two to three minutes."""

MOST_FAILURES: Final = 20
"""Looks in a row that AWS may turn away, as when it is throttled or the network is down."""

MOST_EVENT_PAGES: Final = 20

GONE: Final = "DELETE_COMPLETE"

Wait = Callable[[float], None]
"""Lets this many seconds pass."""


@dataclass(frozen=True, slots=True)
class StackState:
    """A stack as CloudFormation describes it. ``status`` is such as ``CREATE_COMPLETE``."""

    stack_id: str
    name: str
    status: str
    reason: str
    is_ours: bool
    parameters: Mapping[str, str]
    outputs: Mapping[str, str]

    @property
    def is_under_way(self) -> bool:
        """Whether CloudFormation is at work on it; one in review never ends by itself."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    @property
    def is_good(self) -> bool:
        """Whether it stands as it was last asked to."""
        return self.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")

    @property
    def bus(self) -> BusKind:
        """Which kind of bus it has, by its outputs."""
        return bus_kind(self.outputs)


@dataclass(frozen=True, slots=True)
class StackEvent:
    """One step of CloudFormation with one resource."""

    event_id: str
    resource: str
    status: str
    reason: str

    @property
    def is_failure(self) -> bool:
        """Whether it went wrong by itself, and not because something else did."""
        return self.status.endswith("_FAILED") and "cancelled" not in self.reason.lower()


def find_stack(clients: Clients, name: str) -> StackState | None:
    """Return the stack of this name or id, or None if there is none. Raises `AwsFailure`."""
    try:
        found = clients.call("cloudformation", "DescribeStacks", StackName=name)
    except AwsFailure as failure:
        if failure.kind is FailureKind.NOT_DEPLOYED:
            return None
        raise
    for stack in found.get("Stacks", ()):
        state = _state(stack)
        if state.status != GONE:
            return state
    return None


def _state(stack: Mapping[str, Any]) -> StackState:
    return StackState(
        stack_id=stack["StackId"],
        name=stack["StackName"],
        status=stack["StackStatus"],
        reason=stack.get("StackStatusReason", ""),
        is_ours=_pairs(stack, "Tags", "Key", "Value").get(TAG_KEY) == TAG_VALUE,
        parameters=_pairs(stack, "Parameters", "ParameterKey", "ParameterValue"),
        outputs=_pairs(stack, "Outputs", "OutputKey", "OutputValue"),
    )


def _pairs(stack: Mapping[str, Any], field: str, key: str, value: str) -> dict[str, str]:
    return {str(each[key]): str(each.get(value, "")) for each in stack.get(field, ())}


def events_after(clients: Clients, stack_id: str, last_seen: str) -> list[StackEvent]:
    """Return what happened after the event of this id, oldest first; all of it for an empty id."""
    return list(reversed(list(_newest_first(clients, stack_id, last_seen))))


def last_event(clients: Clients, stack_id: str) -> str:
    """Return the id of the newest event of a stack; empty if it has none."""
    return next((event.event_id for event in _newest_first(clients, stack_id, "")), "")


def _newest_first(clients: Clients, stack_id: str, last_seen: str) -> Iterator[StackEvent]:
    pages = clients.pages(
        "cloudformation",
        "DescribeStackEvents",
        token="NextToken",  # noqa: S106 - the name of a parameter
        most=MOST_EVENT_PAGES,
        StackName=stack_id,
    )
    for page in pages:
        for event in page.get("StackEvents", ()):
            if event["EventId"] == last_seen:
                return
            yield _event(event)


def _event(event: Mapping[str, Any]) -> StackEvent:
    return StackEvent(
        event_id=event["EventId"],
        resource=event.get("LogicalResourceId", ""),
        status=event.get("ResourceStatus", ""),
        reason=event.get("ResourceStatusReason", ""),
    )


def follow(
    clients: Clients, stack_id: str, last_seen: str, wait: Wait
) -> Iterator[StackEvent | StackState | None]:
    """Yield each event as it comes, then the stack at rest, or None when it is gone.

    Gives up after an hour and answers the stack as it is then. A call that AWS turns away for
    now is made again at the next look; raises `AwsFailure` for one that somebody has to mend.
    """
    failures = 0
    for _ in range(MOST_POLLS):
        try:
            # The stack is looked at before its events: what ends it is then among them.
            state = find_stack(clients, stack_id)
            happened = _events_or_none(clients, stack_id, last_seen)
        except AwsFailure as failure:
            failures += 1
            if failure.retry_after_ms is None or failures > MOST_FAILURES:
                raise
        else:
            failures = 0
            yield from happened
            last_seen = happened[-1].event_id if happened else last_seen
            if state is None or not state.is_under_way:
                yield state
                return
        wait(POLL_SECONDS)
    yield find_stack(clients, stack_id)


def _events_or_none(clients: Clients, stack_id: str, last_seen: str) -> list[StackEvent]:
    """Return the events; none for a stack that is gone altogether, as it is on emulators."""
    try:
        return events_after(clients, stack_id, last_seen)
    except AwsFailure as failure:
        if failure.kind is FailureKind.NOT_DEPLOYED:
            return []
        raise
