"""What a state works on and what it hands on (AWS: *Processing input and output*).

InputPath, Parameters, then the state's own work, ResultSelector, Assign, ResultPath, OutputPath: in
this order for every state, and only here. A JSONata state has Arguments, Assign and Output. Beside
each value goes its weight, an upper bound known without looking at it, so that small payloads are
never measured.
"""

from typing import Protocol

from eda_core.asl.definition.payload_template import Template
from eda_core.asl.failure import EvaluationFailed
from eda_core.asl.model import Dataflow, Output
from eda_core.asl.paths.jsonpath import Path
from eda_core.asl.payload import LIGHT, MISSING, UNKNOWN_WEIGHT, Json, weigh
from eda_core.asl.scope import Scope


class Carrier(Scope, Protocol):
    """A scope that carries data from state to state: its weight, and what was just assigned."""

    weight: int

    def assign(self, values: dict[str, Json]) -> None:
        """Set workflow variables once the state is left."""


def effective_input(flow: Dataflow, data: Json, carrier: Carrier) -> tuple[Json, int]:
    """Return what the state works on, and its weight.

    Raises ``EvaluationFailed`` where a path finds nothing or the value is beyond the limits.
    """
    selected, weight = select_input(flow, data, carrier)
    if flow.parameters is None:
        return selected, weight
    return build(flow.parameters, selected, weight, carrier)


def select_input(flow: Dataflow, data: Json, carrier: Carrier) -> tuple[Json, int]:
    """Return the data after InputPath alone, and its weight."""
    path = flow.input_path
    if path is None:
        return data, carrier.weight
    weight = carrier.weight if path.reads_data else UNKNOWN_WEIGHT
    selected = read_required(path, data, carrier)
    return selected, admit(selected, weight)


def effective_output(
    flow: Dataflow, data: Json, result: Json, weight: int, carrier: Carrier
) -> Json:
    """Return what the state hands on, given its input ``data`` and its ``result``.

    Sets the carrier's weight to that of the output. Raises as ``effective_input`` does.
    """
    if flow.hands_on:
        carrier.weight = weight if weight <= LIGHT else admit(result, weight)
        return result
    if flow.output is not None:
        return _jsonata_output(flow.output, data, result, weight, carrier)
    if flow.result_selector is not None:
        result, weight = build(flow.result_selector, result, weight, carrier)
    if flow.assign is not None:
        assign(flow.assign, result, carrier)
    output, weight = _apply_result_path(flow, data, result, weight, carrier)
    if flow.output_path is not None:
        weight = weight if flow.output_path.reads_data else UNKNOWN_WEIGHT
        output = read_required(flow.output_path, output, carrier)
    carrier.weight = weight if weight <= LIGHT else admit(output, weight)
    return output


def _jsonata_output(
    output: Output, data: Json, result: Json, weight: int, carrier: Carrier
) -> Json:
    """Assign, and build the output, each from ``$states`` and the variables as they were."""
    states = {"input": data}
    if output.result_name is not None:
        states[output.result_name] = result
    if output.assign is not None:
        assign(output.assign, states, carrier)
    if output.template is not None:
        result, weight = build(output.template, states, weight, carrier)
    carrier.weight = admit(result, weight)
    return result


def _apply_result_path(
    flow: Dataflow, data: Json, result: Json, weight: int, carrier: Carrier
) -> tuple[Json, int]:
    path = flow.result_path
    if path is None:
        return data, carrier.weight
    if not path.keys:
        return result, weight
    return path.write(data, result), carrier.weight + weight + flow.result_path_weight


def build(template: Template, data: Json, weight: int, scope: Scope) -> tuple[Json, int]:
    """Return what ``template`` makes of ``data``, and its weight."""
    value = template.build(data, scope)
    return value, admit(value, template.weight_of(weight))


def assign(template: Template, data: Json, carrier: Carrier) -> None:
    """Set the variables ``template`` names, each within the limits of a payload."""
    values = template.build(data, carrier)
    for value in values.values():
        weigh(value)
    carrier.assign(values)


def admit(value: Json, weight: int) -> int:
    """Return the weight of ``value``, measuring it unless ``weight`` says it is light."""
    return weight if weight <= LIGHT else weigh(value)


def read_required(path: Path, data: Json, scope: Scope) -> Json:
    """Return the value at ``path``; where there is none, fail in AWS's words (recorded)."""
    value = path.read(data, scope)
    if value is MISSING:
        raise EvaluationFailed(path.invalid(data, scope))
    return value
