"""Mocked tasks: what a state answers instead of calling its resource.

The form is that of Step Functions Local (AWS: *Using mocked service integrations for testing in
Step Functions Local*)::

    {"StateMachines": {"Orders": {"TestCases": {"Paid": {"Charge card": "Charged at the third"}}}},
     "MockedResponses": {"Charged at the third": {
         "0-1": {"Throw": {"Error": "Lambda.TooManyRequestsException", "Cause": "busy"}},
         "2": {"Return": {"StatusCode": 200, "Payload": {"paid": true}}}}}}

``"0"`` is the first attempt of a visit to the state, ``"1"`` its first retry, ``"0-1"`` both.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NoReturn, TypeAlias

from eda_core.asl.definition.fields import Fields, suggestion
from eda_core.asl.model import MapState, StateMachine, TaskState
from eda_core.asl.payload import Json, shorten, to_label
from eda_core.asl.tasks import TaskFailed, TaskResult
from eda_core.domain.errors import InvalidDefinition, InvalidMocks
from eda_core.domain.json_faults import json_fault

MAX_BYTES: Final = 1_048_576
"""Longest file of mocks, that of a definition."""

_ATTEMPTS: Final = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class MockedAnswer:
    """What the attempts from ``first`` to ``last``, counted from 0, are answered."""

    first: int
    last: int
    answer: TaskResult | TaskFailed


@dataclass(frozen=True, slots=True)
class Mock:
    """A mocked response: the answers to the attempts of one visit to a state."""

    name: str
    answers: tuple[MockedAnswer, ...]

    def answer(self, attempt: int) -> TaskResult | TaskFailed | None:
        """Return what the attempt numbered from 0 is answered, None where nothing is said."""
        fitting = (each.answer for each in self.answers if each.first <= attempt <= each.last)
        return next(fitting, None)


Mocks: TypeAlias = Mapping[str, Mock]
"""From the name of a state to its mock."""


@dataclass(frozen=True, slots=True)
class MockFile:
    """The test cases of a file, each by ``Machine#Case``."""

    cases: Mapping[str, Mocks]

    def case(self, name: str = "") -> Mocks:
        """Return the test case called ``Case`` or ``Machine#Case``, the only one if not named.

        Raises ``InvalidMocks`` where none or several fit.
        """
        fitting = [each for each in self.cases if not name or name in (each, each.split("#", 1)[1])]
        if len(fitting) == 1:
            return self.cases[fitting[0]]
        known = ", ".join(shorten(each) for each in list(self.cases)[:20])
        wanted = f'There is no test case "{shorten(name)}"' if name else "Name a test case"
        if len(fitting) > 1 and name:
            wanted = f'Several machines have a test case "{shorten(name)}"'
        raise InvalidMocks(f"{wanted}; there are: {known}.")


def parse_mocks(text: str) -> MockFile:
    """Read a file of mocks. Raises ``InvalidMocks`` with the place of the fault."""
    if len(text) > MAX_BYTES:
        raise InvalidMocks(f"The mocks are longer than {MAX_BYTES} bytes.")
    try:
        source = json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as fault:
        raise InvalidMocks(
            f"The mocks are not JSON that can be read: {json_fault(fault)}."
        ) from None
    if not isinstance(source, dict):
        raise InvalidMocks(f"Mocks are an object, not {to_label(source)}.")
    try:
        return MockFile(_cases(Fields(source, "")))
    except InvalidDefinition as fault:
        raise InvalidMocks(f"The mocks cannot be used: {fault}.") from None


def check_mocks(mocks: Mocks, machine: StateMachine) -> None:
    """Raise ``InvalidMocks`` for a mock of a state that the machine has not, or never asks."""
    for name in mocks:
        state = machine.every_state.get(name)
        if state is None:
            hint = suggestion(name, machine.every_state)
            raise InvalidMocks(f'The mocks name a state "{shorten(name)}" that is not there{hint}.')
        reads = isinstance(state, MapState) and state.distribution.reader is not None
        if not (isinstance(state, TaskState) or reads):
            reason = "only a Task, or a Map with an ItemReader, is mocked"
            raise InvalidMocks(f'"{shorten(name)}" is a {state.kind} state: {reason}.')


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _cases(fields: Fields) -> Mapping[str, Mocks]:
    fields.only(("StateMachines", "MockedResponses"))
    responses = fields.object("MockedResponses")
    known = {name: _mock(name, responses.object(name)) for name in responses.source}
    machines = fields.object("StateMachines")
    cases: dict[str, Mocks] = {}
    for machine in machines.source:
        inside = machines.object(machine)
        inside.only(("TestCases",))
        tests = inside.object("TestCases")
        for case in tests.source:
            cases[f"{machine}#{case}"] = _case(tests.object(case), known)
    if not cases:
        raise fields.refuse("StateMachines", "there is no test case")
    return cases


def _case(fields: Fields, known: Mapping[str, Mock]) -> Mocks:
    found = {}
    for state in fields.source:
        name = fields.text(state)
        if name not in known:
            reason = f'there is no mocked response "{shorten(name)}"{suggestion(name, known)}'
            raise fields.refuse(state, reason)
        found[state] = known[name]
    return found


def _mock(name: str, fields: Fields) -> Mock:
    answers = sorted(
        (_answer(attempts, fields) for attempts in fields.source), key=lambda each: each.first
    )
    for before, after in pairwise(answers):
        if after.first <= before.last:
            raise InvalidDefinition(f"attempt {after.first} is answered twice", fields.place)
    return Mock(name, tuple(answers))


def _answer(attempts: str, fields: Fields) -> MockedAnswer:
    found = _ATTEMPTS.fullmatch(attempts)
    if found is None or int(found[2] or found[1]) < int(found[1]):
        raise fields.refuse(attempts, 'an attempt is named like "0", several like "1-2"')
    inside = fields.object(attempts)
    inside.only(("Return", "Throw"))
    given = inside.one_of(("Return", "Throw"))
    first, last = int(found[1]), int(found[2] or found[1])
    if given == "Return":
        return MockedAnswer(first, last, TaskResult(inside.source["Return"]))
    return MockedAnswer(first, last, _failure(inside.object("Throw")))


def _failure(fields: Fields) -> TaskFailed:
    fields.only(("Error", "Cause"))
    cause: Json = fields.text("Cause") if fields.has("Cause") else None
    return TaskFailed(fields.text("Error"), cause)
