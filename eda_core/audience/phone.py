"""What one phone is shown, as JSON: the limit, its orders with what became of them, the question.

It is read from the tables alone, never from a far source: many phones ask a few times a second.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eda_core.audience.crowd import Amount, StageQuestion
from eda_core.domain.durations import duration_text
from eda_core.domain.orders import DetailType, Outcome
from eda_core.presentation.order.looks import FATE_LOOKS
from eda_core.presentation.wording import counted, value_text
from eda_core.read_model.order_status import Fate, OrderVerdict, at_this_time, verdict_of
from eda_core.read_model.tables import Tables
from eda_core.scenarios.keys import keyed_scenarios
from eda_core.stack import Stack
from eda_core.stack.amount_limit import AmountLimit, limit_in

AMOUNTS: Final = 4

_WORDS: Final = {
    Fate.COMPLETED: "Completed",
    Fate.CANCELLED: "Cancelled",
    Fate.WAITING: "On its way",
    Fate.OVERDUE: "Overdue",
    Fate.STUCK: "Stuck",
    Fate.UNKNOWN: "Not known",
}
ENDED: Final[Mapping[Fate, Outcome]] = {
    Fate.COMPLETED: Outcome.COMPLETED,
    Fate.CANCELLED: Outcome.CANCELLED,
}
_BECAME: Final = {
    Fate.COMPLETED: "the payment succeeded",
    Fate.CANCELLED: "the payment failed",
}
_COMPARED: Final = {
    (">", True): "more than {}",
    (">", False): "not more than {}",
    ("≥", True): "{} or more",
    ("≥", False): "less than {}",
    ("<", True): "less than {}",
    ("<", False): "not less than {}",
    ("≤", True): "{} or less",
    ("≤", False): "more than {}",
}

Step = tuple[str, str, str, str]
"""A service on the way: ``done``, ``now`` or ``open``, its name, what it does, and when."""


@dataclass(frozen=True, slots=True)
class OrderNow:
    """How an order stands for who sent it; ``outcome`` is None until it has ended."""

    tone: str
    word: str
    why: str = ""
    after: str = ""
    steps: Sequence[Step] = ()
    outcome: Outcome | None = None


NOT_SEEN: Final = OrderNow(
    "waiting", _WORDS[Fate.WAITING], steps=(("now", "Order API", "took it", ""),)
)
"""An order that was taken, and is not in the log yet."""


def order_now(tables: Tables, order: int, now_ms: int) -> OrderNow:
    """Return how an order stands at this time of the world (epoch milliseconds)."""
    found = verdict_of(tables.known, order)
    if found is None:
        return NOT_SEEN
    verdict = at_this_time(tables.known, found, now_ms)
    fate, row = verdict.fate, verdict.row
    return OrderNow(
        tone=FATE_LOOKS[fate].tone,
        word=_WORDS[fate],
        why=_why(tables, verdict),
        after="" if row.duration_ms is None else f"after {duration_text(row.duration_ms)}",
        steps=() if fate in ENDED else tuple(_steps(tables, order)),
        outcome=ENDED.get(fate),
    )


def _why(tables: Tables, verdict: OrderVerdict) -> str:
    if verdict.fate is Fate.STUCK:
        return _sentence(verdict.note)
    if verdict.fate is Fate.OVERDUE:
        return "It should have ended by now."
    if verdict.fate not in _BECAME:
        return ""
    stack = tables.stacks.at(verdict.row.first_ms)
    return reason(verdict.row.amount, limit_in(stack), verdict.fate)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def reason(amount: Any, limit: AmountLimit | None, fate: Fate) -> str:
    """Return why an order ended so: the comparison with its numbers, where it is what decided."""
    became = _BECAME[fate]
    if limit is not None and isinstance(amount, int | float):
        is_met = _is_met(amount, limit)
        if is_met is (fate is Fate.CANCELLED):
            compared = _COMPARED[limit.sign, is_met].format(value_text(limit.value))
            return f"{value_text(amount)} is {compared}, so {became}."
    return _sentence(became)


def _is_met(amount: Amount, limit: AmountLimit) -> bool:
    if limit.sign in (">", "≤"):
        return (amount > limit.value) is (limit.sign == ">")
    return (amount >= limit.value) is (limit.sign == "≥")


_PAYMENTS: Final = (DetailType.PAYMENT_SUCCEEDED, DetailType.PAYMENT_FAILED)
_ENDINGS: Final = (DetailType.ORDER_COMPLETED, DetailType.ORDER_CANCELLED)


def _steps(tables: Tables, order: int) -> Iterator[Step]:
    """Yield the way of an order, in the services' words; what is not known yet stays open."""
    at = {r.event.detail_type: r.ingested_ms for r in tables.records_of(order)}
    created = at.get(DetailType.ORDER_CREATED)
    paid = next((kind for kind in _PAYMENTS if kind in at), None)
    ended = next((kind for kind in _ENDINGS if kind in at), None)
    yield _said("Order service", DetailType.ORDER_CREATED if created else None, at, "takes it")
    yield _said("Payment service", paid, at, "is deciding now" if created else "")
    yield _said("Order service", ended, at, "is updating it now" if paid else "")
    mails = len(tables.messages_of(order))
    yield (
        "now" if mails else "open",
        "Notification",
        counted(mails, "e-mail", "e-mails") + " so far",
        "",
    )


def _said(who: str, kind: DetailType | None, at: Mapping[str, int], doing: str) -> Step:
    if kind is not None:
        later_ms = at[kind] - min(at.values())
        return "done", who, f"said {kind}", duration_text(later_ms) if later_ms else ""
    return ("now", who, doing, "") if doing else ("open", who, "not known yet", "")


def choices(stack: Stack) -> tuple[Sequence[Amount], str]:
    """Return the amounts a phone proposes, and the limit in force as text; empty where there is
    none.
    """
    amounts = [each.amount for each in keyed_scenarios(stack)[:AMOUNTS] if each.amount is not None]
    limit = limit_in(stack)
    return sorted(amounts), "" if limit is None else value_text(limit.value)


def question_shown(
    question: StageQuestion | None, seat: str, now: OrderNow | None
) -> Mapping[str, Any] | None:
    """Return the stage's question as this phone is shown it; the bars only when it has closed."""
    if question is None:
        return None
    guess = question.votes.get(seat)
    return {
        "number": question.number,
        "amount": value_text(question.amount),
        "guess": "" if guess is None else guess.lower(),
        "voted": len(question.votes),
        "order": None if now is None else order_shown(question.order, question.amount, now),
        "room": question.counts(),
    }


def order_shown(order: int | None, amount: Amount, now: OrderNow) -> dict[str, Any]:
    """Return an order as a phone is shown it."""
    return {
        "id": order,
        "amount": value_text(amount),
        "tone": now.tone,
        "word": now.word,
        "why": now.why,
        "after": now.after,
        "steps": now.steps,
        "over": now.outcome is not None,
    }
