"""How an outcome looks: a tone (colour), a glyph, a word and a shape, everywhere the same."""

from dataclasses import dataclass
from typing import Final

from eda_core.domain.events import Event
from eda_core.domain.orders import DetailType, Outcome


@dataclass(frozen=True, slots=True)
class Look:
    """What stands for an outcome; never a colour alone."""

    tone: str
    glyph: str
    word: str
    shape: str


OUTCOME_LOOKS: Final = {
    Outcome.COMPLETED: Look("completed", "✓", "COMPLETED", "round"),
    Outcome.CANCELLED: Look("cancelled", "✕", "CANCELLED", "diamond"),
    Outcome.WAITING: Look("waiting", "◷", "WAITING", "hollow"),
    Outcome.UNKNOWN: Look("unknown", "?", "NOT KNOWN YET", "hollow"),
}

_NEUTRAL: Final = ("none", "hollow")
_EVENT_LOOKS: Final = {
    DetailType.ORDER_CREATED.value: _NEUTRAL,
    DetailType.PAYMENT_SUCCEEDED.value: ("completed", "square"),
    DetailType.PAYMENT_FAILED.value: ("cancelled", "square"),
    DetailType.ORDER_COMPLETED.value: ("completed", "round"),
    DetailType.ORDER_CANCELLED.value: ("cancelled", "diamond"),
}


def event_look(event: Event) -> tuple[str, str]:
    """Return the (tone, shape) of an event's mark; an unknown detail-type stays neutral."""
    return event_look_of(event.detail_type)


def event_look_of(detail_type: str) -> tuple[str, str]:
    """Return the (tone, shape) of the mark of events of this detail-type."""
    return _EVENT_LOOKS.get(detail_type, _NEUTRAL)
