"""A scenario run in a world, without a screen: on the simulator, an emulator, a deployed stack.

It acts by the ports alone, so that a file does the same everywhere. In the simulator time is
jumped over; in a world far away it is waited for.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from eda_core.domain.errors import BackendError, EdaError, InvalidRequest, InvalidScenario
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Order, OrderId
from eda_core.ports import Backend
from eda_core.read_model import ReadModel
from eda_core.read_model.expected_next import OVERDUE_TIMES
from eda_core.scenarios.expectations import Expected
from eda_core.scenarios.instructions import (
    Burst,
    HandMade,
    Instruction,
    Kind,
    ReplayOf,
    RuleChange,
    SubscriberChange,
)
from eda_core.scenarios.judging import judged_expectation
from eda_core.scenarios.observing import Judgement, Observed
from eda_core.scenarios.scenario import OF_EDITOR, OF_FAULTS, OF_SUBSCRIBERS, Scenario
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.chance import AS_ON_AWS, Latencies
from eda_core.simulator.world import World
from eda_core.stack import Stack
from eda_core.stack.amount_limit import AmountLimit, largest_within, limit_of, with_limit

START_MS: Final = 1_767_225_600_000
"""The virtual clock starts at 2026-01-01T00:00:00Z, so that a run is the same always."""

LONGEST_MS: Final = 90_000_000
"""A run in the simulator ends after so much virtual time: more than EventBridge retries for."""

NEEDS_SUBSCRIBERS: Final = (
    'Only a custom bus has subscribers: the file must say `"bus": "custom"` to run on one.'
)

FIRST_LOOK_MS: Final = 1_000
POLL_MS: Final = 500


class Clock(Protocol):
    """The time outside, in epoch milliseconds."""

    def now_ms(self) -> int:
        """Return the time."""

    def wait_until(self, at_ms: int) -> None:
        """Come back at this time."""


@dataclass(slots=True)
class JumpingClock:
    """A clock that is there at once."""

    at_ms: int = START_MS

    def now_ms(self) -> int:
        """See `Clock`."""
        return self.at_ms

    def wait_until(self, at_ms: int) -> None:
        """See `Clock`."""
        self.at_ms = max(self.at_ms, at_ms)


@dataclass(frozen=True, slots=True)
class WorldTime:
    """The time of a world that goes on by itself; nobody waits."""

    now: Callable[[], int]

    def now_ms(self) -> int:
        """See `Clock`."""
        return self.now()

    def wait_until(self, at_ms: int) -> None:
        """See `Clock`."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A scenario that was run: its judgements, and what it left behind.

    ``struck`` are the kinds of the faults that it armed and that did strike.
    """

    scenario: Scenario
    judgements: Sequence[Judgement]
    observed: Observed
    struck: frozenset[FaultKind] = frozenset()

    @property
    def divergence(self) -> Judgement | None:
        """The first expectation that did not come true."""
        return next((judgement for judgement in self.judgements if not judgement.met), None)

    @property
    def sentence(self) -> str:
        """What went otherwise first; empty where nothing did."""
        lacks = None if self.divergence is None else self.divergence.lacks
        return "" if lacks is None else lacks.sentence


def simulate(
    scenario: Scenario, stack: Stack, seed: int = 0, latencies: Latencies = AS_ON_AWS
) -> Ran:
    """Run a scenario in a fresh simulated world; raises `InvalidScenario`."""
    clock = JumpingClock()
    world = World(stack, clock.now_ms(), seed, latencies)
    backend = simulated_backend(world, clock.now_ms)
    return ScenarioRun(scenario, backend, ReadModel(backend, stack), clock).run()


@dataclass(slots=True)
class ScenarioRun:
    """One run of a scenario in a world.

    ``first_number`` answers a number no order has, for a world that has orders already;
    ``patience_ms`` is how long a world far away is given after the last thing was done.
    """

    scenario: Scenario
    backend: Backend
    model: ReadModel
    clock: Clock
    first_number: Callable[[], int] | None = None
    patience_ms: int = 60_000
    numbers: dict[OrderId, OrderId] = field(default_factory=dict)
    _begun_ms: int = 0
    _armed: dict[int, Fault] = field(default_factory=dict)
    _struck: set[FaultKind] = field(default_factory=set)

    def run(self) -> Ran:
        """Do all that it says, each at its time, and look whether what is expected came.

        Raises `InvalidScenario` for what this world cannot do or refuses.
        """
        self._check()
        self._look()
        self._number()
        self._begun_ms = self.clock.now_ms()
        early: dict[int, Judgement] = {}
        for at_ms, each in _in_time(self.scenario):
            self.clock.wait_until(self._begun_ms + at_ms)
            if isinstance(each, Instruction):
                self._do(each)
            else:
                self._look()
                early[id(each)] = judged_expectation(each, self._observed())
        self._finish()
        observed = self._observed()
        judgements = [
            early.get(id(each)) or judged_expectation(each, observed)
            for each in self.scenario.expectations
        ]
        self._note_struck()
        return Ran(self.scenario, judgements, observed, frozenset(self._struck))

    def do_all(self) -> None:
        """Do all that it says, now, whatever the times; raises `InvalidScenario`."""
        self._check()
        self._look()
        self._number()
        for each in self.scenario.instructions:
            self._do(each)

    def _check(self) -> None:
        """Refuse what this world cannot do, before anything is done."""
        kind, wanted = self.model.stack.kind, self.scenario.bus
        if wanted not in (None, kind):
            reason = f"It needs a {wanted} bus, and this world has a {kind} one."
            raise InvalidScenario(reason, "bus")
        is_of_custom = self.backend.editor is not None and self.backend.subscribers is None
        for each in self.scenario.instructions:
            if is_of_custom and each.kind in OF_SUBSCRIBERS:
                raise InvalidScenario(NEEDS_SUBSCRIBERS, each.path)
            lacks = (
                (each.kind in OF_EDITOR and self.backend.editor is None)
                or (each.kind in OF_FAULTS and self.backend.faults is None)
                or (each.kind is Kind.REDRIVE and self.backend.dead_letters is None)
                or (each.kind in OF_SUBSCRIBERS and self.backend.subscribers is None)
            )
            if lacks:
                where = self.backend.world
                reason = f"{where} cannot do this; run the scenario in the simulator."
                raise InvalidScenario(reason, each.path)

    def _number(self) -> None:
        """Give its orders numbers that are free, where the world has orders already."""
        wanted = self.scenario.numbers
        if self.first_number is None or not wanted:
            return
        first = self.first_number()
        self.numbers = {number: first + at for at, number in enumerate(wanted)}

    def _do(self, instruction: Instruction) -> None:
        try:
            _DO[instruction.kind](self, instruction.given)
        except InvalidScenario:
            raise
        except EdaError as fault:
            raise InvalidScenario(str(fault), instruction.path) from None

    def _look(self) -> None:
        self.model.refresh()

    def _observed(self) -> Observed:
        instant = self.model.instant
        now_ms = self.clock.now_ms() if instant.time is None else instant.time.now_ms
        wanted = self.scenario.numbers
        orders = tuple(self.numbers.get(number, number) for number in wanted)
        capabilities = self.backend.capabilities
        return Observed(
            self.model, now_ms, orders, self.numbers, instant, capabilities=capabilities
        )

    def _finish(self) -> None:
        """Wait until everything has happened, or all that is expected has."""
        step_ms, done_ms = FIRST_LOOK_MS, self.clock.now_ms()
        self._look_again()
        while not self._is_over(done_ms):
            is_far = self.model.instant.time is None
            self.clock.wait_until(self.clock.now_ms() + (POLL_MS if is_far else step_ms))
            step_ms = min(step_ms * 2, 3_600_000)
            self._look_again()

    def _look_again(self) -> None:
        if self.model.instant.time is None:
            try:
                self._look()
            except BackendError:
                return  # the next look may succeed; if none does, what is missing is said
        else:
            self._look()

    def _is_over(self, done_ms: int) -> bool:
        waited_ms = self.clock.now_ms() - done_ms
        time = self.model.instant.time
        if time is None:
            return waited_ms >= self.patience_ms or self._has_all()
        quiet_ms = OVERDUE_TIMES * self.model.stack.late_ms
        if time.pending == 0:
            return waited_ms > quiet_ms or (bool(self._at_the_end) and self._has_all())
        return waited_ms > LONGEST_MS

    def _has_all(self) -> bool:
        observed = self._observed()
        return all(judged_expectation(each, observed).met for each in self._at_the_end)

    @property
    def _at_the_end(self) -> Sequence[Expected]:
        return [each for each in self.scenario.expectations if each.at_ms is None]

    def place(self, order: Order) -> None:
        """Hand in an order, under the number that it has here."""
        number = self.numbers.get(order.id, order.id)
        answer = self.backend.api.place(json.dumps({"id": number, "amount": order.amount}))
        if not answer.accepted:
            raise InvalidRequest("Refused", f"{answer.status} refused: {answer.body['error']}")

    def place_all(self, burst: Burst) -> None:
        """Hand in a burst, around the limit in force."""
        for order in burst.orders(largest_within(self.limit())):
            self.place(order)

    def put(self, event: HandMade) -> None:
        """Put an event on the bus by hand."""
        number = None if event.order is None else self.numbers.get(event.order, event.order)
        (result,) = self.backend.bus.put_events([event.entry(number)])
        if result.error_code:
            raise InvalidRequest(result.error_code, f"{result.error_code}: {result.error_message}")

    def limit(self) -> AmountLimit | None:
        """Return the limit in force."""
        return limit_of(self.model.stack.machine.definition)

    def change_rule(self, change: RuleChange) -> None:
        """Switch, replace or delete a rule."""
        editor = self.backend.editor
        if editor is None:
            return
        if change.deleted:
            editor.delete_rule(change.name)
        if change.pattern is not None:
            editor.put_rule(change.name, change.pattern, change.target)
        if change.enabled is not None:
            editor.set_rule_enabled(change.name, change.enabled)

    def change_subscriber(self, change: SubscriberChange) -> None:
        """Give a subscriber other properties; stop it, or let it go on."""
        control = self.backend.subscribers
        if control is None:
            return
        if change.properties:
            control.update(change.name, change.properties)
        if change.running is not None:
            control.set_running(change.name, change.running, skip=change.skip)

    def set_unpacking(self, on: bool) -> None:
        """Let the functions take each event of an array, or one object only."""
        if self.backend.subscribers is not None:
            self.backend.subscribers.set_unpacking(on)

    def replay(self, wanted: ReplayOf) -> None:
        """Make a subscriber that begins in the past, by the time of the world."""
        self._look()
        now_ms = self._observed().now_ms
        from_ms = None if wanted.ago_s is None else now_ms - round(1000 * wanted.ago_s)
        if self.backend.subscribers is not None:
            control = self.backend.subscribers
            control.replay(wanted.like, wanted.name, from_ms, live=wanted.live)

    def change_limit(self, limit: float) -> None:
        """Put another number as the limit of the definition in force."""
        self._look()
        definition = with_limit(self.model.stack.machine.definition, limit)
        if definition is None:
            reason = "No Choice of the definition compares the amount with a number."
            raise InvalidRequest("ValidationException", reason)
        self._edit("put_definition", json.dumps(definition))

    def _edit(self, name: str, *given: Any) -> None:
        getattr(self.backend.editor, name)(*given)

    def arm(self, fault: Fault) -> None:
        """Arm a fault; one for an order, under the number that it has here."""
        if self.backend.faults is not None:
            order = None if fault.order is None else self.numbers.get(fault.order, fault.order)
            self._armed[self.backend.faults.arm(replace(fault, order=order))] = fault

    def disarm(self, _: Any) -> None:
        """Disarm all faults."""
        if self.backend.faults is not None:
            self._look()
            self._note_struck()
            self.backend.faults.disarm()

    def _note_struck(self) -> None:
        """Note which faults have struck: used up, or fewer times left than they were armed for."""
        left = {armed.number: armed.left for armed in self.model.instant.faults}
        for number, fault in self._armed.items():
            if number not in left or left[number] != fault.next_n:
                self._struck.add(fault.kind)
        self._armed.clear()

    def redrive(self, _: Any) -> None:
        """Send all dead letters again."""
        if self.backend.dead_letters is not None:
            self.backend.dead_letters.redrive()


def _in_time(scenario: Scenario) -> Iterator[tuple[int, Instruction | Expected]]:
    """Yield what is to be done and looked at, in the order of time; looking comes after doing."""
    moments: list[tuple[int, int, Instruction | Expected]] = [
        (each.at_ms, 0, each) for each in scenario.instructions
    ]
    moments += [(e.at_ms, 1, e) for e in scenario.expectations if e.at_ms is not None]
    for at_ms, _, each in sorted(moments, key=lambda moment: moment[:2]):
        yield at_ms, each


_DO: Final[Mapping[Kind, Callable[[ScenarioRun, Any], None]]] = {
    Kind.ORDER: ScenarioRun.place,
    Kind.ORDERS: ScenarioRun.place_all,
    Kind.EVENT: ScenarioRun.put,
    Kind.ARM: ScenarioRun.arm,
    Kind.DISARM: ScenarioRun.disarm,
    Kind.RULE: ScenarioRun.change_rule,
    Kind.SUBSCRIBER: ScenarioRun.change_subscriber,
    Kind.REPLAY: ScenarioRun.replay,
    Kind.RESTORE: lambda run, what: run._edit(f"restore_{what}"),
    Kind.LIMIT: ScenarioRun.change_limit,
    Kind.DEFINITION: lambda run, text: run._edit("put_definition", text),
    Kind.IDEMPOTENT: lambda run, on: run._edit("set_idempotent", on),
    Kind.UNPACKS: ScenarioRun.set_unpacking,
    Kind.REDRIVE: ScenarioRun.redrive,
}
