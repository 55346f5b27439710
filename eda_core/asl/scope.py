"""What paths, templates, functions and expressions can see beside the data they are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from eda_core.asl.payload import Json

MAX_STEPS: Final = 1_000_000
"""Most steps the JSONata of one execution may take together. A bound of our own, not of time, so
that an execution comes out the same wherever it runs."""


@dataclass(slots=True)
class Allowance:
    """How many steps the JSONata of an execution may still take."""

    steps: int = MAX_STEPS


class Scope(Protocol):
    """Variables, the context object, and the two sources of chance, each from outside."""

    @property
    def variables(self) -> Mapping[str, Json]:
        """The workflow variables by name."""

    def context(self) -> Json:
        """Return the context object, ``$$``."""

    def context_part(self, name: str) -> Json:
        """Return one part of the context object, ``MISSING`` where it has none of this name."""

    def allowance(self) -> Allowance:
        """Return what evaluations may still spend."""

    def now_ms(self) -> int:
        """Return the time on the clock of the execution, in epoch milliseconds."""

    def draw(self) -> float:
        """Return a random number in [0, 1)."""

    def new_uuid(self) -> str:
        """Return a version 4 UUID."""


Read: TypeAlias = Callable[[Json, Scope], Json]
"""A compiled path, template or function: from the data and the scope to a value."""
