"""A definition as text: what is wrong with it, and how it differs from another."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from functools import lru_cache
from typing import Any, Final

from eda_core.asl import StateMachine
from eda_core.domain.errors import InvalidDefinition
from eda_core.domain.settings import BusKind
from eda_core.stack import demo_stack, machine_from

MOST_LINES: Final = 3_000
"""Lines beyond which a comparison would take longer than anybody waits."""

SAME: Final = "No difference."


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a definition can be used, in a sentence, and how many states it has."""

    is_valid: bool
    sentence: str


def definition_text(machine: StateMachine) -> str:
    """Return the definition as it is edited: JSON, indented."""
    return json.dumps(machine.definition, indent=2, ensure_ascii=False)


@lru_cache(maxsize=2)
def demo_definition(kind: BusKind = BusKind.CLASSIC) -> str:
    """Return the definition the demo comes with on this kind of bus."""
    return definition_text(demo_stack(kind).machine)


@lru_cache(maxsize=16)
def definition_of(text: str) -> StateMachine:
    """Return the machine of a text; raises `InvalidDefinition`."""
    return machine_from(text)


@lru_cache(maxsize=16)
def verdict(text: str) -> Verdict:
    """Check a definition as UpdateStateMachine would, with the place of the first fault."""
    try:
        machine = definition_of(text)
    except InvalidDefinition as fault:
        return Verdict(False, str(fault))
    count = len(machine.every_state)
    return Verdict(True, f"A valid definition with {count} state{'s' if count != 1 else ''}.")


@lru_cache(maxsize=16)
def difference(before: str, after: str, name: str) -> str:
    """Return what was taken away and added, as a unified diff against the definition called
    ``name``.

    JSON is laid out alike first, so that only what it says can differ.
    """
    old, new = _laid_out(before).splitlines(), _laid_out(after).splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        return f"More than {MOST_LINES} lines: too long to be compared here."
    lines = unified_diff(old, new, fromfile=name, tofile="your text", lineterm="", n=2)
    return "\n".join(lines) or SAME


def _laid_out(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def same_definition(one: str, other: str) -> bool:
    """Return whether two texts are the same definition, however they are laid out."""
    try:
        return bool(json.loads(one) == json.loads(other))
    except (ValueError, RecursionError):
        return False


def state_definition(level: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the JSON of a state, looked for in this level and in those inside it; empty if not
    found.
    """
    if name in level["States"]:
        found: Mapping[str, Any] = level["States"][name]
        return found
    inner = (below for state in level["States"].values() for below in _levels_in(state))
    return next((found for below in inner if (found := state_definition(below, name))), {})


def _levels_in(state: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from state.get("Branches", ())
    yield from (state[key] for key in ("ItemProcessor", "Iterator") if key in state)
