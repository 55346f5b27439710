"""What one field means to many branches at once, as bit masks: bit *n* stands for branch *n*."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from eda_core.patterns.branches import Field
from eda_core.patterns.matchers import Absent, Exactly, Matcher, Present
from eda_core.patterns.values import Scalar, exact_key, is_array, is_object, scalar_from_value

MISSING = object()

# Enough for every source and detail-type of a bus; a stream of ever new values must not be kept.
_MOST_REMEMBERED = 1_024
_LONGEST_REMEMBERED = 256


@dataclass(slots=True, eq=False)
class FieldMasks:
    """The branches that a value of one field leaves standing; those that do not name it always are.

    ``absent``: where the field is not there. ``base``: for any leaf. ``exact``: by value, base
    included. ``others``: matchers that have to be asked, each with the branches it speaks for.
    """

    absent: int
    base: int
    exact: dict[Hashable, int]
    others: tuple[tuple[Matcher, int], ...]
    by_key: "_RememberedMasks" = field(init=False)

    def __post_init__(self) -> None:
        self.by_key = _RememberedMasks(self)

    def for_leaf(self, value: Scalar) -> int:
        """Return the branches that one leaf leaves standing."""
        return self.by_key[exact_key(value)]

    def asked_for(self, value: Scalar) -> int:
        """Return the same, asking every matcher."""
        mask = self.exact.get(exact_key(value), self.base)
        for matcher, bits in self.others:
            if bits & ~mask and matcher.accepts(value):
                mask |= bits
        return mask

    def for_value(self, value: Any) -> int | None:
        """Return the branches for a whole value, ``MISSING`` included.

        None where arrays hold objects or arrays: then no field can be judged by itself.
        """
        if value is MISSING or is_object(value):
            return self.absent
        if not is_array(value):
            return self.for_leaf(scalar_from_value(value))
        if any(is_object(each) or is_array(each) for each in value):
            return None
        return self.for_leaves(map(scalar_from_value, value))

    def for_leaves(self, values: Iterable[Scalar]) -> int:
        """Return the branches for all leaves of the field: those that any one of them satisfies."""
        mask, some = 0, False
        for value in values:
            mask, some = mask | self.for_leaf(value), True
        return mask if some else self.absent


class _RememberedMasks(dict[Hashable, int]):
    """``FieldMasks.for_leaf`` by the key of the value, for the values seen so far up to a bound."""

    def __init__(self, masks: FieldMasks) -> None:
        super().__init__()
        self._masks = masks

    def __missing__(self, key: Hashable) -> int:
        value: Any = key[0] if isinstance(key, tuple) else key
        mask = self._masks.asked_for(value)
        if len(self) < _MOST_REMEMBERED and len(str(value)) <= _LONGEST_REMEMBERED:
            self[key] = mask
        return mask


def masks_of(wanted: Iterable[tuple[int, Field]], every: int) -> FieldMasks:
    """Combine the fields of one path, each with the bit of its branch."""
    exact: dict[Hashable, int] = {}
    others: dict[Matcher, int] = {}
    absent = base = every
    for bit, each in wanted:
        base &= ~bit
        absent &= ~bit
        absent |= bit if each.absent else 0
        base |= bit if any(isinstance(matcher, Present) for matcher in each.matchers) else 0
        for matcher in each.matchers:
            if isinstance(matcher, Exactly):
                exact[matcher.key] = exact.get(matcher.key, 0) | bit
            elif not isinstance(matcher, Present | Absent):
                others[matcher] = others.get(matcher, 0) | bit
    exact = {key: bits | base for key, bits in exact.items()}
    return FieldMasks(absent, base, exact, tuple(others.items()))
