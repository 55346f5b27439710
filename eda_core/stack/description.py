"""The demo system as data: bus, rules, targets, state machine, names.

``rules.json`` and ``payment_service.asl.json`` beside this module are the only definition of the
demo system; the simulator runs them, and a deployment is generated from them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from importlib.resources import files
from typing import Any, Final

from eda_core.asl import StateMachine, parse_definition
from eda_core.patterns import EventPattern, RuleSet, compile_pattern, compile_rules

MOST_RULES: Final = 300
"""Rules a bus may have (EventBridge User Guide, "Amazon EventBridge quotas")."""


class TargetKind(StrEnum):
    """What a matched rule may invoke."""

    LOG_GROUP = "log-group"
    STATE_MACHINE = "state-machine"
    FUNCTION = "function"


@dataclass(frozen=True, slots=True)
class Target:
    """What a matched rule invokes: its kind and its name in the stack."""

    kind: TargetKind
    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern on the bus and the target it delivers to.

    ``pattern_text`` is the pattern as it was written; a rule that is not ``enabled`` takes nothing.
    ``dead_letters`` says whether what its target never takes is kept in the dead-letter queue.
    """

    name: str
    pattern_text: str
    pattern: EventPattern
    target: Target
    enabled: bool = True
    dead_letters: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return the rule as ``rules.json`` has it."""
        return {
            "Name": self.name,
            "EventPattern": self.pattern_text,
            "Target": {"Kind": self.target.kind.value, "Name": self.target.name},
            "State": "ENABLED" if self.enabled else "DISABLED",
            "DeadLetters": self.dead_letters,
        }


@dataclass(frozen=True)
class Stack:
    """The set of resources of the demo, by name, and what connects them.

    ``idempotent`` says which Update Order runs: the demo's, or one that applies a payment once.
    ``late_ms`` is from when on a hop is late where the stack runs; in the simulator it takes a
    fifth of a second as a rule.
    """

    rules: tuple[Rule, ...]
    machine: StateMachine
    bus: str = "eda-demo"
    log_group: str = "eda-demo-all"
    table: str = "eda-demo-orders"
    topic: str = "eda-demo-order-notification"
    create_order: str = "eda-demo-create-order"
    update_order: str = "eda-demo-update-order"
    notification: str = "eda-demo-notification"
    dead_letter_queue: str = "eda-demo-dlq"
    state_machine: str = "eda-demo-payment-service"
    idempotent: bool = False
    late_ms: int = 2_000

    @cached_property
    def rule_set(self) -> RuleSet:
        """The enabled rules of the bus, compiled to be matched together."""
        return compile_rules({rule.name: rule.pattern for rule in self.rules if rule.enabled})

    @cached_property
    def targets(self) -> Mapping[str, Target]:
        """What a rule of this stack may invoke, by name."""
        return {
            self.log_group: Target(TargetKind.LOG_GROUP, self.log_group),
            self.state_machine: Target(TargetKind.STATE_MACHINE, self.state_machine),
            self.update_order: Target(TargetKind.FUNCTION, self.update_order),
            self.notification: Target(TargetKind.FUNCTION, self.notification),
        }


def demo_stack() -> Stack:
    """Return the demo system as its specification has it."""
    return Stack(
        rules=rules_from(json.loads(_resource("rules.json"))),
        machine=machine_from(_resource("payment_service.asl.json")),
    )


def rules_from(entries: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Rules from their JSON form; raises `InvalidPattern` for a pattern that does not compile.

    A pattern may be text or the object itself.
    """
    return tuple(_rule(entry) for entry in entries)


def _rule(entry: Mapping[str, Any]) -> Rule:
    given = entry["EventPattern"]
    text = given if isinstance(given, str) else json.dumps(given, indent=2)
    target = Target(TargetKind(entry["Target"]["Kind"]), entry["Target"]["Name"])
    enabled = entry.get("State", "ENABLED") == "ENABLED"
    dead_letters = entry.get("DeadLetters", True)
    return Rule(entry["Name"], text, compile_pattern(text), target, enabled, dead_letters)


def machine_from(definition: str) -> StateMachine:
    """Return the payment state machine from its definition; raises `InvalidDefinition`.

    It may use any resource: what the stack does not give it, a mock has to answer.
    """
    return parse_definition(definition)


def _resource(name: str) -> str:
    return files("eda_core.stack").joinpath(name).read_text(encoding="utf-8")
