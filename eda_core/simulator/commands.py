"""What can be done to a world from outside: each command is a record, with one handler.

A world is deterministic: its commands, and when each came, are all there is to know of it. So
whoever keeps a world writes each of them down, and only then has `World.handle` do it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from eda_core.asl import Execution, Json
from eda_core.domain.faults import Fault
from eda_core.ports import ApiResponse, EntryResult, Pace
from eda_core.simulator.entries import Entry, Refusal
from eda_core.stack import Stack


@dataclass(frozen=True, slots=True)
class Pacing:
    """The pace, and where it was last tied to the wall clock (all in milliseconds).

    In real time the world is ``ahead_ms`` ahead of the wall clock; in slow motion the last hop
    was at ``stepped_ms`` of the wall clock, and a hop takes ``hop_ms``. Not ``tied`` means that
    the world has no wall clock yet.
    """

    pace: Pace = Pace.REAL_TIME
    paused: bool = False
    hop_ms: int = 1000
    ahead_ms: int = 0
    stepped_ms: int = 0
    tied: bool = False

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> "Pacing":
        """Return the pacing with these fields."""
        return cls(**{**fields, "pace": Pace(fields["pace"])})


R = TypeVar("R")


class Command(Generic[R]):
    """Base of the commands; the parameter is what `WorldControl.handle` returns for one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PlaceOrder(Command[ApiResponse]):
    """`POST /order` with this request body."""

    body: str


@dataclass(frozen=True, slots=True)
class PutEvents(Command[tuple[EntryResult, ...]]):
    """Entries for the bus, as `read_entries` read them."""

    entries: tuple[Entry | Refusal, ...]


@dataclass(frozen=True, slots=True)
class ChangeStack(Command[None]):
    """Go by this stack; ``what`` says what is changed in it."""

    stack: Stack
    what: str


@dataclass(frozen=True, slots=True)
class ArmFault(Command[int]):
    """Arm a fault; its number is returned. Raises `InvalidRequest` for one that cannot be."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class DisarmFault(Command[None]):
    """Disarm the fault with this number, or all of them."""

    number: int | None


@dataclass(frozen=True, slots=True)
class SetPace(Command[None]):
    """Run at this pace, tied to the wall clock as it says."""

    pacing: Pacing


@dataclass(frozen=True, slots=True)
class StartExecution(Command[Execution]):
    """Start an execution of the payment service with this input; no name asks for a new one.

    ``given`` is a JSON value; ``again`` asks for a name that says so. Raises `InvalidRequest` for
    an input that is too large.
    """

    given: Json
    name: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Redrive(Command[int]):
    """Deliver dead letters again: those of an event and a rule, or all. How many is returned."""

    event_id: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class SetSubscriberState(Command[None]):
    """Stop a subscriber of a custom bus, or let it go on; ``skip`` leaves its backlog out.

    Raises `InvalidRequest` where there is none of this name, or one that replays is to skip.
    """

    name: str
    running: bool
    skip: bool = False


class WorldControl(Protocol):
    """What runs a world: the world itself, or a room, which first writes each command down."""

    def handle(self, command: Command[R]) -> R:
        """Do what the command says and return the answer; raises what its handler raises."""

    def advance(self, to_ms: int | None, most: int | None = None) -> None:
        """Let everything happen that is due up to this time, to its end without one.

        Stops after ``most`` steps.
        """

    def step(self) -> bool:
        """Let the next thing happen; return whether there was one."""
