"""What one step of a delivery means for the lines of the architecture."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.read_model.flow_elements import Edge, Element, rule_element


class FlowStep(NamedTuple):
    """What of a delivery record decides which edges it went over.

    ``first``: the first attempt. ``inferred``: nobody reported it. ``bus_log``: the bus log tells
    of its delivery.
    """

    kind: DeliveryStep
    rule: str
    target: str
    first: bool
    inferred: bool
    bus_log: bool = False


def step_of(record: DeliveryRecord) -> FlowStep:
    """Return the step a record tells of."""
    told = record.inferred, record.bus_log
    return FlowStep(record.step, record.rule, record.target, record.attempt == 1, *told)


@dataclass(frozen=True, slots=True)
class Moves:
    """The ``edges`` an event went over, and those that count no more (``back``).

    A delivery before had wrongly claimed those, or what went over them was taken back out.

    ``failed``: the target did not take the event, or failed on it; ``lost``: nobody kept it.
    """

    edges: tuple[Edge, ...] = ()
    back: tuple[Edge, ...] = ()
    failed: bool = False
    lost: bool = False


def moves(step: FlowStep, targets: Mapping[str, Element]) -> Moves:
    """Return the moves of a step; ``targets`` are the elements by the names rules have for them."""
    delivery = (rule_element(step.rule), targets.get(step.target, step.target))
    tell = _MOVES.get(step.kind)
    return _NOWHERE if tell is None else tell(step, delivery)


def says_how_target_is(step: FlowStep) -> bool:
    """Return whether the step tells that its target did something, or failed to."""
    return step.inferred or step.kind not in _BEFORE_TARGET


def is_failure(step: FlowStep) -> bool:
    """Return whether the step tells of a failure of its target."""
    return step.kind in _FAILURES


def _matched(step: FlowStep, delivery: Edge) -> Moves:
    """A rule took the event; where deliveries are inferred, its target is taken to have it, too."""
    match = (Element.BUS, delivery[0])
    return Moves((match, *_run(delivery)) if step.inferred else (match,))


def _took(step: FlowStep, delivery: Edge) -> Moves:
    """The target took the event; a match that is inferred has said so already."""
    is_said = step.inferred and not step.bus_log
    return _NOWHERE if is_said else Moves(_run(delivery))


def _did_at_last(_step: FlowStep, delivery: Edge) -> Moves:
    return Moves(_run(delivery))


def _run(delivery: Edge) -> tuple[Edge, ...]:
    return (delivery, SENT) if delivery[1] == Element.NOTIFICATION else (delivery,)


def _refused(_step: FlowStep, delivery: Edge) -> Moves:
    return Moves((delivery,), failed=True)


def _raised(step: FlowStep, delivery: Edge) -> Moves:
    """Return a run failed; the first time its delivery had just been noted, as gone well."""
    return Moves((delivery,), _run(delivery) if step.first else (), failed=True)


def _kept(_step: FlowStep, delivery: Edge) -> Moves:
    return Moves(((delivery[1], Element.DEAD_LETTERS),))


def _sent_again(_step: FlowStep, delivery: Edge) -> Moves:
    """A dead letter left its queue; it comes to its target by the line of its rule."""
    return Moves(back=((delivery[1], Element.DEAD_LETTERS),))


def _dropped(_step: FlowStep, _delivery: Edge) -> Moves:
    return Moves(lost=True)


SENT: Final[Edge] = (Element.NOTIFICATION, Element.TOPIC)
_NOWHERE: Final = Moves()

_MOVES: Final[Mapping[DeliveryStep, Callable[[FlowStep, Edge], Moves]]] = {
    DeliveryStep.RULE_MATCH: _matched,
    DeliveryStep.INVOCATION_SUCCESS: _took,
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE: _refused,
    DeliveryStep.INVOCATION_ATTEMPT_THROTTLE: _refused,
    DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE: _refused,
    DeliveryStep.INVOCATION_FAILURE: _dropped,
    DeliveryStep.INVOCATION_DLQ: _kept,
    DeliveryStep.FUNCTION_ERROR: _raised,
    DeliveryStep.FUNCTION_SUCCESS: _did_at_last,
    DeliveryStep.FUNCTION_FAILURE: _dropped,
    DeliveryStep.FUNCTION_DLQ: _kept,
    DeliveryStep.DLQ_REDRIVE: _sent_again,
}
_BEFORE_TARGET: Final = frozenset(
    (
        DeliveryStep.RULE_MATCH,
        DeliveryStep.NO_STANDARD_RULES_MATCHED,
        DeliveryStep.DLQ_REDRIVE,
    )
)
_FAILURES: Final = frozenset(_MOVES) - {
    DeliveryStep.RULE_MATCH,
    DeliveryStep.INVOCATION_SUCCESS,
    DeliveryStep.FUNCTION_SUCCESS,
    DeliveryStep.DLQ_REDRIVE,
}
