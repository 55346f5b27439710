"""One invitation: the world it is to, who came, and what each phone is shown when it changes."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from eda_core.audience.crowd import Amount, Crowd, Sent
from eda_core.audience.phone import (
    NOT_SEEN,
    OrderNow,
    choices,
    order_now,
    order_shown,
    question_shown,
)
from eda_core.domain.errors import BackendError
from eda_core.domain.orders import Order, Outcome
from eda_core.domain.settings import Settings
from eda_core.ports import ApiResponse
from eda_core.read_model.tables import Tables

if TYPE_CHECKING:  # it brings every backend along
    from eda_core.app.bootstrap import Connection

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a token: none that is read as another, for it may have to be typed from a wall."""

TOKEN_LENGTH: Final = 6
"""Nearly 900 million tokens, at ten tries a second and address."""

AGAIN_S: Final = 1.0
"""How long what depends on the clock, and what is the same for all, may stay as it was shown."""

KNOWN_KEPT: Final = 5_000
"""Orders whose state is remembered before those nobody is shown are forgotten."""


def new_token() -> str:
    """Draw the token of an address."""
    return "".join(secrets.choice(LETTERS) for _ in range(TOKEN_LENGTH))


def new_seat() -> str:
    """Draw the name of a seat."""
    return secrets.token_urlsafe(16)


class Invitation:
    """The audience of one world. ``connecting`` answers that world, open by then.

    ``clock`` is monotonic, in seconds.
    """

    def __init__(
        self,
        settings: Settings,
        connecting: "Callable[[Settings], Connection]",
        token: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.token = token
        self.crowd = Crowd(clock, new_seat)
        self._connecting = connecting
        self._clock = clock
        self._placing = Lock()
        self._opening = Lock()
        self._world: Connection | None = None
        self._last_order = 0
        self._known: dict[int, OrderNow] = {}
        self._read: tuple[int, float] = (-1, -AGAIN_S)
        self._all: tuple[Any, float] = (None, -AGAIN_S)
        self._changed: set[str] = set()
        self._shown: dict[str, str] = {}

    def connection(self) -> "Connection":
        """Return the world; where it has begun again, orders of the one before are forgotten."""
        connection = self._connecting(self.settings)
        with self._opening:
            if connection is not self._world:
                if self._world is not None:
                    self.crowd.forget_orders()
                self._world, self._last_order, self._known = connection, 0, {}
        return connection

    def place(self, seat: str, amount: Amount, guess: Outcome) -> ApiResponse:
        """Place an order for a phone, under the next free number."""
        with self._placing:
            connection = self.connection()
            number = connection.free_order_number(self._last_order + 1)
            response = connection.backend.api.place(Order(number, amount).to_body())
            if response.accepted:
                self._last_order = number
                self.crowd.add(seat, Sent(number, amount, guess))
                self._changed.add(seat)
        return response

    def vote(self, seat: str, number: int, guess: Outcome) -> bool:
        """Count the vote of a phone on the stage's question; False where it has closed."""
        self._changed.add(seat)
        return self.crowd.vote(seat, number, guess)

    def news(self) -> Mapping[str, str]:
        """Return what is to be sent to phones by now, by seat: to each what it has not been sent.

        What concerns a phone itself comes at once, what is the same for all once in `AGAIN_S`.
        Called by one thread, a few times a second.
        """
        changed, self._changed = self._changed, set()
        present = self.crowd.present()
        if not present:
            self._shown.clear()
            return {}
        connection = self.connection()
        orders = self._look(connection)
        if self._is_for_all():
            self._shown = {seat: self._shown[seat] for seat in present if seat in self._shown}
        else:
            present = [seat for seat in present if seat in changed or self._has(seat, orders)]
        common = _common(connection)
        texts = {seat: self._text(common, seat) for seat in present}
        news = {seat: text for seat, text in texts.items() if self._shown.get(seat) != text}
        self._shown |= news
        return news

    def show_again(self, seat: str) -> None:
        """Send a phone what there is, though it was sent before: it listens again."""
        self._shown.pop(seat, None)
        self._changed.add(seat)

    def _has(self, seat: str, orders: set[int]) -> bool:
        return bool(orders) and any(sent.order in orders for sent in self.crowd.orders(seat))

    def _is_for_all(self) -> bool:
        """Return whether all phones are to be looked at: the question is another, or it is time."""
        question, now_s = self.crowd.state().question, self._clock()
        asked = None if question is None else (question.number, question.order)
        before, read_s = self._all
        if asked == before and now_s < read_s + AGAIN_S:
            return False
        self._all = asked, now_s
        return True

    def _look(self, connection: "Connection") -> set[int]:
        """See what became of orders; return those that stand otherwise than before."""
        self._forget_known()
        wanted = self._wanted()
        if not wanted:
            return set()
        with suppress(BackendError):  # the presenter's page says what is wrong
            connection.model.refresh()
        read = connection.model.ask(lambda tables: self._states(tables, wanted, connection))
        changed = {order for order, now in read.items() if self._known.get(order) != now}
        self._known |= read
        for order in changed:
            outcome = self._known[order].outcome
            if outcome is not None:
                self.crowd.end(order, outcome)
        return changed

    def _states(
        self, tables: Tables, wanted: set[int], connection: "Connection"
    ) -> dict[int, OrderNow]:
        """Return how these orders stand; where nothing came since the last look, only what
        is new.
        """
        version, read_s = self._read
        if version == tables.version and self._clock() < read_s + AGAIN_S:
            wanted = wanted - self._known.keys()
        else:
            self._read = tables.version, self._clock()
        now_ms = connection.now_ms()
        return {order: order_now(tables, order, now_ms) for order in wanted}

    def _forget_known(self) -> None:
        """Forget what became of orders that no phone here sent or is asked about, where many are
        known.
        """
        if len(self._known) > KNOWN_KEPT:
            order = self._order_in_question()
            kept = {sent.order for seat in self.crowd.present() for sent in self.crowd.orders(seat)}
            self._known = {o: now for o, now in self._known.items() if o in kept or o == order}

    def _wanted(self) -> set[int]:
        """Return the orders of which nobody knows what became of them."""
        order, wanted = self._order_in_question(), set(self.crowd.open_orders())
        if order is not None and self._now(order).outcome is None:
            wanted.add(order)
        return wanted

    def _order_in_question(self) -> int | None:
        question = self.crowd.state().question
        return None if question is None else question.order

    def _text(self, common: Mapping[str, Any], seat: str) -> str:
        state = self.crowd.state()
        question = state.question
        asked = None if question is None or question.order is None else self._now(question.order)
        shown = {
            **common,
            "present": state.present,
            "orders": [self._order(sent) for sent in self.crowd.orders(seat)],
            "asked": question_shown(question, seat, asked),
        }
        return json.dumps(shown, separators=(",", ":"))

    def _order(self, sent: Sent) -> Mapping[str, Any]:
        now = self._now(sent.order)
        room = None if now.outcome is None else self.crowd.guesses(sent.amount)
        shown = order_shown(sent.order, sent.amount, now)
        return {**shown, "guess": sent.guess.lower(), "room": room}

    def _now(self, order: int) -> OrderNow:
        return self._known.get(order, NOT_SEEN)


def _common(connection: "Connection") -> Mapping[str, Any]:
    """Return what is the same for all: the world, the amounts proposed, and the limit."""
    amounts, limit = choices(connection.model.stack)
    return {"world": connection.backend.world, "amounts": amounts, "limit": limit}
