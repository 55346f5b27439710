"""From a definition, as text or JSON, to a ``StateMachine``.

Everything is read and checked here, once; whatever is wrong is refused with its place. Source of
the rules: *Amazon States Language* and *State machine structure* in the AWS documentation.
"""

import json
from collections.abc import Mapping
from typing import Final, NoReturn

from eda_core.asl.definition.common_fields import JSONPATH, Site, parse_query_language
from eda_core.asl.definition.fields import Fields, suggestion
from eda_core.asl.definition.state_parsers import parse_state
from eda_core.asl.model import Branch, State, StateMachine
from eda_core.asl.payload import Json, shorten, to_label
from eda_core.asl.running.seconds import MAX_SECONDS
from eda_core.asl.transitions import is_terminal, targets
from eda_core.domain.errors import InvalidDefinition
from eda_core.domain.json_faults import json_fault

MAX_DEFINITION_BYTES: Final = 1_048_576
"""Longest definition (AWS: *Step Functions quotas*)."""

MAX_DEFINITION_DEPTH: Final = 100
"""Deepest nesting of a definition. A bound of our own."""

MAX_NAME: Final = 80
"""Longest state name in characters (AWS: *State machine structure*)."""

_TOO_DEEP: Final = f"the definition nests deeper than {MAX_DEFINITION_DEPTH} levels"
_NO_END: Final = (
    'there is no terminal state: one needs "End": true, or to be a Succeed or Fail state'
)
"""AWS: ``MISSING_END_STATE`` (reported: floci 2735, 2786)."""

_JSON_TYPES: Final = (dict, list, str, int, float, bool, type(None))


def parse_definition(definition: str | Mapping[str, Json]) -> StateMachine:
    """Compile ``definition``, given as JSON text or as the object.

    Raises ``InvalidDefinition`` whose ``path`` is the place of the fault.
    """
    source = _read_text(definition) if isinstance(definition, str) else dict(definition)
    _check_shape(source)
    fields = Fields(source, "")
    fields.only(("Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"))
    language = parse_query_language(fields, JSONPATH)
    if fields.text("Version", "1.0") != "1.0":
        raise fields.refuse("Version", 'must be "1.0"')
    every_state: dict[str, State] = {}
    branch = _parse_branch(fields, language, every_state)
    comment = fields.text("Comment", "")
    timeout = fields.whole("TimeoutSeconds", MAX_SECONDS, 1)
    return StateMachine(branch.start_at, branch.states, comment, timeout, every_state, source)


def _read_text(text: str) -> Mapping[str, Json]:
    if len(text) > MAX_DEFINITION_BYTES:
        raise InvalidDefinition(f"the definition is longer than {MAX_DEFINITION_BYTES} bytes")
    try:
        source = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise InvalidDefinition(_TOO_DEEP) from error
    except ValueError as error:
        raise InvalidDefinition(f"the definition is not JSON: {json_fault(error)}") from error
    if not isinstance(source, dict):
        raise InvalidDefinition(f"a definition is an object, not {to_label(source)}")
    return source


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _check_shape(source: Json) -> None:
    """Refuse what nests too deep, holds too much, or is not JSON at all."""
    level, count = [source], 0
    for _ in range(MAX_DEFINITION_DEPTH):
        deeper: list[Json] = []
        for item in level:
            _check_type(item)
            inner = item.values() if isinstance(item, dict) else item
            deeper.extend(inner if isinstance(item, (dict, list)) else ())
            if count + len(deeper) > MAX_DEFINITION_BYTES:
                raise InvalidDefinition("the definition holds too many values")
        if not deeper:
            return
        count += len(deeper)
        level = deeper
    raise InvalidDefinition(_TOO_DEEP)


def _check_type(item: Json) -> None:
    if type(item) not in _JSON_TYPES:
        raise InvalidDefinition(f"a definition is JSON; there is no {type(item).__name__} in it")
    if isinstance(item, dict) and not all(type(name) is str for name in item):
        raise InvalidDefinition("a definition is JSON; its names are text")


def _parse_branch(fields: Fields, language: str, every_state: dict[str, State]) -> Branch:
    """Compile the states of ``fields``, adding them and those below to ``every_state``."""
    states = fields.object("States")
    if not states.source:
        raise fields.refuse("States", "there is no state")
    start_at = fields.text("StartAt")
    if start_at not in states.source:
        reason = f'no state "{shorten(start_at)}"{suggestion(start_at, states.source)}'
        raise fields.refuse("StartAt", reason)
    site = Site(
        states.source.keys(),
        language,
        lambda below: _parse_below(below, language, every_state),
    )
    parsed = {name: _parse_named(name, states, site, every_state) for name in states.source}
    branch = Branch(start_at, parsed)
    _check_reachable(branch, states)
    if not any(map(is_terminal, parsed.values())):
        raise fields.refuse("States", _NO_END)
    return branch


def _parse_below(fields: Fields, language: str, every_state: dict[str, State]) -> Branch:
    """Compile a branch; only machines and states name a query language (reported: floci 2968)."""
    refused = {"QueryLanguage": "is not supported here: the machine and each state may have it"}
    fields.only(("Comment", "ProcessorConfig", "StartAt", "States"), refused)
    return _parse_branch(fields, language, every_state)


def _parse_named(name: str, states: Fields, site: Site, every_state: dict[str, State]) -> State:
    if not 0 < len(name) <= MAX_NAME:
        reason = f"the name of a state has 1 to {MAX_NAME} characters"
        raise states.refuse(name, reason)
    if name in every_state:
        raise states.refuse(name, "there is a state of this name already")
    state = parse_state(name, states.object(name), site)
    if name in every_state:  # a state inside this one
        raise states.refuse(name, "a state inside has the same name")
    every_state[name] = state
    return state


def _check_reachable(branch: Branch, states: Fields) -> None:
    """Refuse states that nothing leads to, as AWS does (``MISSING_TRANSITION_TARGET``)."""
    reached = {branch.start_at}
    waiting = [branch.start_at]
    while waiting:
        new = set(targets(branch.states[waiting.pop()])) - reached
        reached |= new
        waiting += new
    for name in branch.states:
        if name not in reached:
            raise states.refuse(name, f'no way leads to it from "{shorten(branch.start_at)}"')
