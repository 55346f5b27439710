"""Changes to the simulated stack while it runs, checked as PutRule and UpdateStateMachine would.

Limits: EventBridge quotas and API Reference, PutRule. The filters of a subscriber may change 24
times in 24 hours, and filters put again as they are cost none (User Guide, eb-custom-bus-update).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.settings import BusKind
from eda_core.simulator.commands import ChangeStack
from eda_core.simulator.shared import SharedWorld
from eda_core.simulator.world import World
from eda_core.stack import (
    MOST_RULES,
    Rule,
    Stack,
    Target,
    TargetKind,
    demo_stack,
    machine_from,
    rules_from,
)
from eda_core.stack.subscribers import NO_FILTER, FilterScope, Subscriber, subscriber_from

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
        check_length(pattern)
        with self._shared.now() as world:
            before = subscriber_of(world.stack, name)
            changed = _with_rule(world.stack, name, pattern, target)
            after = subscriber_of(changed, name)
            if before is not None and after is not None:
                check_filter_change(world, before, after)
            self._change(lambda _: changed, f"{{}} {name} put")

    def set_rule_enabled(self, name: str, enabled: bool) -> None:
        """Enable or disable a rule."""
        done = "enabled" if enabled else "disabled"
        self._change(lambda stack: _switched(stack, name, enabled), f"{{}} {name} {done}")

    def delete_rule(self, name: str) -> None:
        """Remove a rule."""
        self._change(lambda stack: _without_rule(stack, name), f"{{}} {name} deleted")

    def restore_rules(self) -> None:
        """Go back to the rules of the demo."""
        self._change(lambda stack: _with_rules_of_demo(stack), "{}s restored")

    def put_definition(self, definition: str) -> None:
        """Change the definition of the state machine."""
        machine = machine_from(definition)
        self._change(lambda stack: replace(stack, machine=machine), "definition changed")

    def restore_definition(self) -> None:
        """Go back to the definition of the demo."""
        self._change(_with_machine_of_demo, "definition restored")

    def set_idempotent(self, on: bool) -> None:
        """Let Update Order apply each payment event once, or each time it comes."""
        done = "idempotent" if on else "not idempotent"
        self._change(lambda stack: replace(stack, idempotent=on), f"Update Order {done}")

    def _change(self, edit: Edit, what: str) -> None:
        with self._shared.now() as world:
            changed = edit(world.stack)
            if changed != world.stack:  # a switch that somebody else has turned says so twice
                rule = world.stack.words.rule
                self._shared.handle(ChangeStack(changed, what.format(rule)))


def _with_rules_of_demo(stack: Stack) -> Stack:
    return replace(stack, rules=demo_stack(stack.kind).rules)


def _with_machine_of_demo(stack: Stack) -> Stack:
    return replace(stack, machine=demo_stack(stack.kind).machine)


def check_name(name: str, rule: str) -> None:
    """Raise `InvalidRequest` for what is no name of a ``rule``, or of a subscriber."""
    if not _NAME.fullmatch(name):
        raise InvalidRequest(
            "ValidationException",
            f"A {rule}'s name has 1 to 64 letters, digits, dots, hyphens and underscores, "
            f"not {name[:70]!r}.",
        )


def check_length(pattern: str) -> None:
    """Raise `InvalidRequest` for a pattern that is too long to be read."""
    if len(pattern) > MAX_PATTERN:
        raise InvalidRequest(
            "ValidationException", f"A pattern has at most {MAX_PATTERN} characters."
        )


def _with_rule(stack: Stack, name: str, pattern: str, target: str) -> Stack:
    check_name(name, stack.words.rule)
    rule = _MADE[stack.kind](stack, name, pattern, target)
    if any(known.name == name for known in stack.rules):
        kept = tuple(rule if known.name == name else known for known in stack.rules)
        return replace(stack, rules=kept)
    if len(stack.rules) >= MOST_RULES:
        most = f"A bus has at most {MOST_RULES} {stack.words.rules} here."
        raise InvalidRequest("LimitExceededException", most)
    return replace(stack, rules=(*stack.rules, rule))


def _classic_rule(stack: Stack, name: str, pattern: str, target: str) -> Rule:
    given = {"Name": name, "EventPattern": pattern, "Target": _target_json(stack, target)}
    (rule,) = rules_from([given])
    return rule


def _subscriber(stack: Stack, name: str, pattern: str, target: str) -> Rule:
    """Return a new subscriber, or the one of this name with another filter of the data.

    Its target is fixed when it is made (documented). A function is called and not waited for.
    """
    known = subscriber_of(stack, name)
    if known is not None and known.target.name != target:
        reason = f"The target of {name} is fixed since it was made. Choose another name."
        raise InvalidRequest("ValidationException", reason)
    new = _new_subscriber(name, _target_json(stack, target))
    return with_filter(new if known is None else known.to_json(), FilterScope.DATA, pattern)


def subscriber_of(stack: Stack, name: str) -> Subscriber | None:
    """Return the subscriber of this name, if the bus has it."""
    return next((each for each in stack.subscribers if each.name == name), None)


def with_filter(entry: dict[str, Any], scope: FilterScope, pattern: str) -> Subscriber:
    """Return a subscriber from its JSON form, with this filter as its only one for the scope.

    Without a pattern, or with one that wants nothing, it has none there. Raises `InvalidPattern`,
    and `InvalidSubscriber` for what the bus refuses.
    """
    given = entry.pop("FilterConfiguration", {}).get("Filters", [])
    filters = {FilterScope(each["Scope"]): each["Pattern"] for each in given}
    filters = {**filters, scope: pattern}
    if pattern.strip() in ("", NO_FILTER):
        del filters[scope]
    kept = [{"Scope": each, "Pattern": filters[each]} for each in FilterScope if each in filters]
    return subscriber_from(entry | ({"FilterConfiguration": {"Filters": kept}} if kept else {}))


def _new_subscriber(name: str, target: dict[str, str]) -> dict[str, Any]:
    is_function = target["Kind"] == TargetKind.FUNCTION
    called = {"LambdaParameters": {"InvocationType": "EVENT"}} if is_function else {}
    batch = {"MaxBatchSize": 1, "MaxBatchWindowInSeconds": 0}
    invoke = {"Target": target, **called}
    return {"Name": name, "BatchConfiguration": batch, "InvokeConfiguration": invoke}


_MADE: Final = {BusKind.CLASSIC: _classic_rule, BusKind.CUSTOM: _subscriber}


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
    named = f"{stack.words.rule.capitalize()} {name}"
    raise InvalidRequest("ResourceNotFoundException", f"{named} does not exist.")


MOST_CHANGES: Final = 24
WITHIN_MS: Final = 24 * 3600 * 1000

_REFUSED: Final = "FILTER_CHANGE_LIMIT_EXCEEDED"


def check_filter_change(world: World, before: Subscriber, after: Subscriber) -> None:
    """Raise `InvalidRequest` where one more change of the filters is one too many."""
    if _filters(before.to_json()) == _filters(after.to_json()):
        return
    since_ms = world.scheduler.now_ms - WITHIN_MS
    if _changes_since(world, before.name, since_ms) >= MOST_CHANGES:
        reason = (
            f"The filters of {before.name} were changed {MOST_CHANGES} times within 24 hours, and "
            "the bus takes no more of that. Make another subscriber, or wait."
        )
        raise InvalidRequest(_REFUSED, reason)


def _changes_since(world: World, name: str, since_ms: int) -> int:
    """Return how often the filters of a subscriber changed since a time; worlds begin as the demo.

    That it was deleted and made again is no change of its filters.
    """
    stack, count = demo_stack(world.stack.kind), 0
    known = next((_filters(r.to_json()) for r in stack.subscribers if r.name == name), None)
    for change in world.changes_after(0):
        found = next((_filters(rule) for rule in change.rules if rule["Name"] == name), None)
        is_change = known is not None and found is not None and found != known
        count += is_change and change.at_ms > since_ms
        known = found
    return count


def _filters(subscriber: Mapping[str, Any]) -> dict[str, Any]:
    given = subscriber.get("FilterConfiguration", {}).get("Filters", ())
    return {each["Scope"]: json.loads(each["Pattern"]) for each in given}
