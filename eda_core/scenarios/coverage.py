"""What a set of scenarios has shown of a stack, and what would add what it has not.

What is missing is looked for by trying: orders around every number of the definition, one without
an amount, and each kind of fault where it teaches most. What is proposed has been run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from eda_core.asl import Execution
from eda_core.asl.transitions import TransitionKind, transitions_from
from eda_core.domain.errors import EdaError
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.numbers import plain_number
from eda_core.domain.orders import Order
from eda_core.presentation.frame.menus import ANYWHERE, places
from eda_core.read_model.order_status import Fate
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.stays import stays_of
from eda_core.scenarios.instructions import HandMade, Instruction, Kind, RuleChange
from eda_core.scenarios.observing import fate_of
from eda_core.scenarios.runner import Ran, simulate
from eda_core.scenarios.scenario import Scenario
from eda_core.stack import Stack

MOST_TRIED: Final = 200
"""Candidates that are run for what is missing."""


class Sort(StrEnum):
    """What sort of thing can be shown."""

    STATE = "states"
    BRANCH = "branches"
    RULE = "rules"
    FAULT = "faults"
    OUTCOME = "outcomes"


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing a stack can show."""

    sort: Sort
    name: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """All there is to show, what the scenarios have shown, and what would add the rest.

    ``added_by`` says of each feature that is missing what would show it; empty where nothing that
    was tried does.
    """

    features: tuple[Feature, ...]
    shown: frozenset[Feature]
    added_by: Mapping[Feature, str]

    def count(self, sort: Sort) -> tuple[int, int]:
        """Return how many of a sort were shown, and how many there are."""
        of_sort = [feature for feature in self.features if feature.sort is sort]
        return sum(feature in self.shown for feature in of_sort), len(of_sort)

    @property
    def missing(self) -> tuple[Feature, ...]:
        """What was not shown, in order."""
        return tuple(feature for feature in self.features if feature not in self.shown)


_FATES: Final = (Fate.COMPLETED, Fate.CANCELLED, Fate.STUCK, Fate.OVERDUE)


def covered(runs: Sequence[Ran], stack: Stack) -> Coverage:
    """Return what runs of scenarios in simulated worlds with this stack have shown."""
    features = tuple(_features(stack))
    shown = frozenset(feature for ran in runs for feature in shown_by(ran)) & {*features}
    missing = [feature for feature in features if feature not in shown]
    return Coverage(features, shown, _added_by(missing, stack))


def _features(stack: Stack) -> Iterator[Feature]:
    states = stack.machine.every_state
    yield from (Feature(Sort.STATE, name) for name in states)
    branches = dict.fromkeys(
        _branch(each.source, each.target)
        for state in states.values()
        for each in transitions_from(state)
        if each.kind is not TransitionKind.NEXT
    )
    yield from (Feature(Sort.BRANCH, name) for name in branches)
    yield from (Feature(Sort.RULE, rule.name) for rule in stack.rules)
    yield from (Feature(Sort.FAULT, kind.value) for kind in FaultKind)
    yield from (Feature(Sort.OUTCOME, fate.lower()) for fate in _FATES)


def _branch(source: str, target: str) -> str:
    return f"{source} → {target}"


def shown_by(ran: Ran) -> Iterator[Feature]:
    """Yield all that one run has shown, also what another stack has."""
    yield from (Feature(Sort.FAULT, kind.value) for kind in ran.struck)
    early = [judgement.view for judgement in ran.judgements]
    now = [ran.observed.reading.order(order) for order in ran.observed.orders]
    for view in (*now, *early):
        if view is not None:
            yield Feature(Sort.OUTCOME, fate_of(view, ran.observed.now_ms).lower())
            yield from _of_view(view)


def _of_view(view: OrderView) -> Iterator[Feature]:
    for known in view.deliveries.values():
        yield from (Feature(Sort.RULE, rule) for rule in known.matched)
    path = view.path
    if path is not None and path.started and not path.is_unseen and path.execution is not None:
        yield from _of_execution(path.execution)


def _of_execution(execution: Execution) -> Iterator[Feature]:
    for stay in stays_of(execution.history):
        yield Feature(Sort.STATE, stay.state)
        if stay.came_from:
            yield Feature(Sort.BRANCH, _branch(stay.came_from, stay.state))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something to try, and what it is called."""

    words: str
    instructions: tuple[Instruction, ...]


def _added_by(missing: Iterable[Feature], stack: Stack) -> Mapping[Feature, str]:
    """Return for each missing feature the first candidate that shows it."""
    left: dict[Feature, str] = dict.fromkeys(missing, "")
    found: dict[Feature, str] = {}
    for tried, candidate in enumerate(_candidates(stack)):
        if len(found) == len(left) or tried >= MOST_TRIED:
            break
        for feature in _try(candidate, stack):
            if feature in left and feature not in found:
                found[feature] = candidate.words
    return left | found


def _try(candidate: _Candidate, stack: Stack) -> set[Feature]:
    scenario = Scenario(candidate.words, "", candidate.instructions, ())
    try:
        return set(shown_by(simulate(scenario, stack)))
    except EdaError:
        return set()


_NUMBER: Final = 101
_GOOD: Final = Order(_NUMBER, 100)


def _candidates(stack: Stack) -> Iterator[_Candidate]:
    for amount in dict.fromkeys(_amounts(stack.machine.definition)):
        order = _GOOD._replace(amount=amount)
        yield _Candidate(
            f"an order of {plain_number(amount)}", (Instruction(0, Kind.ORDER, order),)
        )
    created = HandMade("order-service", "OrderCreated", {"id": _NUMBER}, _NUMBER)
    yield _Candidate("an order without an amount, as an event", (_put(created),))
    for kind in FaultKind:
        for where in places(kind, stack)[:2]:
            yield _with_fault(Fault(kind, "" if where == ANYWHERE else where))
    for kind in (FaultKind.TARGET_THROWS, FaultKind.TASK_FAILS):
        where = places(kind, stack)[0]
        yield _with_fault(Fault(kind, where, next_n=5), " five times")
    for rule in stack.rules:
        if not rule.enabled:
            on = Instruction(0, Kind.RULE, RuleChange(rule.name, enabled=True))
            yield _Candidate(f"{rule.name} switched on and an order of 100", (on, _order()))


def _put(event: HandMade) -> Instruction:
    return Instruction(0, Kind.EVENT, event)


def _order() -> Instruction:
    return Instruction(0, Kind.ORDER, _GOOD)


def _with_fault(fault: Fault, times: str = "") -> _Candidate:
    at = f" at {fault.where}" if fault.where else ""
    two = Instruction(0, Kind.ORDER, _GOOD._replace(id=_NUMBER + 1))
    words = f"the fault “{fault.kind}”{at}{times} and two orders of 100"
    return _Candidate(words, (Instruction(0, Kind.ARM, fault), _order(), two))


def _amounts(definition: Any) -> Iterator[float]:
    """Yield amounts to try: the usual ones, and those at and beside each number written there."""
    yield from (100, 900)
    for number in _numbers(definition):
        yield from (number, round(number + 0.01, 2), round(number - 0.01, 2))


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield value
    inside = value.values() if isinstance(value, dict) else value
    for each in inside if isinstance(value, dict | list) else ():
        yield from _numbers(each)
