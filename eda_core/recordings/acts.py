"""What a recording says of itself: where it is from, its stack, and the acts it is shown by.

It is the first line of the file. Its JSON Schema, ``docs/recording.schema.json``, is what a
stranger's file is checked by.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from eda_core.domain.errors import (
    InvalidDefinition,
    InvalidPattern,
    InvalidRecording,
    InvalidSubscriber,
)
from eda_core.domain.settings import BusKind
from eda_core.recordings.head_faults import sentence_of
from eda_core.stack import Stack, machine_from, rules_from

FORMAT: Final = "eda-live recording"
VERSION: Final = 1
SCHEMA: Final = Path(__file__).parents[2] / "docs" / "recording.schema.json"


class NoteKind(StrEnum):
    """What a note is for: words to say, a question to ask, something to do, to watch, to fall
    back on.
    """

    SAY = "say"
    ASK = "ask"
    DO = "do"
    WATCH = "watch for"
    FAILS = "if it fails"


@dataclass(frozen=True, slots=True)
class SpeakerNote:
    """A line of a presenter's notes."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """A picture with a name: what is shown of a recording, and for which part of its log.

    ``page`` and ``show`` are a link as the dashboard writes it: the page, and the parameters of
    its address. The log is shown from ``from_ms`` to ``until_ms`` (epoch milliseconds of the
    world). ``planned_s`` is when the act was begun, in seconds since the recording was.
    """

    name: str
    from_ms: int
    until_ms: int
    page: str = "live"
    show: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[SpeakerNote, ...] = ()
    planned_s: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What a recording says of itself.

    ``world`` names the world it was made of and ``origin`` its kind, ``recorded_ms`` says when by
    the clock outside, and ``until_ms`` is the time of that world then. ``rules`` (in the form of
    ``rules.json``, or of ``subscribers.json`` where its ``bus`` is a custom one) and ``definition``
    are those its log begins with. ``reported`` says which of
    ``deliveries``, ``notifications`` and ``executions`` that world reported by itself. It took
    ``lasts_s`` seconds.
    """

    title: str
    world: str
    recorded_ms: int
    until_ms: int
    rules: tuple[Mapping[str, Any], ...]
    definition: str
    idempotent: bool = False
    late_ms: int = 2_000
    reported: tuple[str, ...] = ("deliveries", "notifications", "executions")
    acts: tuple[Act, ...] = ()
    origin: str = "simulator"
    lasts_s: int = 0
    bus: BusKind = BusKind.CLASSIC
    unpacks: bool = False

    def stack(self) -> Stack:
        """Return the stack the log begins with; raises `InvalidRecording`."""
        stack = stack_from(self.rules, self.definition, self.idempotent, self.late_ms)
        return replace(stack, kind=self.bus, unpacks=self.unpacks)

    def to_json(self) -> dict[str, Any]:
        """Return the first line of the file, which `head_from` reads."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "title": self.title,
            "world": self.world,
            "origin": self.origin,
            "recordedMs": self.recorded_ms,
            "untilMs": self.until_ms,
            "lastsS": self.lasts_s,
            "reported": list(self.reported),
            "stack": {
                "rules": list(self.rules),
                "definition": self.definition,
                "idempotent": self.idempotent,
                "lateMs": self.late_ms,
                **({} if self.bus is BusKind.CLASSIC else {"bus": self.bus.value}),
                **({"unpacks": True} if self.unpacks else {}),
            },
            "acts": [_act_json(act) for act in self.acts],
        }


def _act_json(act: Act) -> dict[str, Any]:
    return {
        "name": act.name,
        "fromMs": act.from_ms,
        "untilMs": act.until_ms,
        "plannedS": act.planned_s,
        "page": act.page,
        "show": dict(act.show),
        "notes": [asdict(note) for note in act.notes],
    }


def head_from(value: Any) -> Head:
    """Return what the first line of a recording says; raises `InvalidRecording` with the place."""
    check(value)
    stack = value["stack"]
    return Head(
        title=value["title"],
        world=value["world"],
        origin=value["origin"],
        recorded_ms=int(value["recordedMs"]),
        until_ms=int(value["untilMs"]),
        rules=tuple(stack["rules"]),
        definition=stack["definition"],
        idempotent=stack["idempotent"],
        late_ms=int(stack["lateMs"]),
        reported=tuple(value["reported"]),
        acts=tuple(_act_from(act) for act in value["acts"]),
        lasts_s=int(value["lastsS"]),
        bus=BusKind(stack.get("bus", BusKind.CLASSIC)),
        unpacks=stack.get("unpacks", False),
    )


def _act_from(value: Mapping[str, Any]) -> Act:
    return Act(
        name=value["name"],
        from_ms=int(value["fromMs"]),
        until_ms=int(value["untilMs"]),
        page=value["page"],
        show=dict(value["show"]),
        notes=tuple(SpeakerNote(NoteKind(each["kind"]), each["text"]) for each in value["notes"]),
        planned_s=int(value["plannedS"]),
    )


def check(value: Any) -> None:
    """Hold the first line of a file to the schema; raises `InvalidRecording` with the place."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise InvalidRecording("This is no recording: its first line does not say so.")
    if value.get("version") != VERSION:
        said = json.dumps(value.get("version"))[:20]
        raise InvalidRecording(f"Version {said} of recordings is not known here, only {VERSION}.")
    fault = _most_telling_fault(value)
    if fault is not None:
        raise InvalidRecording(f"Line 1, {sentence_of(fault)}")


def _most_telling_fault(value: Any) -> Any:
    from jsonschema.exceptions import best_match  # loaded when the first recording is opened

    return best_match(_validator().iter_errors(value))


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def stack_from(
    rules: tuple[Mapping[str, Any], ...], definition: str, idempotent: bool, late_ms: int
) -> Stack:
    """Return a stack from what a recording says of it; raises `InvalidRecording`."""
    try:
        compiled, machine = rules_from(rules), machine_from(definition)
    except (InvalidPattern, InvalidDefinition, InvalidSubscriber) as fault:
        raise InvalidRecording(f"The stack of the recording cannot be used: {fault}") from None
    except (KeyError, ValueError, TypeError) as fault:
        raise InvalidRecording(f"The stack of the recording is not whole: {fault}.") from None
    return Stack(compiled, machine, idempotent=idempotent, late_ms=late_ms)
