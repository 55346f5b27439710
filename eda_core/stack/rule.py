"""What takes events of a bus and hands them to a target: a rule of the classic bus.

A subscriber of the custom bus is one with more to say (`eda_core/stack/subscribers.py`).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from eda_core.patterns import EventPattern


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
