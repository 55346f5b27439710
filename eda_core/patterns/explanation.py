"""Why an event matches or does not: which field missed, what it wanted and what came."""

from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from eda_core.domain.near_misses import difference, first_alike
from eda_core.patterns.branches import Branch, Field
from eda_core.patterns.leaves import FoundLeaves, Leaf, event_from, find_leaves
from eda_core.patterns.matchers import Exactly, Matcher, Prefix, Suffix
from eda_core.patterns.matching import EventPattern, branch_is_met
from eda_core.patterns.quoting import (
    as_json,
    as_words,
    enumerated,
    listed,
    shortened,
    spelling,
    with_type,
)
from eda_core.patterns.values import Scalar, exact_key, is_array, is_object

_MOST_CHOICES = 5
_NOTHING = "nothing"
_DIFFERENT_ELEMENTS = "Every field is met, but by different elements of one array"


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """One field: ``wanted`` and ``came`` in a few words, JSON values quoted as JSON.

    A value that only its JSON type tells from what is wanted comes with its type.
    ``came`` is ``nothing`` where the event has no value at ``path``.
    """

    path: str
    wanted: str
    came: str
    met: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class BranchExplanation:
    """One choice of ``$or``: the fields that not every choice shares."""

    met: bool
    fields: tuple[FieldExplanation, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether an event matches, and why.

    ``matched`` is what ``EventPattern.matches`` says. ``fields`` are those every branch shares (all
    of them in a pattern without ``$or``), ``branches`` the choices of ``$or``, empty without one.
    """

    matched: bool
    sentence: str
    fields: tuple[FieldExplanation, ...]
    branches: tuple[BranchExplanation, ...]


def explain(pattern: EventPattern, event: str | Mapping[str, Any]) -> Explanation:
    """Explain why ``event``, JSON text or parsed JSON, matches ``pattern`` or does not.

    Raises ``InvalidEvent`` where ``EventPattern.matches`` does.
    """
    parsed = event_from(event)
    found = find_leaves(parsed, pattern.root)
    # Judged as matches() judges: the branches after the first one that is met are only described.
    first_met = next((b for b in pattern.branches if branch_is_met(b, found)), None)
    matched = first_met is not None
    shared = _shared_fields(pattern.branches)
    fields = _explained(shared, parsed, found, all_met=matched)
    branches = tuple(
        _branch(branch, shared, parsed, found, all_met=branch is first_met)
        for branch in (pattern.branches if len(pattern.branches) > 1 else ())
    )
    return Explanation(matched, _sentence(fields, branches, matched=matched), fields, branches)


def _shared_fields(branches: tuple[Branch, ...]) -> tuple[Field, ...]:
    first, *others = branches
    shared = set(first).intersection(*others)
    return tuple(wanted for wanted in first if wanted in shared)


def _branch(
    branch: Branch,
    shared: tuple[Field, ...],
    event: Mapping[str, Any],
    found: FoundLeaves,
    *,
    all_met: bool,
) -> BranchExplanation:
    by_all = set(shared)
    own = tuple(wanted for wanted in branch if wanted not in by_all)
    fields = _explained(own, event, found, all_met=all_met)
    return BranchExplanation(all_met or all(field.met for field in fields), fields)


def _explained(
    wanted: Iterable[Field], event: Mapping[str, Any], found: FoundLeaves, *, all_met: bool
) -> tuple[FieldExplanation, ...]:
    return tuple(
        _field(each, found.leaves.get(each.path, []), event, all_met=all_met) for each in wanted
    )


def _field(
    wanted: Field, leaves: list[Leaf], event: Mapping[str, Any], *, all_met: bool
) -> FieldExplanation:
    met = all_met or _is_met(wanted, leaves)
    alike: Set[Hashable] = frozenset() if met else _spelled_alike(wanted.matchers, leaves)
    came = listed(leaves, lambda leaf: _value_in_json(leaf.value, alike), "and") if leaves else ""
    what = _what_came(wanted.path, leaves, event, alike, is_missed=not met)
    sentence = f"`{shortened(wanted.path)}` {what}"
    if not met:
        sentence += f"; the pattern wants {_in_words(wanted.matchers, alike)}"
        sentence += _near_miss(wanted.matchers, leaves)
    in_json = _in_json(wanted.matchers)
    return FieldExplanation(wanted.path, in_json, came or _NOTHING, met, sentence)


def _near_miss(matchers: tuple[Matcher, ...], leaves: list[Leaf]) -> str:
    """Say how a text that came differs from one that is wanted, where that is hard to see."""
    came = [leaf.value for leaf in leaves if isinstance(leaf.value, str)]
    found = (
        difference(*pair) for text in came for each in matchers for pair in _beside(text, each)
    )
    words = next(filter(None, found), "")
    return f" (they {words})" if words else ""


def _beside(came: str, matcher: Matcher) -> Iterable[tuple[str, str]]:
    """Yield what is compared of a text, and with which text."""
    if isinstance(matcher, Exactly) and isinstance(matcher.value, str):
        yield came, matcher.value
    elif isinstance(matcher, Prefix):
        yield came[: len(matcher.text)], matcher.text
    elif isinstance(matcher, Suffix):
        yield came[-len(matcher.text) :], matcher.text


def _is_met(wanted: Field, leaves: list[Leaf]) -> bool:
    return any(wanted.accepts(leaf.value) for leaf in leaves) if leaves else wanted.absent


def _spelled_alike(matchers: tuple[Matcher, ...], leaves: list[Leaf]) -> set[Hashable]:
    """Return the keys of values, came or wanted, that only their JSON types tell apart."""
    wanted: dict[str, list[Scalar]] = {}
    for matcher in matchers:
        if isinstance(matcher, Exactly):
            wanted.setdefault(spelling(matcher.value), []).append(matcher.value)
    alike: set[Hashable] = set()
    for leaf in leaves:
        others = wanted.get(spelling(leaf.value), ())
        alike.update(exact_key(value) for other in others for value in (leaf.value, other))
    return alike


def _what_came(
    path: str,
    leaves: list[Leaf],
    event: Mapping[str, Any],
    alike: Set[Hashable],
    *,
    is_missed: bool,
) -> str:
    if leaves:
        return f"is {listed(leaves, lambda leaf: _value_in_words(leaf.value, alike), 'and')}"
    value: Any = event
    for segment in path.split("."):
        parent, value = value, value.get(segment) if is_object(value) else None
        if value is None and is_object(parent) and segment not in parent:
            return _missing(parent, segment) if is_missed else "is missing"
    if is_object(value):
        return "is an object, not a value"
    return "is an array without values" if is_array(value) else "is missing"


def _missing(parent: Mapping[Any, Any], name: str) -> str:
    """Say that there is no such field; and which one there is, where a reader takes it for it."""
    other = first_alike(name, (each for each in parent if isinstance(each, str)))
    return f"is missing, though there is {as_words(other)}" if other else "is missing"


def _value_in_json(value: Scalar, alike: Set[Hashable]) -> str:
    return with_type(value) if exact_key(value) in alike else as_json(value)


def _value_in_words(value: Scalar, alike: Set[Hashable]) -> str:
    return with_type(value) if exact_key(value) in alike else as_words(value)


def _in_json(matchers: tuple[Matcher, ...]) -> str:
    """Say what is wanted: ``one of "a", "b" or a string that begins with "c"``."""
    exact = [each for each in matchers if isinstance(each, Exactly)]
    others = [each.wanted for each in matchers if not isinstance(each, Exactly)]
    values = [f"one of {enumerated(exact, lambda each: as_json(each.value))}"] if exact else []
    return " or ".join([*values, *others])


def _in_words(matchers: tuple[Matcher, ...], alike: Set[Hashable]) -> str:
    def write(matcher: Matcher) -> str:
        if isinstance(matcher, Exactly):
            return _value_in_words(matcher.value, alike)
        return matcher.wanted

    wanted = listed(matchers, write, "or")
    return {"present": "it present", "absent": "it absent"}.get(wanted, wanted)


def _sentence(
    fields: tuple[FieldExplanation, ...],
    branches: tuple[BranchExplanation, ...],
    *,
    matched: bool,
) -> str:
    if matched:
        return _sentence_of_match(fields, branches)
    missed = [field.sentence for field in fields if not field.met]
    if missed:
        return f"{'. '.join(missed)}."
    if any(branch.met for branch in branches) or not branches:
        return f"{_DIFFERENT_ELEMENTS}."
    choices = [_choice(branch) for branch in branches[:_MOST_CHOICES]]
    return f"None of the {len(branches)} choices of $or is met: {' / '.join(choices)}."


def _sentence_of_match(
    fields: tuple[FieldExplanation, ...], branches: tuple[BranchExplanation, ...]
) -> str:
    chosen = next((branch.fields for branch in branches if branch.met), ())
    return f"The event matches: {', '.join(each.sentence for each in (*fields, *chosen))}."


def _choice(branch: BranchExplanation) -> str:
    return ", ".join(field.sentence for field in branch.fields if not field.met)
