"""Two orders step by step: where they first went apart, and in what they differ."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Final

from eda_core.domain.orders import DetailType
from eda_core.read_model.order_steps import OrderStep, StepKind
from eda_core.read_model.order_view import OrderView

MOST_FIELDS: Final = 200
"""Fields of a detail that are compared; an event may hold a megabyte of them."""

MOST_DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """A step of each, side by side; None where one has nothing to put beside the other's."""

    left: OrderStep | None
    right: OrderStep | None

    @property
    def same(self) -> bool:
        """Whether both have this step."""
        return None not in (self.left, self.right) and self.key(self.left) == self.key(self.right)

    @staticmethod
    def key(step: OrderStep | None) -> object:
        """Return what two steps are compared by."""
        return None if step is None else step.key


@dataclass(frozen=True, slots=True)
class OrderComparison:
    """Two orders side by side; ``first`` is the place of the pair where they first differ.

    ``divergence`` is what each of them did there, side by side or not: the next step of each.
    """

    pairs: tuple[Pair, ...]
    first: int | None
    divergence: Pair | None

    @property
    def before(self) -> OrderStep | None:
        """The last step both have before they differ."""
        at = len(self.pairs) if self.first is None else self.first
        return self.pairs[at - 1].left if at else None


def compared(left: Sequence[OrderStep], right: Sequence[OrderStep]) -> OrderComparison:
    """Return two orders side by side: the same steps beside each other, the others in
    their places.
    """
    common = _common(left, right)
    pairs = [Pair(a, b) for a, b in zip(left[:common], right[:common], strict=True)]
    rest = list(_aligned(left[common:], right[common:]))
    if not rest:
        return OrderComparison(tuple(pairs), None, None)
    return OrderComparison((*pairs, *rest), common, Pair(_at(left, common), _at(right, common)))


def _at(steps: Sequence[OrderStep], place: int) -> OrderStep | None:
    return steps[place] if place < len(steps) else None


def _common(left: Sequence[OrderStep], right: Sequence[OrderStep]) -> int:
    """Return how many steps are the same from the beginning."""
    same = (a.key == b.key for a, b in zip(left, right, strict=False))
    shorter = min(len(left), len(right))
    return next((at for at, is_same in enumerate(same) if not is_same), shorter)


def _aligned(left: Sequence[OrderStep], right: Sequence[OrderStep]) -> Iterator[Pair]:
    left, left_told = _split_notified(left)
    right, right_told = _split_notified(right)
    matcher = SequenceMatcher(None, [s.key for s in left], [s.key for s in right], autojunk=False)
    for _, a, a_end, b, b_end in matcher.get_opcodes():
        for one, other in zip_longest(left[a:a_end], right[b:b_end]):
            yield Pair(one, other)
    if left_told is not None or right_told is not None:
        yield Pair(left_told, right_told)


def _split_notified(steps: Sequence[OrderStep]) -> tuple[Sequence[OrderStep], OrderStep | None]:
    """Return the steps without what the customer was told, which stands beside the other's in any
    case.
    """
    if steps and steps[-1].kind is StepKind.NOTIFIED:
        return steps[:-1], steps[-1]
    return steps, None


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field of the OrderCreated that is not the same; ``MISSING`` where there is none."""

    path: str
    left: Any
    right: Any


MISSING: Final = object()
"""Stands for a field that is not there."""


def payload_differences(left: OrderView, right: OrderView) -> tuple[FieldDifference, ...]:
    """In which fields of their last OrderCreated two orders differ, their id apart."""
    one, other = _payload(left), _payload(right)
    paths = list(dict.fromkeys((*one, *other)))[:MOST_FIELDS]
    return tuple(
        FieldDifference(path, one.get(path, MISSING), other.get(path, MISSING))
        for path in paths
        if path != "id" and _text(one.get(path, MISSING)) != _text(other.get(path, MISSING))
    )


def _payload(view: OrderView) -> Mapping[str, Any]:
    created = (e for e in view.timeline if e.event.detail_type == DetailType.ORDER_CREATED)
    last = next(reversed(tuple(created)), None)
    return {} if last is None else dict(_leaves(last.event.detail, "", 0))


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield each leaf of a JSON value with its path; what lies too deep is compared as a whole."""
    if isinstance(value, Mapping) and value and depth < MOST_DEPTH:
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name), depth + 1)
    else:
        yield path, value


def _text(value: Any) -> str:
    try:
        return "" if value is MISSING else json.dumps(value, sort_keys=True)
    except RecursionError:
        return "nested too deep to be compared"
