"""JSON in which each ``{% ... %}`` is evaluated: Arguments, Output, Assign, Items, ItemSelector."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from eda_core.asl.definition.payload_template import Template, weigh_constant
from eda_core.asl.jsonata.expression import is_expression, parse_expression
from eda_core.asl.payload import Json
from eda_core.asl.scope import Scope

Evaluate: TypeAlias = Callable[[Mapping[str, Json], Scope], Json]
"""From ``$states`` and the scope to a value."""


def parse_template(source: Json, field: str, place: str, offered: str | None = None) -> Template:
    """Compile the JSON at ``field`` of a state; what it builds from is ``$states``, which may have
    ``offered`` beside the input and the context.

    Raises ``InvalidDefinition`` naming the part at fault. The depth of ``source`` has been bounded
    by its reader.
    """
    evaluate = _compile(source, field, place, offered)
    if evaluate is None:
        return Template(lambda _states, _scope: source, weigh_constant(source), 0)
    return Template(evaluate, 0, None)


def of_input(template: Template) -> Template:
    """Return ``template`` as one that builds from the input of the state alone."""
    build = template.build
    return Template(
        lambda data, scope: build({"input": data}, scope), template.weight, template.references
    )


def _compile(source: Json, field: str, place: str, offered: str | None) -> Evaluate | None:
    """Return what evaluates ``source``, None where it is constant."""
    if is_expression(source):
        return parse_expression(source, field, place, offered).evaluate
    if isinstance(source, dict):
        return _compile_object(source, field, place, offered)
    if isinstance(source, list):
        return _compile_array(source, field, place, offered)
    return None


def _compile_object(
    source: Mapping[str, Json], field: str, place: str, offered: str | None
) -> Evaluate | None:
    compiled = {
        name: _compile(value, f"{field}/{name}", f"{place}.{name}", offered)
        for name, value in source.items()
    }
    parts = tuple((name, each) for name, each in compiled.items() if each is not None)
    if not parts:
        return None

    def evaluate(states: Mapping[str, Json], scope: Scope) -> Json:
        built = dict(source)  # keeps the order of the template
        for name, part in parts:
            built[name] = part(states, scope)
        return built

    return evaluate


def _compile_array(
    source: list[Json], field: str, place: str, offered: str | None
) -> Evaluate | None:
    compiled = [
        _compile(value, f"{field}[{index}]", f"{place}[{index}]", offered)
        for index, value in enumerate(source)
    ]
    parts = tuple((index, each) for index, each in enumerate(compiled) if each is not None)
    if not parts:
        return None

    def evaluate(states: Mapping[str, Json], scope: Scope) -> Json:
        built = list(source)
        for index, part in parts:
            built[index] = part(states, scope)
        return built

    return evaluate
