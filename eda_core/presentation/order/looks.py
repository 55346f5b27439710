"""How an order, its outcome and its events look: a tone (colour), a glyph, a word and a shape,
everywhere the same. An order of which no outcome will come has a look of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypedDict

from eda_core.domain.events import Event
from eda_core.domain.orders import DetailType, Outcome
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.order_status import HOPELESS, Fate
from eda_core.read_model.order_view import OrderView


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


STUCK_LOOK: Final = Look("stuck", "!", "STUCK", "dashed")

OVERDUE_LOOK: Final = Look("overdue", "◕", "OVERDUE", "hollow")

FATE_LOOKS: Final[Mapping[Fate, Look]] = {
    Fate.COMPLETED: OUTCOME_LOOKS[Outcome.COMPLETED],
    Fate.CANCELLED: OUTCOME_LOOKS[Outcome.CANCELLED],
    Fate.WAITING: OUTCOME_LOOKS[Outcome.WAITING],
    Fate.OVERDUE: OVERDUE_LOOK,
    Fate.STUCK: STUCK_LOOK,
    Fate.UNKNOWN: OUTCOME_LOOKS[Outcome.UNKNOWN],
}


class AnswerData(TypedDict):
    """An answer to what becomes of an order: its fate, word and tone, and how many gave it."""

    fate: str
    word: str
    tone: str
    count: int


def answer_of(fate: Fate, count: int) -> AnswerData:
    """Return an answer that so many gave."""
    return {
        "fate": fate.lower(),
        "word": fate.lower(),
        "tone": FATE_LOOKS[fate].tone,
        "count": count,
    }


def progress_of(view: OrderView, now_ms: int) -> OrderProgress:
    """Return how an order goes on, at this time of the world (epoch milliseconds)."""
    return view.expected_next(now_ms).progress


def look_of(view: OrderView, now_ms: int) -> Look:
    """Return the look of an order: one that waits for what will never come is stuck."""
    if view.row.outcome is Outcome.WAITING:
        progress = progress_of(view, now_ms)
        if progress in HOPELESS:
            return STUCK_LOOK
        if progress is OrderProgress.OVERDUE:
            return OVERDUE_LOOK
    return OUTCOME_LOOKS[view.row.outcome]
