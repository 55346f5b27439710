"""Many patterns at once: one look at a field serves every rule that names it.

Each branch of each rule owns a bit. A field turns its value into the mask of the branches it leaves
standing, the masks of all fields are combined with ``&``, and what remains names the rules. This is
exact as long as no wanted value lies in an element of an array; then the branches that remain are
matched one by one.
"""

from collections.abc import Mapping
from typing import Any

from eda_core.patterns.branches import Field, steps_to
from eda_core.patterns.leaves import event_from, find_leaves
from eda_core.patterns.masks import MISSING, masks_of
from eda_core.patterns.matching import EventPattern, branch_is_met

_MOST_REMEMBERED = 4_096


class RuleSet:
    """The patterns of many rules, matched together; made by ``compile_rules``."""

    __slots__ = ("_deep", "_deep_root", "_every", "_names", "_plain", "_root", "_rules")

    def __init__(self, patterns: Mapping[str, EventPattern]) -> None:
        fields = _fields_by_path(patterns)
        self._every = (1 << sum(len(each.branches) for each in patterns.values())) - 1
        masks = {path: masks_of(wanted, self._every) for path, wanted in fields.items()}
        # A path without a dot has one spelling, so the value under that name is all there is.
        self._plain = tuple(
            (path, each.by_key, each) for path, each in masks.items() if _is_plain(path)
        )
        self._deep = tuple((path, each) for path, each in masks.items() if not _is_plain(path))
        self._deep_root = steps_to(path for path, _ in self._deep)
        self._root = steps_to(masks)
        self._rules = _bits_by_rule(patterns)
        self._names = _RememberedNames(self._rules)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all rules, in the order they were given."""
        return tuple(name for name, _, _ in self._rules)

    def matching(self, event: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the names of the rules whose pattern matches, in the order of the rules.

        ``event`` is an envelope as parsed JSON. Agrees with ``EventPattern.matches`` for each rule;
        raises ``InvalidEvent`` where that does.
        """
        if event.__class__ is not dict:
            event = event_from(event)
        standing = self._every
        for name, by_key, masks in self._plain:
            value = event.get(name, MISSING)
            # Exactly str: a bool is no number and a list cannot be looked up.
            mask = by_key[value] if value.__class__ is str else masks.for_value(value)
            if mask is None:
                return self._one_by_one(event, standing)
            standing &= mask
        if standing and self._deep:
            return self._with_deep_fields(event, standing)
        return self._names[standing]

    def _with_deep_fields(self, event: Mapping[str, Any], standing: int) -> tuple[str, ...]:
        """Take the fields below the top level into account."""
        leaves, tangled = find_leaves(event, self._deep_root)
        if tangled:
            return self._one_by_one(event, standing)
        for path, masks in self._deep:
            found = leaves.get(path)
            standing &= masks.for_leaves(leaf.value for leaf in found) if found else masks.absent
        return self._names[standing]

    def _one_by_one(self, event: Mapping[str, Any], standing: int) -> tuple[str, ...]:
        """Match the rules that are still standing as ``EventPattern.matches`` does."""
        found = find_leaves(event, self._root)
        return tuple(
            name
            for name, bits, pattern in self._rules
            if bits & standing and any(branch_is_met(each, found) for each in pattern.branches)
        )


def compile_rules(patterns: Mapping[str, EventPattern]) -> RuleSet:
    """Compile the patterns of rules, by name, into one ``RuleSet``."""
    return RuleSet(patterns)


class _RememberedNames(dict[int, tuple[str, ...]]):
    """The names that a mask stands for, up to a bound."""

    def __init__(self, rules: tuple[tuple[str, int, EventPattern], ...]) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, standing: int) -> tuple[str, ...]:
        names = tuple(name for name, bits, _ in self._rules if bits & standing)
        if len(self) < _MOST_REMEMBERED:
            self[standing] = names
        return names


def _is_plain(path: str) -> bool:
    return "." not in path


def _fields_by_path(patterns: Mapping[str, EventPattern]) -> dict[str, list[tuple[int, Field]]]:
    """Gather the fields of every branch by path, each with its branch's bit."""
    fields: dict[str, list[tuple[int, Field]]] = {}
    branches = (branch for pattern in patterns.values() for branch in pattern.branches)
    for number, branch in enumerate(branches):
        for wanted in branch:
            fields.setdefault(wanted.path, []).append((1 << number, wanted))
    return fields


def _bits_by_rule(
    patterns: Mapping[str, EventPattern],
) -> tuple[tuple[str, int, EventPattern], ...]:
    rules, first = [], 0
    for name, pattern in patterns.items():
        count = len(pattern.branches)
        rules.append((name, ((1 << count) - 1) << first, pattern))
        first += count
    return tuple(rules)
