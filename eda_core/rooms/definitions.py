"""The state machines of a room, each kept once and known by a number."""

from typing import Final, Protocol

from eda_core.asl import StateMachine
from eda_core.rooms.packing import to_json
from eda_core.rooms.store import RoomStore
from eda_core.stack import machine_from

MOST_KEPT: Final = 64
"""State machines that stay parsed."""


class Numbers(Protocol):
    """How state machines are told apart in what is written down."""

    def number(self, machine: StateMachine) -> int:
        """Return the number of a state machine."""

    def machine(self, number: int) -> StateMachine:
        """Return the state machine with this number."""


class Definitions:
    """See `Numbers`; over the file, which has their definitions."""

    def __init__(self, store: RoomStore) -> None:
        self._store = store
        self._machines: dict[int, StateMachine] = {}
        self._numbers: dict[int, tuple[int, StateMachine]] = {}

    def number(self, machine: StateMachine) -> int:
        """Return the number of a state machine, which it has from now on."""
        known = self._numbers.get(id(machine))  # held beside its number, so the id stays its own
        if known is None:
            number = self._store.definition_number(to_json(machine.definition))
            self._remember(number, machine)
            return number
        return known[0]

    def machine(self, number: int) -> StateMachine:
        """Return the state machine with this number; raises `DamagedRoom` if there is none."""
        if number not in self._machines:
            self._remember(number, machine_from(self._store.definition(number)))
        return self._machines[number]

    def _remember(self, number: int, machine: StateMachine) -> None:
        if len(self._numbers) >= MOST_KEPT:
            self.forget()
        self._machines[number] = machine
        self._numbers[id(machine)] = number, machine

    def forget(self) -> None:
        """Ask the file again: what was written there last did not stay."""
        self._machines.clear()
        self._numbers.clear()
