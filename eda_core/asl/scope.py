"""What paths, templates and functions can see beside the data they are given."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from eda_core.asl.payload import Json


class Scope(Protocol):
    """Variables, the context object, and the two sources of chance, each from outside."""

    @property
    def variables(self) -> Mapping[str, Json]:
        """The workflow variables by name."""

    def context(self) -> Json:
        """Return the context object, ``$$``."""

    def draw(self) -> float:
        """Return a random number in [0, 1)."""

    def new_uuid(self) -> str:
        """Return a version 4 UUID."""


Read: TypeAlias = Callable[[Json, Scope], Json]
"""A compiled path, template or function: from the data and the scope to a value."""
