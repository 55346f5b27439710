"""Guess first: what a picture keeps covered of a new order, until when, and what it asks."""

from dataclasses import dataclass, replace
from typing import Final, TypedDict

from eda_core.asl import ExecutionStatus, StateMachine
from eda_core.domain.orders import OrderId, label_of
from eda_core.presentation.graph.machine_drawing import EdgeData
from eda_core.presentation.graph.order_path import StateGraphData, state_graph
from eda_core.presentation.live.flow_map import SLOW_MS
from eda_core.presentation.order.card import SummaryData
from eda_core.presentation.order.looks import AnswerData, answer_of, look_of
from eda_core.presentation.wording import amount_text, order_name
from eda_core.read_model.order_status import Fate, ended_ms
from eda_core.read_model.order_view import OrderView

GUESSES: Final = (Fate.COMPLETED, Fate.CANCELLED)

SILENT_MS: Final = 12 * SLOW_MS
"""A browser that has not said so long after the answer that the dot is in the Choice says nothing;
in slow motion the dot takes half as long: five hops, and the refresh that tells it.
"""

PATIENCE_MS: Final = 60_000
"""An order waits before the Choice for a guess for so long, and the guess for the order."""

STAYS_MS: Final = 8_000
"""How long what was guessed stays before the next order from outside is asked about."""

_CREATED: Final = ("order-service", "OrderCreated")


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover over one order: ``since_ms``, by the clock outside, until ``lifted_ms``.

    There is something to uncover from ``answered_ms`` on; the browser says when the dot has
    ``entered`` the Choice.
    """

    order: OrderId
    since_ms: int
    guess: Fate | None = None
    lifted_ms: int | None = None
    answered_ms: int | None = None
    entered: bool = False

    @property
    def hides(self) -> bool:
        """Whether the answer is still covered."""
        return self.lifted_ms is None

    def guessed(self, fate: Fate) -> "Cover":
        """Return it with a guess, the first one."""
        return self if self.guess is not None or not self.hides else replace(self, guess=fate)

    def answered(self, view: OrderView, clock_ms: int) -> "Cover":
        """Return it with the time at which the log first had an answer."""
        if self.answered_ms is not None or answer_ms(view) is None:
            return self
        return replace(self, answered_ms=clock_ms)

    def lifted(self, clock_ms: int) -> "Cover":
        """Return it lifted."""
        return replace(self, lifted_ms=clock_ms) if self.hides else self

    def should_lift(self, view: OrderView, now_ms: int, clock_ms: int, *, voted: bool) -> bool:
        """Return whether the dot is in the Choice and somebody guessed, or none will come there.

        ``voted`` says whether the audience was asked about this order and answered.
        """
        if self.answered_ms is None:
            is_lost = look_of(view, now_ms).word in (Fate.STUCK, Fate.OVERDUE)
            is_late = is_lost or now_ms - view.row.first_ms >= PATIENCE_MS
            return is_late and clock_ms - self.since_ms >= SILENT_MS
        waited = clock_ms - self.answered_ms
        if not self.entered and waited < SILENT_MS:
            return False
        return voted or self.guess is not None or waited >= PATIENCE_MS


def is_new(view: OrderView) -> bool:
    """Return whether there is something to guess: the order was created, and before any answer."""
    answer = answer_ms(view)
    created = [e.at_ms for e in view.timeline if (e.event.source, e.event.detail_type) == _CREATED]
    return bool(created) and (answer is None or min(created) < answer)


def answer_ms(view: OrderView) -> int | None:
    """Return when the log first gave the answer away (epoch milliseconds); None while it has not.

    Every event but the creation does, and so does an execution that failed.
    """
    execution = None if view.path is None else view.path.execution
    times = [e.at_ms for e in view.timeline if (e.event.source, e.event.detail_type) != _CREATED]
    if execution is not None and execution.status is ExecutionStatus.FAILED:
        times.append(ended_ms(execution))
    return min(times, default=None)


class CoverData(TypedDict):
    """The component ``guess``: what is asked, or what was guessed and what the log says.

    ``answers`` have the votes of the audience; ``mine`` and ``log`` are fates, empty while not
    known. While it ``covers`` there is no ``log``, and it ``asks`` until somebody has guessed.
    ``waits`` is said in place of the ``words`` until what the log says has arrived on screen.
    """

    words: str
    waits: str
    answers: list[AnswerData]
    mine: str
    log: str
    order: str
    covers: bool
    asks: bool
    note: str
    room: str


def cover_panel(
    cover: Cover, view: OrderView, now_ms: int, votes: tuple[int, int] | None
) -> CoverData:
    """Return the data of the component; ``votes`` of the audience: completed, and cancelled."""
    log = "" if cover.hides else _told(view, now_ms)
    counts = votes or (0, 0)
    asks = cover.hides and cover.guess is None and not any(counts)
    return {
        "words": "Completed or cancelled?" if cover.hides else _words(cover, view, log),
        "waits": f"{order_name(cover.order)} is in the Choice.",
        "answers": [answer_of(fate, count) for fate, count in zip(GUESSES, counts, strict=True)],
        "mine": "" if cover.guess is None else cover.guess.lower(),
        "log": log,
        "order": label_of(cover.order),
        "covers": cover.hides,
        "asks": asks,
        "note": _ASKS if asks else _WAITS if cover.hides else "",
        "room": "the audience",
    }


_ASKS: Final = "The answer is covered. The order waits before the Choice for a guess."
_WAITS: Final = "The answer shows when the order enters the Choice."


def _told(view: OrderView, now_ms: int) -> str:
    word = look_of(view, now_ms).word
    return "" if word == Fate.WAITING else word.lower()


def _words(cover: Cover, view: OrderView, log: str) -> str:
    name = order_name(cover.order)
    if not log:
        is_in = cover.entered or answer_ms(view) is not None
        return f"{name} is in the Choice." if is_in else f"{name} is not in the Choice yet."
    if log.upper() in GUESSES:
        return f"{name} is {log}."
    return f"{name} is {log}: neither completed nor cancelled."


def covered_graph(machine: StateMachine, now_ms: int) -> StateGraphData:
    """Return the machine without the rules of its Choices: they say which way an amount goes."""
    shown = state_graph(machine, None, now_ms)
    edges: list[EdgeData] = [
        {**edge, "label": "?" if edge["label"] else "", "title": ""}
        for edge in shown["graph"]["edges"]
    ]
    return {**shown, "graph": {**shown["graph"], "edges": edges}}


def covered_summary(view: OrderView) -> SummaryData:
    """Return the head of the card of an order that is covered."""
    return {
        "order": label_of(view.row.order),
        "amount": amount_text(view.row.amount),
        "tone": "none",
        "glyph": "",
        "word": "on its way",
        "badges": [],
        "why": [],
        "empty": "",
    }
