"""JSON in which each ``{% ... %}`` is evaluated: Arguments, Output, Assign, Items, ItemSelector.

A choice and a catcher have an Output and an Assign of their own.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from eda_core.asl.definition.common_fields import Site, check_variables, parse_catchers
from eda_core.asl.definition.fields import Fields
from eda_core.asl.definition.payload_template import Template, weigh_constant
from eda_core.asl.jsonata.expression import Expression, is_expression, parse_expression
from eda_core.asl.model import Catcher, Dataflow, Number, Output
from eda_core.asl.paths.jsonpath import ReferencePath
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


_WHOLE = ReferencePath("$", ())


def jsonata_flow(fields: Fields, result_name: str | None = None, *, prefix: str = "") -> Dataflow:
    """Return the data flow of a state, or of what is at ``prefix`` in one.

    ``result_name`` is what ``$states`` calls the result, None where there is none.
    """
    arguments = template_at(fields, "Arguments", prefix)
    if fields.has("Assign"):
        check_variables(fields.object("Assign"))
    output = Output(
        template_at(fields, "Output", prefix, result_name),
        template_at(fields, "Assign", prefix, result_name),
        result_name,
    )
    built = of_input(arguments) if arguments else None
    return Dataflow(None, built, None, _WHOLE, None, None, output=output)


def template_at(
    fields: Fields, name: str, prefix: str = "", offered: str | None = None
) -> Template | None:
    """Return the template of a field, None where it is not given.

    ``offered`` is what ``$states`` has there beside the input and the context.
    """
    if not fields.has(name):
        return None
    return parse_template(fields.source[name], prefix + name, fields.at(name), offered)


def expression_at(fields: Fields, name: str, prefix: str = "") -> Expression | None:
    """Return the expression of a field, None where it is anything else."""
    value = fields.source.get(name)
    if not is_expression(value):
        return None
    return parse_expression(value, prefix + name, fields.at(name))


def number_at(fields: Fields, name: str, default: int, least: int) -> Number:
    """Return a whole number of at least ``least``, or the expression of one."""
    return expression_at(fields, name) or fields.whole(name, default, least)


def jsonata_catch(fields: Fields, site: Site) -> tuple[Catcher, ...]:
    """Return the catchers of a state; theirs is ``$states.errorOutput``."""
    return parse_catchers(fields, site, _catcher_flow)


def _catcher_flow(fields: Fields, index: int) -> Dataflow:
    fields.only(("ErrorEquals", "Next", "Output", "Assign", "Comment"))
    return jsonata_flow(fields, "errorOutput", prefix=f"Catch[{index}]/")
