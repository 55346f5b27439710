"""Changes to the simulated stack while it runs, checked as PutRule and UpdateStateMachine would.

Limits: EventBridge quotas and API Reference, PutRule.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from eda_core.domain.errors import InvalidRequest
from eda_core.simulator.commands import ChangeStack
from eda_core.simulator.shared import SharedWorld
from eda_core.stack import MOST_RULES, Rule, Stack, Target, demo_stack, machine_from, rules_from

MAX_PATTERN: Final = 4096
_NAME: Final = re.compile(r"[.\-_A-Za-z0-9]{1,64}")

Edit = Callable[[Stack], Stack]


class SimulatedEditor:
    """See `eda_core.ports.StackEditor`."""

    __slots__ = ("_shared",)

    def __init__(self, shared: SharedWorld) -> None:
        self._shared = shared

    def put_rule(self, name: str, pattern: str, target: str) -> None:
        """Create or replace a rule."""
        _check_name(name)
        _check_length(pattern)
        self._change(lambda stack: _with_rule(stack, name, pattern, target), f"rule {name} put")

    def set_rule_enabled(self, name: str, enabled: bool) -> None:
        """Enable or disable a rule."""
        done = "enabled" if enabled else "disabled"
        self._change(lambda stack: _switched(stack, name, enabled), f"rule {name} {done}")

    def delete_rule(self, name: str) -> None:
        """Remove a rule."""
        self._change(lambda stack: _without_rule(stack, name), f"rule {name} deleted")

    def restore_rules(self) -> None:
        """Go back to the rules of the demo."""
        self._change(lambda stack: replace(stack, rules=demo_stack().rules), "rules restored")

    def put_definition(self, definition: str) -> None:
        """Change the definition of the state machine."""
        machine = machine_from(definition)
        self._change(lambda stack: replace(stack, machine=machine), "definition changed")

    def restore_definition(self) -> None:
        """Go back to the definition of the demo."""
        machine = demo_stack().machine
        self._change(lambda stack: replace(stack, machine=machine), "definition restored")

    def set_idempotent(self, on: bool) -> None:
        """Let Update Order apply each payment event once, or each time it comes."""
        done = "idempotent" if on else "not idempotent"
        self._change(lambda stack: replace(stack, idempotent=on), f"Update Order {done}")

    def _change(self, edit: Edit, what: str) -> None:
        with self._shared.now() as world:
            changed = edit(world.stack)
            if changed != world.stack:  # a switch that somebody else has turned says so twice
                self._shared.handle(ChangeStack(changed, what))


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InvalidRequest(
            "ValidationException",
            "A rule's name has 1 to 64 letters, digits, dots, hyphens and underscores, "
            f"not {name[:70]!r}.",
        )


def _check_length(pattern: str) -> None:
    if len(pattern) > MAX_PATTERN:
        raise InvalidRequest(
            "ValidationException", f"A pattern has at most {MAX_PATTERN} characters."
        )


def _with_rule(stack: Stack, name: str, pattern: str, target: str) -> Stack:
    given = {"Name": name, "EventPattern": pattern, "Target": _target_json(stack, target)}
    (rule,) = rules_from([given])
    if any(known.name == name for known in stack.rules):
        kept = tuple(rule if known.name == name else known for known in stack.rules)
        return replace(stack, rules=kept)
    if len(stack.rules) >= MOST_RULES:
        raise InvalidRequest("LimitExceededException", f"A bus has at most {MOST_RULES} rules.")
    return replace(stack, rules=(*stack.rules, rule))


def _target_json(stack: Stack, name: str) -> dict[str, str]:
    target: Target | None = stack.targets.get(name)
    if target is None:
        known = ", ".join(stack.targets)
        raise InvalidRequest("ValidationException", f"No target {name!r}; there are {known}.")
    return {"Kind": target.kind.value, "Name": target.name}


def _switched(stack: Stack, name: str, enabled: bool) -> Stack:
    switched = replace(_rule(stack, name), enabled=enabled)
    kept = tuple(switched if rule.name == name else rule for rule in stack.rules)
    return replace(stack, rules=kept)


def _without_rule(stack: Stack, name: str) -> Stack:
    gone = _rule(stack, name)
    return replace(stack, rules=tuple(rule for rule in stack.rules if rule is not gone))


def _rule(stack: Stack, name: str) -> Rule:
    for rule in stack.rules:
        if rule.name == name:
            return rule
    raise InvalidRequest("ResourceNotFoundException", f"Rule {name} does not exist.")
