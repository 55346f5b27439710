"""How the records of a world are written in a room file: JSON texts, packed many to a chunk."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeGuard, TypeVar

from eda_core.asl import Json, TaskFailed, TaskResult
from eda_core.domain.chunks import (
    MAX_CHUNK,
    MAX_CHUNK_CHARACTERS,
    MAX_STEPS,
    Packed,
    compressed,
    event_fields,
    event_from,
    expanded,
    joined,
    log_from,
    pack,
    pack_log,
    quoted,
    steps_from,
    texts,
    to_json,
    unpacked,
)
from eda_core.domain.events import ACCOUNT, REGION, VERSION, Envelope
from eda_core.ports import Notification, StackChange
from eda_core.simulator.delivery_log import USUAL, DeliveryJournal, Note
from eda_core.simulator.kept_events import Kept
from eda_core.simulator.recent import Sent, written
from eda_core.stack.notification_service import MAX_SUBJECT, message_about

__all__ = [
    "MAX_CHUNK",
    "MAX_CHUNK_CHARACTERS",
    "MAX_STEPS",
    "Packed",
    "compressed",
    "event_fields",
    "event_from",
    "expanded",
    "log_from",
    "pack",
    "pack_log",
    "steps_from",
    "texts",
    "to_json",
    "unpacked",
]

T = TypeVar("T")


_TEXTS: Final = ("id", "detail-type", "source", "time")
_NAMES: Final = frozenset((*_TEXTS, "version", "account", "region", "resources", "detail"))
_texts_of: Final = itemgetter(*_TEXTS)
_fields_of: Final = itemgetter(*_TEXTS, "resources", "detail")
_alike_of: Final = itemgetter("version", "account", "region")
_ALIKE: Final = (VERSION, ACCOUNT, REGION)
"""What every envelope of a simulated event says."""


def input_fields(given: Json) -> Json:
    """Return the input of an execution: `event_fields` of an event, any other as a whole.

    `input_from` is the inverse.
    """
    if not _is_envelope(given):
        return {"input": given}
    return list(_fields_of(given))


def _is_envelope(given: Any) -> TypeGuard[Envelope]:
    """Return whether this is what an event of this world is delivered as; anybody may start with
    more.
    """
    return (
        isinstance(given, dict)
        and len(given) == len(_NAMES)
        and _NAMES.issuperset(given)
        and _alike_of(given) == _ALIKE
        and isinstance(given["resources"], list)
        and {*map(type, _texts_of(given))} == {str}
    )


def input_from(fields: Any) -> Json:
    """Return the input with these fields."""
    return fields["input"] if isinstance(fields, dict) else event_from(fields).to_envelope()


def pack_notifications(sent: Iterable[Sent]) -> Iterator[Packed]:
    """Chunks of notifications."""
    return pack(map(_message_row, sent), joined)


def _message_row(sent: Sent) -> str:
    """Return the JSON of ``[sent_ms, subject, message]``."""
    if not isinstance(sent, Notification):
        sent_ms, event = sent
        parts = _around_order(event.source, event.detail_type, event.time)
        order = event.detail.get("id")
        if parts and order.__class__ is int and -_ANY_ORDER < order < _ANY_ORDER:
            return f"[{sent_ms},{parts[0]}{order}{parts[1]}{order}{parts[2]}]"
    sent_ms, subject, message = written(sent)
    return f"[{sent_ms},{quoted(subject)},{quoted(message)}]"


_ANY_ORDER: Final = 10**18
"""Stands for the number of an order; no shorter one makes a subject longer."""


@lru_cache(maxsize=64)  # messages come in the order of their times, and a source may be long
def _around_order(source: str, kind: str, time: str) -> tuple[str, ...]:
    """Return what stands in a row before, between and after the number of an order, which is all
    that differs for events of one second; nothing where the subject may have to be cut.
    """
    subject, message = message_about(source, kind, _ANY_ORDER, time)
    parts = f"{quoted(subject)},{quoted(message)}".split(str(_ANY_ORDER))
    return tuple(parts) if len(parts) == 3 and len(subject) < MAX_SUBJECT else ()


def notifications_from(_: int, rows: Any) -> list[Notification]:
    """Return the notifications of a chunk."""
    return [Notification(*row) for row in rows]


def pack_changes(changes: Iterable[StackChange]) -> Iterator[Packed]:
    """Chunks of changes of the stack."""
    return pack(
        [c.at_ms, c.what, c.rules, c.definition, c.idempotent, *([True] if c.unpacks else [])]
        for c in changes
    )


def changes_from(_: int, rows: Any) -> list[StackChange]:
    """Return the changes of a chunk."""
    return [StackChange(at, what, tuple(rules), *rest) for at, what, rules, *rest in rows]


def pack_kept(kept: Iterable[Kept]) -> Iterator[Packed]:
    """Chunks of what a custom bus keeps."""
    return pack([event_fields(each.event), *each[1:]] for each in kept)


def kept_from(_: int, rows: Any) -> list[Kept]:
    """Return the kept events of a chunk."""
    return [Kept(event_from(event), *rest) for event, *rest in rows]


def pack_steps(journal: DeliveryJournal) -> Iterator[Packed]:
    """Chunks of delivery steps: a column for each field, and what few of them have apart."""
    for start in range(0, len(journal.notes), MAX_STEPS):
        some = slice(start, start + MAX_STEPS)
        notes = journal.notes[some]
        columns = _columns(journal.at_ms[some], journal.event_ids[some], notes)
        yield len(notes), compressed(to_json(columns))


def _columns(at: list[int], events: list[str], notes: list[Note]) -> dict[str, Json]:
    """Return the columns; of what comes again and again each has the place among the different."""
    first_ms, numbers = at[0], {event: n for n, event in enumerate(dict.fromkeys(events))}
    identities = list(map(id, notes))  # the hash of a note, and of its rule, is a long way
    different = dict(zip(identities, notes, strict=True))
    steps, step_of = _placed({found: note.step for found, note in different.items()})
    rules, rule_of = _placed({found: note.rule for found, note in different.items()})
    odd = {found: note.odd.values() for found, note in different.items() if note[2:] != USUAL}
    apart = [[i, *odd[found]] for i, found in enumerate(identities) if found in odd] if odd else []
    return {
        "at": [first_ms, *[later - first_ms for later in at]],
        "steps": [steps, list(map(step_of.__getitem__, identities))],
        "events": [list(numbers), list(map(numbers.__getitem__, events))],
        "rules": [
            [rule and [rule.name, rule.target.name] for rule in rules],
            list(map(rule_of.__getitem__, identities)),
        ],
        "odd": apart,
    }


def _placed(values: Mapping[int, T]) -> tuple[list[T], dict[int, int]]:
    """Return the different objects, and by the same keys the place of each value among them."""
    known = {id(value): value for value in values.values()}
    places = {identity: place for place, identity in enumerate(known)}
    return list(known.values()), {key: places[id(value)] for key, value in values.items()}


def answer_fields(answer: Any) -> Json:
    """Return an answer an execution got from outside; `answer_from` is the inverse."""
    if isinstance(answer, TaskResult):
        return [1, answer.output, answer.duration_ms]
    if isinstance(answer, TaskFailed):
        return [2, answer.error, answer.cause, answer.duration_ms]
    return [0, answer]


_ANSWERS: Final[tuple[Callable[..., Any], ...]] = (lambda answer: answer, TaskResult, TaskFailed)


def answer_from(fields: Sequence[Any]) -> Any:
    """Return the answer with these fields."""
    kind, *rest = fields
    return _ANSWERS[kind](*rest)
