"""How an order stands, as a look: its outcome, or that none will come."""

from collections.abc import Mapping
from typing import Final, TypedDict

from eda_core.domain.orders import Outcome
from eda_core.presentation.order.outcomes import OUTCOME_LOOKS, Look
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.order_status import HOPELESS, Fate
from eda_core.read_model.order_view import OrderView

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
