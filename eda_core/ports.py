"""What a backend must do, in the words of the domain.

Two backends meet these ports: the embedded simulator and a deployed AWS stack. They are Protocols
so that neither has to import the other's world, and one contract suite holds both to them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

from eda_core.asl import Execution, Json
from eda_core.domain.bus_state import CustomBusState, SubscriberControl
from eda_core.domain.chunks import Chunk
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.errors import BackendError
from eda_core.domain.events import AnyRecord
from eda_core.domain.faults import ArmedFault, Fault
from eda_core.domain.feed import Feed
from eda_core.domain.orders import OrderId
from eda_core.domain.refereeing import Referee

SLICE: Final = 50_000
"""The most records of a sequence in one answer; fewer are all there are for now."""


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """What the order API answered: 202 with the order and its event id, or 4xx with ``error``."""

    status: int
    body: Mapping[str, Any]

    @property
    def accepted(self) -> bool:
        """Whether the order was taken."""
        return self.status == 202


class EntryResult(NamedTuple):
    """What became of one PutEvents entry: an event id, or AWS's error code and message; on a custom
    bus its place, too, and whether it was PUBLISHED or DEDUPLICATED.
    """

    event_id: str = ""
    error_code: str = ""
    error_message: str = ""
    sequence_number: str = ""
    success_code: str = ""


class Notification(NamedTuple):  # three an order: quicker to make than a dataclass
    """One message to the customer; ``sent_ms`` in epoch milliseconds."""

    sent_ms: int
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class StackChange:
    """The stack as it is from ``at_ms`` on, and in words ``what`` was changed.

    ``rules`` are in the form of ``rules.json``, ``definition`` is the JSON of the state machine;
    ``idempotent`` says whether Update Order applies a payment event once only, ``unpacks`` whether
    the functions take each event of an array.
    """

    at_ms: int
    what: str
    rules: Sequence[Mapping[str, Any]]
    definition: str
    idempotent: bool = False
    unpacks: bool = False


class Pace(StrEnum):
    """How fast a world runs: with the wall clock, one hop at a time, or at once to its end."""

    REAL_TIME = "real time"
    SLOW = "slow motion"
    TO_THE_END = "run to end"


@dataclass(frozen=True, slots=True)
class TimeState:
    """How time stands in a world. ``pending`` counts what is to happen, ``hop_ms`` is what one
    hop takes in slow motion, and ``now_ms`` the world's clock.
    """

    pace: Pace
    paused: bool
    hop_ms: int
    now_ms: int
    pending: int


@dataclass(frozen=True, slots=True)
class Instant:
    """How a world stands at one moment, beside what has happened in it.

    ``time`` is None where time cannot be controlled, ``bus`` on a classic one. ``faults`` are the
    armed ones, oldest first.
    """

    time: TimeState | None = None
    faults: Sequence[ArmedFault] = ()
    bus: CustomBusState | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How much of each sequence of a world has been read: the number of the last one of each."""

    log: int = 0
    deliveries: int = 0
    notifications: int = 0
    failed: int = 0
    changes: int = 0


@dataclass(frozen=True, slots=True)
class PackedNews:
    """The older part of sequences, packed as a world keeps it; what is not packed comes after."""

    log: Sequence[Chunk] = ()
    deliveries: Sequence[Chunk] = ()
    notifications: Sequence[Chunk] = ()

    def __len__(self) -> int:
        return len(self.log) + len(self.deliveries) + len(self.notifications)


@dataclass(frozen=True, slots=True)
class News:
    """What a world has had to tell since a cursor, all of one instant.

    ``log`` are records of the catch-all log, ``deliveries`` steps of events on the way to their
    targets, ``notifications`` what customers were told, ``failed`` executions that failed, and
    ``changes`` those of the stack: each in the order of its world, at most `SLICE`. ``cursor`` is
    where to go on, and ``is_more`` says that there is more. ``failure`` says why a sequence could
    not be read; the others stand all the same.
    """

    cursor: Cursor
    instant: Instant = Instant()
    log: Sequence[AnyRecord] = ()
    deliveries: Sequence[DeliveryRecord] = ()
    notifications: Sequence[Notification] = ()
    failed: Sequence[Execution] = ()
    changes: Sequence[StackChange] = ()
    packed: PackedNews = PackedNews()
    is_more: bool = False
    failure: BackendError | None = None


class NewsSource(Protocol):
    """Everything a world tells by itself, at one look."""

    def after(self, cursor: Cursor, most: int = SLICE, *, packed: bool = False) -> News:
        """Return what came after ``cursor``, at most so many of a sequence.

        With ``packed``, what a world keeps packed may be handed over as it is. Raises
        `BackendError` where nothing can be read.
        """


Buffer = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """What a reader had worked out of a world's records up to ``until``, in ``parts`` by name.

    ``records`` are those of the log and the messages up to there; the last chunk may go on. Who
    reads the parts takes them out one by one, for they are large.
    """

    until: Cursor
    parts: dict[str, bytes]
    records: PackedNews


class ColumnStore(Protocol):
    """Where a world keeps what a reader has worked out of its records, to be spared doing it again.

    It may be lost at any time: the records are what counts.
    """

    def read(self, version: str) -> KeptColumns | None:
        """Return what was kept last under this version; None where nothing is that fits.

        It fits where it was kept here, and the records it is of are those of the world still.
        """

    def keep(self, version: str, until: Cursor, parts: Iterable[tuple[str, Buffer]]) -> None:
        """Keep this instead of what was kept before; raises `BackendError` where that cannot be."""


class OrderApi(Protocol):
    """The door for customers: `POST /order`."""

    def place(self, body: str) -> ApiResponse:
        """Hand over a request body as it is. Refusals are answers, not errors."""


class EventBus(Protocol):
    """The door for events put on the bus by hand."""

    def put_events(self, entries: Sequence[Mapping[str, Any]]) -> tuple[EntryResult, ...]:
        """Put entries in PutEvents form on the bus: one result for each, in their order.

        Raises `InvalidRequest` when the request is refused whole.
        """


class Executions(Protocol):
    """What the payment state machine did."""

    def by_arn(self, arn: str) -> Execution | None:
        """Return one execution with its history, or None if it is not known."""


@dataclass(frozen=True, slots=True)
class LoggedExecution:
    """An execution as a log of executions tells it, without data, or as its history does.

    ``order`` is None where no event names the execution, until its history was asked
    (``is_asked``). ``is_read`` says that this is the history; ``is_whole`` that no step is missing.
    """

    execution: Execution
    order: OrderId | None = None
    is_asked: bool = False
    is_read: bool = False
    is_whole: bool = True


class LoggedExecutions(Protocol):
    """What a log of executions tells, without a call for each; nothing where there is none."""

    def newest(self, most: int) -> Sequence[LoggedExecution]:
        """Return so many executions, those begun last first."""

    def of_order(self, order: OrderId) -> LoggedExecution | None:
        """Return the execution of an order, as far as it is known; asks nobody."""


class ExecutionControl(Protocol):
    """Executions as a list, and the starting of one by hand."""

    def newest(self, status: str = "", skipped: int = 0, most: int = 100) -> Sequence[Execution]:
        """Executions that stand so, all with an empty status: those started last come first."""

    def start(self, given: Json, name: str = "", *, again: bool = False) -> Execution:
        """Start an execution with this input, and this name if one is given.

        With ``again`` its name says that it is one more, as `name_again` makes it.
        Raises `InvalidRequest` for a name that is taken, or an input that is too large.
        """


class RedriveControl(Protocol):
    """The dead-letter queue, to be emptied by hand."""

    def redrive(self, event_id: str = "", rule: str = "") -> int:
        """Deliver the dead letters of an event and a rule again, or all; return how many.

        None where they are not in the queue: somebody was quicker, or nothing was given up.
        """


class Orders(Protocol):
    """The orders table."""

    def history(self, order: OrderId) -> Sequence[Mapping[str, Any]]:
        """Return the items of one order, oldest first: an item for each status it had."""


class StackEditor(Protocol):
    """Changes to rules and definition; each applies to events and executions from then on."""

    def put_rule(self, name: str, pattern: str, target: str) -> None:
        """Create a rule, or replace the pattern and the target of one.

        Raises `InvalidPattern`, or `InvalidRequest` for a name or a target that cannot be.
        """

    def set_rule_enabled(self, name: str, enabled: bool) -> None:
        """Let a rule take events, or stop it; raises `InvalidRequest` if there is none."""

    def delete_rule(self, name: str) -> None:
        """Remove a rule; raises `InvalidRequest` if there is none."""

    def restore_rules(self) -> None:
        """Go back to the rules of the demo."""

    def put_definition(self, definition: str) -> None:
        """Give the state machine another definition; raises `InvalidDefinition`."""

    def restore_definition(self) -> None:
        """Go back to the definition of the demo."""

    def set_idempotent(self, on: bool) -> None:
        """Let Update Order apply each payment event once, or (the demo) each time it comes."""


class TimeControl(Protocol):
    """Time that can be slowed, stopped and stepped."""

    def set_pace(self, pace: Pace, hop_ms: int) -> None:
        """Run at this pace from now on; raises `InvalidRequest` for a hop that cannot be."""

    def set_paused(self, paused: bool) -> None:
        """Stand still, or go on from where it stands."""

    def step(self) -> bool:
        """Let the next thing happen; answers whether there was one."""

    def step_order(self, order: OrderId) -> bool:
        """Step until the log has one more event of this order; answers whether it has."""


class FaultControl(Protocol):
    """Faults by choice. They are visible while armed, and one call disarms them all."""

    def arm(self, fault: Fault) -> int:
        """Arm a fault; answers its number. Raises `InvalidRequest` for one that cannot be."""

    def disarm(self, number: int | None = None) -> None:
        """Disarm one fault, or all of them."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a world can tell, so that a screen says what is missing and shows nothing empty.

    ``notifications``: what customers were told can be read. ``deliveries``: every step of a
    delivery is reported; else they are inferred from the events and the rules. ``executions``:
    every execution is told; else those that failed, after a while, and what events say of them.
    ``costs``: what is done there may cost money and send mail. ``moments``: it can be shown as it
    was at an earlier moment, and every event has its mark on the timeline.
    """

    notifications: bool = True
    deliveries: bool = True
    executions: bool = True
    costs: bool = False
    moments: bool = True


@dataclass(frozen=True, slots=True)
class Backend:
    """A world to look at and to act on. ``world`` names it on every screen.

    ``editor`` is None where rules and definition cannot be changed from here, ``time`` where time
    cannot, ``faults`` where nothing can be broken on purpose, ``feed`` where nothing is far away,
    ``columns`` where nothing is kept of what was worked out, ``control`` where no execution can be
    started, ``dead_letters`` where none can be sent again, ``subscribers`` on a classic bus,
    ``referee`` where no AWS can be asked, ``logged`` where no log tells of executions.
    """

    world: str
    api: OrderApi
    bus: EventBus
    news: NewsSource
    executions: Executions
    orders: Orders
    editor: StackEditor | None = None
    time: TimeControl | None = None
    faults: FaultControl | None = None
    feed: Feed | None = None
    columns: ColumnStore | None = None
    control: ExecutionControl | None = None
    dead_letters: RedriveControl | None = None
    subscribers: SubscriberControl | None = None
    referee: Referee | None = None
    logged: LoggedExecutions | None = None
    capabilities: Capabilities = Capabilities()
