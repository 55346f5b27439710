"""How many orders went through each state and along each transition of the payment service.

Each order counts with the path that its own OrderCreated leads to by the definition of its time,
as `paths` predicts it, and for that definition only: so what comes into a state also leaves it.
Where the definition calls more than the bus, nobody can predict what it is told, and the recorded
execution counts. Orders are looked at when somebody asks, and only those of which something new
came.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from heapq import heappop, heappush
from itertools import chain, islice, pairwise
from typing import Final

from eda_core.asl import PUT_EVENTS, Execution, ExecutionStatus, StateMachine
from eda_core.domain.events import LogRecord
from eda_core.domain.orders import OrderId, Source
from eda_core.read_model.event_table import CREATED, OTHER_KIND, EventTable
from eda_core.read_model.execution_paths import PathOrigin, Prediction, predicted
from eda_core.read_model.identity import Same
from eda_core.read_model.stack_history import StackHistory
from eda_core.read_model.stays import Stay, stays_of
from eda_core.read_model.timeline import timeline

MOST_AT_ONCE: Final = 2_000
"""Orders looked at in one go, a tenth of a second; the rest is left for the next."""

Move = tuple[str, str]
RecordsOf = Callable[[OrderId], Sequence[LogRecord]]
"""The records of an order, one for each event id."""

StartedOf = Callable[[OrderId], bool]
"""Whether the state machine has an order, or nobody would report it."""

ExecutionOf = Callable[[OrderId], Execution | None]
"""The execution of an order as it was recorded, where it is known."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the orders that ran one definition did.

    ``states`` and ``moves`` count entries and transitions, ``here`` the orders that are in a state
    now; ``under_way`` of the ``orders`` have not come to their end. ``not_arrived`` are others,
    whose OrderCreated has not reached the machine, or never will. ``contradicted`` are those whose
    payment event says something else, ``uncounted`` orders of any definition that are still
    to be looked at.
    """

    orders: int = 0
    under_way: int = 0
    not_arrived: int = 0
    contradicted: int = 0
    uncounted: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    moves: Mapping[Move, int] = field(default_factory=dict)
    here: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Share:
    """What one order adds to the counts; alike for all orders that took the same path."""

    definition: str
    states: tuple[str, ...]
    moves: tuple[Move, ...]
    here: tuple[str, ...] = ()
    under_way: bool = False
    contradicted: bool = False
    not_arrived: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """An order whose execution waits: what it does when, and what it adds in the end."""

    stays: tuple[Stay, ...]
    ends_ms: int
    whole: _Share

    def share_at(self, now_ms: int) -> _Share:
        """Return what it adds at this time."""
        if self.ends_ms <= now_ms:
            return self.whole
        begun = [stay for stay in self.stays if stay.entered_ms <= now_ms]
        states, moves = tuple(stay.state for stay in begun), _moves(begun)
        here = states_now(begun, now_ms)
        return replace(self.whole, states=states, moves=moves, here=here, under_way=True)

    def next_change_ms(self, now_ms: int) -> int | None:
        """Return when it adds something else; None once it is over."""
        times = {self.ends_ms, *(stay.entered_ms for stay in self.stays)}
        times |= {stay.exited_ms for stay in self.stays if stay.exited_ms is not None}
        return min((at_ms for at_ms in times if at_ms > now_ms), default=None)


@dataclass(slots=True)
class _Tally:
    """The shares of all orders of one definition, added up."""

    orders: int = 0
    under_way: int = 0
    not_arrived: int = 0
    contradicted: int = 0
    states: Counter[str] = field(default_factory=Counter)
    moves: Counter[Move] = field(default_factory=Counter)
    here: Counter[str] = field(default_factory=Counter)

    def add(self, share: _Share, sign: int) -> None:
        """Take a share in (1) or out (-1)."""
        self.orders += sign * (not share.not_arrived)
        self.not_arrived += sign * share.not_arrived
        self.under_way += sign * share.under_way
        self.contradicted += sign * share.contradicted
        for state in share.states:
            self.states[state] += sign
        for move in share.moves:
            self.moves[move] += sign
        for state in share.here:
            self.here[state] += sign


def _not_recorded(_: OrderId) -> Execution | None:
    return None


def _started(_: OrderId) -> bool:
    return True


class StateTraffic:
    """Folds records into counts for states and transitions, whatever order they come in.

    A look costs what is new: orders of which something came, and those that moved on since.
    """

    def __init__(self, stacks: StackHistory) -> None:
        self._stacks = stacks
        self._changed: dict[OrderId, None] = {}
        self._shares: dict[OrderId, _Share] = {}
        self._known: dict[_Share, _Share] = {}
        self._unsettled: dict[OrderId, None] = {}
        self._courses: dict[OrderId, _Course] = {}
        self._due: list[tuple[int, int, OrderId, _Course]] = []
        self._serial = 0
        self._tallies: defaultdict[str, _Tally] = defaultdict(_Tally)

    def note(self, events: EventTable, numbers: Iterable[int]) -> None:
        """Note the orders of these records that bear on a path."""
        kinds = {
            code
            for kind, code in events.kind_codes.items()
            if kind == CREATED or kind[0] == Source.PAYMENT_SERVICE
        }
        kinds.add(OTHER_KIND)  # it may be one of these
        column, orders, ids = events.kinds, events.orders, events.numbers.ids
        for number in numbers:
            if column[number - 1] in kinds and (order := orders[number - 1]):
                self._changed[ids[order - 1]] = None

    def traffic(
        self,
        machine: StateMachine,
        records_of: RecordsOf,
        now_ms: int,
        execution_of: ExecutionOf = _not_recorded,
        started: StartedOf = _started,
    ) -> Traffic:
        """Return the counts for one definition at ``now_ms``, epoch milliseconds, which may not
        fall.
        """
        for order in list(islice(chain(self._changed, self._unsettled), MOST_AT_ONCE)):
            self._changed.pop(order, None)
            self._unsettled.pop(order, None)
            prediction = predicted(timeline(records_of(order)), self._stacks)
            if prediction is not None and prediction.payment is None and not started(order):
                self._leave_out(order, prediction)
            else:
                self._look_at(order, prediction, now_ms, execution_of)
        while self._due and self._due[0][0] <= now_ms:
            _, _, order, course = heappop(self._due)
            if self._courses.get(order) is course:
                self._follow(order, course, now_ms)
        return self._counted(self._tallies[definition_key(machine)])

    def _look_at(
        self,
        order: OrderId,
        prediction: Prediction | None,
        now_ms: int,
        execution_of: ExecutionOf,
    ) -> None:
        self._courses.pop(order, None)
        if prediction is None or not prediction.started:
            self._set(order, None)
        elif _calls_others(Same(prediction.machine)):
            self._take_recorded(order, prediction.machine, execution_of(order), now_ms)
        else:
            self._take_predicted(order, prediction, now_ms)

    def _leave_out(self, order: OrderId, prediction: Prediction) -> None:
        """Count an order apart that has not arrived, and look at it again."""
        self._courses.pop(order, None)
        if not prediction.started:  # no rule hands it over
            self._set(order, None)
            return
        share = _Share(definition_key(prediction.machine), (), (), not_arrived=True)
        self._set(order, self._known.setdefault(share, share))
        self._unsettled[order] = None

    def _take_recorded(
        self, order: OrderId, machine: StateMachine, execution: Execution | None, now_ms: int
    ) -> None:
        """Count what an execution did; one that runs or is not known yet is looked at again."""
        running = execution is None or execution.status is ExecutionStatus.RUNNING
        stays = () if execution is None else stays_of(execution.history)
        states, here = tuple(stay.state for stay in stays), states_now(stays, now_ms)
        key = definition_key(machine)
        self._set(order, _Share(key, states, _moves(stays), here if running else (), running))
        if running:
            self._unsettled[order] = None

    def _take_predicted(self, order: OrderId, prediction: Prediction, now_ms: int) -> None:
        share, ends_ms = _share(prediction), prediction.execution.ended_ms or 0
        share = self._known.setdefault(share, share)
        if ends_ms <= now_ms:
            self._set(order, share)
            return
        course = _Course(stays_of(prediction.execution.history), ends_ms, share)
        self._courses[order] = course
        self._follow(order, course, now_ms)

    def _follow(self, order: OrderId, course: _Course, now_ms: int) -> None:
        """Count an order as far as it has come, and note when to look again."""
        self._set(order, course.share_at(now_ms))
        due_ms = course.next_change_ms(now_ms)
        if due_ms is None:
            del self._courses[order]
            return
        self._serial += 1
        heappush(self._due, (due_ms, self._serial, order, course))

    def _set(self, order: OrderId, share: _Share | None) -> None:
        """Count this share for an order, and not the one it had."""
        held = self._shares.pop(order, None)
        if held is not None:
            self._tallies[held.definition].add(held, -1)
        if share is not None:
            self._shares[order] = share
            self._tallies[share.definition].add(share, 1)

    def _counted(self, tally: _Tally) -> Traffic:
        return Traffic(
            tally.orders,
            tally.under_way,
            tally.not_arrived,
            tally.contradicted,
            len(self._changed),
            dict(+tally.states),
            dict(+tally.moves),
            dict(+tally.here),
        )


def states_now(begun: Sequence[Stay], now_ms: int) -> tuple[str, ...]:
    """Return the states an execution is in, given what it has begun: the last one where all are
    left.
    """
    within = {
        stay.state: None for stay in begun if stay.exited_ms is None or stay.exited_ms > now_ms
    }
    return tuple(within) or tuple(stay.state for stay in begun[-1:])


@lru_cache(maxsize=64)
def _calls_others(machine: Same[StateMachine]) -> bool:
    """Return whether a Task of the machine calls anything but the bus."""
    states = machine.held.every_state.values()
    return any(getattr(state, "resource", PUT_EVENTS) != PUT_EVENTS for state in states)


def _share(prediction: Prediction) -> _Share:
    """Return what an order adds once its execution is over; under way while its payment is
    to come.
    """
    machine, execution = prediction.machine, prediction.execution
    if len(machine.states) == len(machine.every_state):  # nothing runs side by side
        states = execution.path_taken
        moves = tuple(pairwise(states))
    else:
        stays = stays_of(execution.history)
        states, moves = tuple(stay.state for stay in stays), _moves(stays)
    return _Share(
        definition_key(machine),
        states,
        moves,
        states[-1:] if prediction.is_open else (),
        prediction.is_open,
        prediction.origin is PathOrigin.CONTRADICTED,
    )


def _moves(stays: Sequence[Stay]) -> tuple[Move, ...]:
    return tuple((stay.came_from, stay.state) for stay in stays if stay.came_from)


def definition_key(machine: StateMachine) -> str:
    """Return the same text for the same definition, however it was written."""
    return _key(Same(machine))


@lru_cache(maxsize=64)
def _key(machine: Same[StateMachine]) -> str:
    return json.dumps(machine.held.definition, sort_keys=True)
