"""The What if? page: what is changed in words, who would have ended otherwise, before and after."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypedDict

from eda_core.domain.numbers import plain_number
from eda_core.domain.orders import Outcome, label_of
from eda_core.domain.settings import BusKind
from eda_core.presentation.order.looks import FATE_LOOKS, Look
from eda_core.presentation.payment.definition_editor import definition_text
from eda_core.presentation.rules.json_layout import laid_out
from eda_core.presentation.wording import Spans, amount_text, count_text, counted
from eda_core.read_model.order_status import Fate
from eda_core.read_model.run_comparison import Change, ChangeKind, Fork, RecordedOrders, WhatIf
from eda_core.stack import Stack
from eda_core.stack.amount_limit import AmountLimit, limit_of


class OutcomePill(TypedDict):
    """An outcome as it is shown."""

    tone: str
    glyph: str
    word: str


class OutcomeMove(TypedDict):
    """How many orders ended in another way, or in the same; ``share`` is of all, up to 1."""

    before: OutcomePill
    after: OutcomePill
    count: str
    share: float
    same: bool


class ForkRow(TypedDict):
    """An order that would have ended otherwise; ``recorded`` is how it ended in the log, if so."""

    order: str
    amount: str
    before: OutcomePill
    after: OutcomePill
    recorded: str


class ResultData(TypedDict):
    """The component ``result``; ``chosen`` is the label of an order."""

    sentence: Spans
    moves: list[OutcomeMove]
    rows: list[ForkRow]
    note: str
    chosen: str
    aside: str


KINDS: Final = tuple(kind.value for kind in ChangeKind)

AT_ONCE: Final = 2000
"""Orders that are run again without being asked: about a second."""

LISTED: Final = 200
RULES_WIDTH: Final = 52

NO_LIMIT: Final = "The definition in force compares no amount with a number: change it as a whole."

_ENDS: Final[Mapping[Outcome, Fate]] = {
    Outcome.COMPLETED: Fate.COMPLETED,
    Outcome.CANCELLED: Fate.CANCELLED,
    Outcome.WAITING: Fate.STUCK,
    Outcome.UNKNOWN: Fate.UNKNOWN,
}
"""How an outcome counts where everything has happened: what waits then waits for ever."""


def rules_text(stack: Stack) -> str:
    """Return the rules or subscribers as they are edited: JSON in the form of their file."""
    if stack.kind is BusKind.CUSTOM:
        subscribers = [each.to_json() for each in stack.subscribers]
        return laid_out(json.dumps(subscribers, ensure_ascii=False), RULES_WIDTH)
    rules = [_rule_json(rule.to_json()) for rule in stack.rules]
    return laid_out(json.dumps(rules, ensure_ascii=False), RULES_WIDTH)


def _rule_json(rule: Mapping[str, Any]) -> dict[str, Any]:
    try:
        pattern = json.loads(rule["EventPattern"])
    except ValueError:
        pattern = rule["EventPattern"]
    usual = {"State": "ENABLED", "DeadLetters": True}
    kept = {name: value for name, value in rule.items() if usual.get(name) != value}
    return {**kept, "EventPattern": pattern, "Target": {"Name": rule["Target"]["Name"]}}


def text_to_change(kind: ChangeKind, stack: Stack) -> str:
    """Return what is in force now, as the text to begin with; half as much again for the limit.

    Empty where the definition has no limit.
    """
    limit = _limit(stack)
    if kind is ChangeKind.LIMIT:
        return "" if limit is None else f"{round(limit.value * 1.5)}"
    return rules_text(stack) if kind is ChangeKind.RULES else definition_text(stack.machine)


def limit_label(stack: Stack) -> str:
    """Return what the input of the limit is called; empty where the definition has no limit."""
    limit = _limit(stack)
    return (
        ""
        if limit is None
        else f"The limit in {limit.state}, instead of {plain_number(limit.value)}"
    )


def _limit(stack: Stack) -> AmountLimit | None:
    return limit_of(stack.machine.definition)


def tried_limit(change: Change) -> AmountLimit | None:
    """Return the limit that is to be tried; None where something else is changed."""
    return _limit(change.stack) if change.kind is ChangeKind.LIMIT else None


def change_words(change: Change) -> str:
    """Return what was changed, in few words."""
    limit = _limit(change.stack)
    if change.kind is ChangeKind.LIMIT and limit is not None:
        return limit.words
    rules = f"these {change.stack.words.rules}"
    return rules if change.kind is ChangeKind.RULES else "this definition"


def orders_sentence(recorded: RecordedOrders) -> str:
    """Return which orders are run again."""
    count = len(recorded.outcomes)
    if recorded.in_all == 0:
        return "No orders yet: submit some on the Live page, then ask what would have been."
    if count == 0:
        return (
            f"Nothing to run again: the log has no OrderCreated of its {_orders(recorded.lacking)}."
        )
    ran = f"the {_orders(count)} of this log"
    if count + recorded.lacking < recorded.in_all:
        ran = f"the newest {_orders(count)} of {count_text(recorded.in_all)} of this log"
    lacking = ""
    if recorded.lacking:
        lacking = f" {_orders(recorded.lacking)} without an OrderCreated cannot be run."
    return f"Runs {ran} again in a separate simulator. Nothing changes here.{lacking}"


def _orders(count: int) -> str:
    return counted(count, "order", "orders")


def what_if_result(result: WhatIf, words: str, chosen: str) -> ResultData:
    """Return the sentence, how many orders went from where to where, and the orders that would
    differ.
    """
    otherwise = result.otherwise
    return {
        "sentence": _sentence(result, words),
        "moves": _moves(result),
        "rows": [_row(fork) for fork in _listed(otherwise, chosen)],
        "note": _note(len(otherwise)),
        "chosen": chosen,
        "aside": _aside(result),
    }


def _sentence(result: WhatIf, words: str) -> Spans:
    count, every = len(result.otherwise), len(result.forks)
    if count == 0:
        nobody = (
            "The order would have ended the same" if every == 1 else "All would have ended the same"
        )
        return [(nobody, True), (f" with {words}.", False)]
    return [
        (f"{count_text(count)} of {_orders(every)} would have ended differently", True),
        (f" with {words}.", False),
    ]


def _moves(result: WhatIf) -> list[OutcomeMove]:
    moves = sorted(result.moves.items(), key=lambda move: (move[0][0] is move[0][1], -move[1]))
    return [
        {
            "before": _pill(before),
            "after": _pill(after),
            "count": count_text(count),
            "share": round(count / max(1, len(result.forks)), 4),
            "same": before is after,
        }
        for (before, after), count in moves
    ]


def _pill(outcome: Outcome) -> OutcomePill:
    look = end_look(outcome)
    return {"tone": look.tone, "glyph": look.glyph, "word": look.word}


def end_look(outcome: Outcome) -> Look:
    """Return how an outcome looks where everything has happened."""
    return FATE_LOOKS[_ENDS[outcome]]


def _listed(forks: Sequence[Fork], chosen: str) -> list[Fork]:
    """Return the first of them; the chosen one is among them wherever it is."""
    listed = list(forks[:LISTED])
    late = (fork for fork in forks[LISTED:] if label_of(fork.order) == chosen)
    return [*listed, *late]


def _row(fork: Fork) -> ForkRow:
    return {
        "order": label_of(fork.order),
        "amount": amount_text(fork.amount),
        "before": _pill(fork.unchanged),
        "after": _pill(fork.changed),
        "recorded": FATE_LOOKS[Fate(fork.recorded)].word.lower() if fork.deviates else "",
    }


def _note(count: int) -> str:
    if count > LISTED:
        return f"the first {LISTED} of {count_text(count)}"
    return "choose one to see it before and after" if count else ""


def _aside(result: WhatIf) -> str:
    deviating = sum(fork.deviates for fork in result.forks)
    if not deviating:
        return ""
    one = deviating == 1
    return (
        f"In the log, {_orders(deviating)} ended differently than {'it' if one else 'they'} would "
        "have without disturbance (a fault, a lost event, another stack then, or still open). "
        f"{'It is' if one else 'They are'} not counted above."
    )


def twin_names(label: str, words: str) -> tuple[str, str]:
    """Return what the two sides are called: the order as the stack is, and with the change."""
    return f"{label} as it is", f"{label} with {words}"
