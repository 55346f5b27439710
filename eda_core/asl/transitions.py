"""The transitions of a state machine, for drawing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from eda_core.asl.model import Branch, ChoiceState, State, StateMachine


class TransitionKind(StrEnum):
    """Why one state follows another."""

    NEXT = "next"
    CHOICE = "choice"
    DEFAULT = "default"
    CATCH = "catch"


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from the state ``source`` to the state ``target``.

    ``label`` says when it is taken: ``$.detail.amount > 500`` for a choice, ``default``, the error
    names for a catch; empty where it is always taken.
    """

    source: str
    target: str
    label: str
    kind: TransitionKind


def transitions(machine: StateMachine | Branch) -> tuple[Transition, ...]:
    """Return the transitions between the states of one level, in the order they are written.

    States inside Parallel and Map states are levels of their own.
    """
    return tuple(found for state in machine.states.values() for found in transitions_from(state))


def transitions_from(state: State) -> Iterator[Transition]:
    """Yield the ways out of ``state``."""
    if isinstance(state, ChoiceState):
        yield from _choices(state)
        return
    following = getattr(state, "next_name", None)
    if following is not None:
        yield Transition(state.name, following, "", TransitionKind.NEXT)
    for catcher in getattr(state, "catch", ()):
        label = ", ".join(catcher.error_equals)
        yield Transition(state.name, catcher.next_name, label, TransitionKind.CATCH)


def _choices(state: ChoiceState) -> Iterator[Transition]:
    for choice in state.choices:
        yield Transition(state.name, choice.next_name, str(choice.rule), TransitionKind.CHOICE)
    if state.default is not None:
        yield Transition(state.name, state.default, "default", TransitionKind.DEFAULT)


def targets(state: State) -> Iterator[str]:
    """Yield the names of the states that may follow ``state``."""
    return (found.target for found in transitions_from(state))


def is_terminal(state: State) -> bool:
    """Say whether a branch may end in ``state``: nothing follows, or it fails or succeeds."""
    return getattr(state, "next_name", None) is None and not isinstance(state, ChoiceState)
