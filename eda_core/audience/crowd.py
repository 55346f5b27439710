"""Who is in, what they sent, what they guessed: the audience without HTTP and without a world.

A phone has a *seat*, by a name that nobody can guess; no other name is asked. Votes about one
question are counted for everybody only when it has closed, so that nobody follows the others.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from threading import Lock
from typing import Final

from eda_core.domain.orders import Outcome

MOST_SEATS: Final = 500
PAUSE_S: Final = 1.0
"""Between two orders of one phone."""

ORDERS_KEPT: Final = 4
"""Of each phone: those it is shown. What became of older ones is not looked for any more."""

NEWEST_KEPT: Final = 200
AMOUNTS_KEPT: Final = 1_000

Amount = int | float
GUESSES: Final = (Outcome.COMPLETED, Outcome.CANCELLED)


@dataclass(frozen=True, slots=True)
class Sent:
    """An order of the audience, and what who sent it thought would become of it."""

    order: int
    amount: Amount
    guess: Outcome


@dataclass(frozen=True, slots=True)
class StageQuestion:
    """What the stage asks: what will become of an order of this amount?

    ``votes`` are by seat. It is open until the order is placed, whose number is ``order`` then.
    """

    number: int
    amount: Amount
    votes: Mapping[str, Outcome] = field(default_factory=dict)
    order: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether votes are taken."""
        return self.order is None

    @property
    def words(self) -> str:
        """How many have voted, in words."""
        voted = len(self.votes)
        return f"{voted} {'has' if voted == 1 else 'have'} voted"

    def counts(self) -> tuple[int, int] | None:
        """Return how many voted completed, and cancelled; None while votes are taken."""
        return None if self.is_open else self.count()

    def count(self) -> tuple[int, int]:
        """Return the same by now, for the presenter alone while votes are taken."""
        votes = Counter(self.votes.values())
        return votes[GUESSES[0]], votes[GUESSES[1]]


@dataclass(frozen=True, slots=True)
class CrowdState:
    """How the audience stands: phones that are here, orders sent, ended, and guessed right."""

    present: int = 0
    sent: int = 0
    ended: int = 0
    right: int = 0
    question: StageQuestion | None = None
    newest: frozenset[int] = frozenset()

    @property
    def asks(self) -> bool:
        """Whether a vote is open."""
        return self.question is not None and self.question.is_open


@dataclass(slots=True)
class _Seat:
    lines: int = 0
    free_s: float = -inf
    orders: deque[Sent] = field(default_factory=deque)


class Crowd:
    """The audience; safe for threads. ``clock`` is monotonic, in seconds, ``draw`` names seats."""

    def __init__(self, clock: Callable[[], float], draw: Callable[[], str]) -> None:
        self._clock = clock
        self._draw = draw
        self._lock = Lock()
        self._seats: OrderedDict[str, _Seat] = OrderedDict()
        self._open: dict[int, Sent] = {}
        self._newest: deque[int] = deque(maxlen=NEWEST_KEPT)
        self._guesses: OrderedDict[Amount, Counter[Outcome]] = OrderedDict()
        self._state = CrowdState()

    def state(self) -> CrowdState:
        """Return how the audience stands."""
        with self._lock:
            return self._state

    def seat(self, known: str = "") -> str | None:
        """Return the seat a phone had, or a new one; None where all are taken.

        A seat nobody has used for longest, whose phone is not here, is given away first.
        """
        with self._lock:
            if known in self._seats:
                self._seats.move_to_end(known)
                return known
            if len(self._seats) >= MOST_SEATS and not self._give_away():
                return None
            name = self._draw()
            self._seats[name] = _Seat()
            return name

    def _give_away(self) -> bool:
        idle = next((name for name, seat in self._seats.items() if not seat.lines), None)
        if idle is not None:
            for sent in self._seats.pop(idle).orders:
                self._open.pop(sent.order, None)
        return idle is not None

    def has(self, name: str) -> bool:
        """Return whether there is a seat of this name."""
        with self._lock:
            return name in self._seats

    def present(self) -> Sequence[str]:
        """Return the seats whose phones are here."""
        with self._lock:
            return [name for name, seat in self._seats.items() if seat.lines]

    def enter(self, name: str, most: int) -> bool:
        """Note that a phone listens; False where it does so ``most`` times, or has no seat."""
        return self._listen(name, 1, most)

    def leave(self, name: str) -> None:
        """Note that a phone listens no more."""
        self._listen(name, -1, 0)

    def _listen(self, name: str, more: int, most: int) -> bool:
        with self._lock:
            seat = self._seats.get(name)
            if seat is None or (more > 0 and seat.lines >= most):
                return False
            seat.lines += more
            here = sum(bool(each.lines) for each in self._seats.values())
            self._state = replace(self._state, present=here)
            return True

    def may_send(self, name: str) -> bool:
        """Count an order of this phone; return whether it comes late enough after the last one."""
        with self._lock:
            seat, now_s = self._seats.get(name), self._clock()
            if seat is None or now_s < seat.free_s:
                return False
            seat.free_s = now_s + PAUSE_S
            return True

    def add(self, name: str, sent: Sent) -> None:
        """Take an order that was placed for a phone into account."""
        with self._lock:
            seat = self._seats.get(name)
            if seat is not None:
                seat.orders.appendleft(sent)
                self._open[sent.order] = sent
            if seat is not None and len(seat.orders) > ORDERS_KEPT:
                self._open.pop(seat.orders.pop().order, None)
            self._count(sent)

    def _count(self, sent: Sent) -> None:
        self._guesses.setdefault(sent.amount, Counter())[sent.guess] += 1
        self._guesses.move_to_end(sent.amount)
        if len(self._guesses) > AMOUNTS_KEPT:
            self._guesses.popitem(last=False)
        self._newest.append(sent.order)
        newest, sent_by_now = frozenset(self._newest), self._state.sent + 1
        self._state = replace(self._state, sent=sent_by_now, newest=newest)

    def orders(self, name: str) -> Sequence[Sent]:
        """Return the orders of a phone, newest first."""
        with self._lock:
            seat = self._seats.get(name)
            return () if seat is None else tuple(seat.orders)

    def open_orders(self) -> Sequence[int]:
        """Return the orders of which nobody knows what became of them."""
        with self._lock:
            return tuple(self._open)

    def end(self, order: int, outcome: Outcome) -> None:
        """Note what became of an order."""
        with self._lock:
            sent = self._open.pop(order, None)
            if sent is not None:
                state = self._state
                right = state.right + (sent.guess is outcome)
                self._state = replace(state, ended=state.ended + 1, right=right)

    def guesses(self, amount: Amount) -> tuple[int, int]:
        """Return how many guessed completed, and cancelled, for orders of this amount."""
        with self._lock:
            votes = self._guesses.get(amount, Counter())
            return votes[GUESSES[0]], votes[GUESSES[1]]

    def ask(self, amount: Amount) -> None:
        """Ask everybody what will become of an order of this amount."""
        with self._lock:
            before = self._state.question
            number = 1 if before is None else before.number + 1
            self._state = replace(self._state, question=StageQuestion(number, amount))

    def vote(self, name: str, number: int, guess: Outcome) -> bool:
        """Count the vote of a phone, in place of an earlier one; False where it has closed."""
        with self._lock:
            question = self._state.question
            if question is None or question.number != number or not question.is_open:
                return False
            votes = {**question.votes, name: guess}
            self._state = replace(self._state, question=replace(question, votes=votes))
            return True

    def close(self, order: int) -> StageQuestion | None:
        """Take no more votes: the order that was asked about has been placed.

        Return the question for whoever closes it; None where none was open.
        """
        with self._lock:
            question = self._state.question
            if question is None or not question.is_open:
                return None
            closed = replace(question, order=order)
            self._state = replace(self._state, question=closed)
            return closed

    def forget_orders(self) -> None:
        """Forget orders and question: the world they were in has begun again."""
        with self._lock:
            for seat in self._seats.values():
                seat.orders.clear()
            self._open.clear()
            self._newest.clear()
            self._guesses.clear()
            self._state = CrowdState(present=self._state.present)
