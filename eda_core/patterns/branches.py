"""The compiled form of an event pattern: branches of fields of matchers, frozen.

A pattern without ``$or`` is one branch; ``$or`` makes one branch for each choice. A branch is met
when all of its fields are; a field when one of its matchers accepts one of the values found there.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from eda_core.patterns.matchers import Absent, Matcher, by_exactness
from eda_core.patterns.values import Scalar, exact_key


@dataclass(frozen=True, slots=True)
class Field:
    """What a pattern wants of one path. ``absent``: met as well where nothing is there."""

    path: str
    matchers: tuple[Matcher, ...]
    absent: bool
    keys: frozenset[Hashable] = field(repr=False, compare=False)
    others: tuple[Matcher, ...] = field(repr=False, compare=False)

    def accepts(self, value: Scalar) -> bool:
        """Say whether a value found at the path meets the field."""
        return exact_key(value) in self.keys or any(m.accepts(value) for m in self.others)


def field_at(path: str, matchers: tuple[Matcher, ...]) -> Field:
    """Return the field at ``path`` that any one of ``matchers`` meets."""
    absent = any(isinstance(matcher, Absent) for matcher in matchers)
    return Field(path, matchers, absent, *by_exactness(matchers))


# In the order they are written; no path twice.
Branch: TypeAlias = tuple[Field, ...]


@dataclass(slots=True)
class Step:
    """One step on the way to the paths that are wanted: a tree of path segments.

    ``path`` is set where a wanted path ends here. ``deep`` is set where one goes on by two steps or
    more, so that a dotted key of the event may be a short cut.
    """

    path: str | None = None
    deep: bool = False
    steps: dict[str, "Step"] = field(default_factory=dict)


def steps_to(paths: Iterable[str]) -> Step:
    """Build the tree of the segments of ``paths``."""
    root = Step()
    for path in paths:
        step, segments = root, path.split(".")
        for place, segment in enumerate(segments):
            step.deep = step.deep or place < len(segments) - 1
            step = step.steps.setdefault(segment, Step())
        step.path = path
    return root
