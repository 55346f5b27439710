"""Arguments, Output and Assign of a JSONata state, of a choice and of a catcher."""

from eda_core.asl.definition.common_fields import Site, check_variables, parse_catchers
from eda_core.asl.definition.fields import Fields
from eda_core.asl.definition.payload_template import Template
from eda_core.asl.jsonata.expression import Expression, is_expression, parse_expression
from eda_core.asl.jsonata.json_template import of_input, parse_template
from eda_core.asl.model import Catcher, Dataflow, Number, Output
from eda_core.asl.paths.jsonpath import ReferencePath

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
