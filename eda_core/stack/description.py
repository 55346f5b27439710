"""The demo system as data: bus, rules or subscribers, targets, state machine, names.

``rules.json`` and ``payment_service.asl.json`` beside this module are the only definition of the
demo system; the simulator runs them, and a deployment is generated from them. On the custom bus
``subscribers.json`` and ``payment_service_custom.asl.json`` take their place.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, Final

from eda_core.asl import StateMachine, parse_definition
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Source
from eda_core.domain.settings import BusKind
from eda_core.patterns import RuleSet, compile_pattern, compile_rules
from eda_core.stack.bus_words import BUS_WORDS, BusWords
from eda_core.stack.rule import Rule, Target, TargetKind
from eda_core.stack.subscribers import Subscriber, subscriber_from

MOST_RULES: Final = 300
"""Rules a bus may have (EventBridge User Guide, "Amazon EventBridge quotas")."""


@dataclass(frozen=True)
class Stack:
    """The set of resources of the demo, by name, and what connects them.

    ``rules`` are those of a classic bus, or the subscribers of a custom one, as ``kind`` says. A
    custom bus keeps its events for ``retention_days``, and ``unpacks`` says whether the functions
    it invokes take each event of an array by itself; the demo's take one object.

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
    kind: BusKind = BusKind.CLASSIC
    publish_payment: str = "eda-demo-publish-payment"
    retention_days: int = 1
    unpacks: bool = False

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

    @property
    def words(self) -> BusWords:
        """What the parts of its bus are called."""
        return BUS_WORDS[self.kind]

    @cached_property
    def subscribers(self) -> tuple[Subscriber, ...]:
        """The subscribers of a custom bus; none on a classic one."""
        return tuple(rule for rule in self.rules if isinstance(rule, Subscriber))


_FILES: Final = {
    BusKind.CLASSIC: ("rules.json", "payment_service.asl.json"),
    BusKind.CUSTOM: ("subscribers.json", "payment_service_custom.asl.json"),
}


def demo_stack(kind: BusKind = BusKind.CLASSIC) -> Stack:
    """Return the demo system as its specification has it, or the same on a custom bus."""
    rules, definition = map(_resource, _FILES[kind])
    return Stack(rules_from(json.loads(rules)), machine_from(definition), kind=kind)


def rules_from(entries: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Rules, or subscribers, from their JSON form.

    A pattern of a rule may be text or the object itself. Raises `InvalidPattern` for a pattern that
    does not compile, and `InvalidSubscriber` for a subscriber the service would refuse.
    """
    return tuple(_rule(entry) if "EventPattern" in entry else _other(entry) for entry in entries)


def _other(entry: Mapping[str, Any]) -> Rule:
    """Return a subscriber; an entry without an event pattern is nothing else, or nothing at all."""
    return subscriber_from(entry) if "InvokeConfiguration" in entry else _rule(entry)


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


def _rules(stack: Stack) -> Iterable[str]:
    return (rule.name for rule in stack.rules)


def _targets(stack: Stack) -> Iterable[str]:
    return stack.targets


def _tasks(stack: Stack) -> Iterable[str]:
    states = stack.machine.every_state.items()
    return (name for name, state in states if state.kind == "Task")


_OTHERS: Final[dict[FaultKind, Callable[[Stack], Iterable[str]]]] = {
    FaultKind.TARGET_THROWS: _targets,
    FaultKind.TARGET_SLOW: _targets,
    FaultKind.TASK_FAILS: _tasks,
    FaultKind.PUBLISH_THROTTLED: lambda _: (source.value for source in Source),
    FaultKind.TOPIC_UNAVAILABLE: lambda stack: (stack.topic,),
}


def fault_places(kind: FaultKind, stack: Stack) -> tuple[str, ...]:
    """Return the places a fault of this kind may name: rules, but for a few kinds."""
    return tuple(_OTHERS.get(kind, _rules)(stack))


def check_place(fault: Fault, stack: Stack) -> None:
    """Raise `InvalidRequest` for a place that the stack has not; no place means all of them."""
    places = fault_places(fault.kind, stack)
    if fault.where and fault.where not in places:
        known = ", ".join(places)
        reason = (
            f'A fault "{fault.kind}" cannot strike at "{fault.where[:80]}"; it can at: {known}.'
        )
        raise InvalidRequest("ValidationException", reason)
