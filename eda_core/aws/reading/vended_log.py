"""A log that AWS delivers for the stack, where it has one: of its bus, or of its executions.

Vended logs come late and by best effort (CloudWatch Logs User Guide, "Enable logging from AWS
services"), so what is read again reaches further back than for the catch-all log. A stack without
such a log is no failure: of a bus that logs nothing, deliveries are inferred. One whose log group
is gone is: it was to be read, and is not. Of a custom bus the subscribers log, into one group.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery, Resources
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.reading.log_tail import GroupTail
from eda_core.aws.reading.source import Polled
from eda_core.aws.target import aws_command
from eda_core.domain.bus_log import BusLogStep
from eda_core.domain.subscriber_log import steps_told

OVERLAP_MS: Final = 5 * 60_000
"""How much later than a newer one a record may become readable and still be found."""

LOOKED_FOR_MS: Final = 15 * 60_000
"""A stack without such a log may get one by another deployment: it is looked for after this
long."""

Entry = TypeVar("Entry")


def new_group_command(group: str, clients: Clients) -> str:
    """Return the command that makes a log group again; a deployment does not.

    CloudFormation compares templates, so to it a group deleted by hand is still there. A group of
    the same name has the same ARN.
    """
    return aws_command(f"logs create-log-group --log-group-name {group}", clients.target)


class VendedLog(Generic[Entry]):
    """The log of the first of the groups that ``names`` tells; ``make`` is that of `GroupTail`.

    ``is_there``: whether the stack has one; None while nobody knows. ``read_ms`` is when the newest
    record was read (epoch milliseconds), None before the first.
    """

    def __init__(
        self,
        clients: Clients,
        discovery: Discovery,
        start_ms: int,
        names: Callable[[Resources], tuple[str, ...]],
        make: Callable[[int, int, str], Entry],
    ) -> None:
        def read_page(**parameters: Any) -> Mapping[str, Any]:
            return clients.call("logs", "FilterLogEvents", **parameters)

        self._clients = clients
        self._discovery = discovery
        self._names = names
        self._tail = GroupTail(read_page, (), start_ms, make, OVERLAP_MS)
        self._looked_ms: int | None = None
        self.is_there: bool | None = None
        self.read_ms: int | None = None

    @property
    def is_behind(self) -> bool:
        """Whether there are more pages to read right now."""
        return self._tail.is_behind

    def poll(self, now_ms: int) -> list[Entry]:
        """Return what is new, nothing where the stack has no such log; raises `AwsFailure`."""
        if not self._tail.group and not self._is_named(now_ms):
            return []
        try:
            entries = self._tail.poll(now_ms)
        except AwsFailure as failure:
            if failure.kind is not FailureKind.NOT_DEPLOYED:
                raise
            return self._not_found()
        self.is_there = True
        self.read_ms = now_ms if entries else self.read_ms
        return entries

    def _is_named(self, now_ms: int) -> bool:
        """Return whether a log group has a name to ask for.

        The stack is looked at again where it had none for long, or one that has just gone.
        """
        since_ms = 0 if self._looked_ms is None else now_ms - self._looked_ms
        if self.is_there or since_ms >= LOOKED_FOR_MS:
            self._discovery.forget()
        elif self.is_there is False:
            return False
        groups = self._names(self._discovery.resources())
        if since_ms >= LOOKED_FOR_MS or self._looked_ms is None:
            self._looked_ms = now_ms
        self._tail.groups, self.is_there = groups, None if groups else False
        return bool(groups)

    def _not_found(self) -> list[Entry]:
        """Answer for a group that is not there; raises `AwsFailure` where the stack names it."""
        if not self._discovery.resources().is_stack:  # the name was a guess
            self.is_there = False
            return []
        group = self._tail.groups[-1]
        raise AwsFailure(
            f"The log group {group} is gone.",
            remedy=new_group_command(group, self._clients),
            kind=FailureKind.NOT_DEPLOYED,
        )


TakeSteps = Callable[[Sequence[BusLogStep], int], None]
"""Takes the steps that were read at this time (epoch milliseconds)."""


class BusSteps:
    """Reads the bus log, and hands on what it tells of deliveries."""

    def __init__(
        self, clients: Clients, discovery: Discovery, take: TakeSteps, start_ms: int
    ) -> None:
        self._take = take
        self.log = VendedLog(clients, discovery, start_ms, _groups, _steps_of)

    def ask(self, now_ms: int) -> Polled:
        """Read what is new; see `eda_core.aws.reading.source.Ask`."""
        records = self.log.poll(now_ms)
        self._take([step for told in records for step in told], now_ms)
        return Polled(is_new=any(records), is_behind=self.log.is_behind)


def _groups(resources: Resources) -> tuple[str, ...]:
    return resources.bus_log_groups


def _steps_of(_number: int, ingested_ms: int, text: str) -> tuple[BusLogStep, ...]:
    try:
        return steps_told(json.loads(text), ingested_ms)
    except (ValueError, RecursionError):
        return ()
