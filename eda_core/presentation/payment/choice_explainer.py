"""A Choice state rule by rule, with an order's numbers; and what other numbers would lead to.

Nothing is submitted: the rules are asked as the interpreter asks them, on a copy of the state's
input with one number changed, or with another limit in a copy of the rule.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypedDict

from eda_core.asl import (
    MISSING,
    ChoiceExplanation,
    ComparisonExplanation,
    Json,
    RuleExplanation,
    StateMachine,
    explain_choice,
    parse_definition,
)
from eda_core.asl.choice import AllOf, AnyOf, Comparison, Negation, Rule
from eda_core.asl.model import Choice, ChoiceState
from eda_core.domain.orders import MAX_NUMBER
from eda_core.presentation.graph.machine_drawing import NodeData, edge_id, machine_drawing
from eda_core.presentation.graph.order_path import FailedState, StateGraphData, compared, labelled
from eda_core.presentation.payment.definition_editor import state_definition
from eda_core.presentation.payment.state_detail import Scene, stays_in

_SIMPLE: Final = re.compile(r"\$(?:\.[\w-]+)+", re.ASCII)
_NUMERIC: Final = "Numeric"
MOST_RULES: Final = 40
STEPS: Final = 1_000
LEAST_SCALE: Final = 10.0

_MARKS: Final = {
    True: ("true", "✓ true"),
    False: ("false", "✕ false"),
    None: ("failed", "! failed"),
}


class ChoiceRow(TypedDict):
    """A rule of a Choice: its numbers, what it came to, and where it leads."""

    key: str
    text: str
    came: list[str]
    verdict: str
    word: str
    target: str
    chosen: bool


class ChoiceRulesData(TypedDict, total=False):
    """The component ``choice_rules``; a ``trial`` has its sentence alone."""

    title: str
    rows: list[ChoiceRow]
    sentence: str
    tone: str
    trial: bool
    empty: str


def choice_names(scene: Scene) -> list[str]:
    """Return the Choice states of the machine, those the order came through first."""
    states = scene.machine.every_state
    names = [name for name, state in states.items() if state.kind == "Choice"]
    met = () if scene.progress is None else scene.progress.states
    return [*(name for name in met if name in names), *(n for n in names if n not in met)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A Choice with the input it got, if it was asked at all, and what it made of that."""

    name: str
    input: Json
    explanation: ChoiceExplanation | None


def asked(scene: Scene, name: str) -> Asked:
    """Return what the Choice ``name`` made of the order, the last time the order came through."""
    stays = stays_in(scene.progress, name)
    if not stays:
        return Asked(name, {}, None)
    try:
        given = json.loads(stays[-1].input)
    except (ValueError, RecursionError):
        return Asked(name, {}, None)
    return Asked(name, given, explain_choice(scene.machine, name, given))


def choice_rules(
    machine: StateMachine,
    name: str,
    explanation: ChoiceExplanation | None,
    *,
    unseen: bool = False,
) -> ChoiceRulesData:
    """Return every rule of a Choice in order, what it came to, and in a sentence where it led.

    Without an explanation the rules read as they are written; ``unseen`` says that nobody has
    seen the order come here, so that this is what would be. Raises ``LookupError`` where the
    machine has no such Choice state.
    """
    state = _choice_state(machine, name)
    tried = () if explanation is None else explanation.rules
    rows = [
        _row(number, choice, tried[number - 1] if number <= len(tried) else None, explanation)
        for number, choice in enumerate(state.choices[:MOST_RULES], start=1)
    ]
    if state.default is not None:
        rows.append(_default_row(state.default, explanation))
    sentence = "" if explanation is None else explanation.sentence
    if unseen:
        rows = [{**row, "word": _WOULD.get(row["word"], row["word"])} for row in rows]
        sentence = f"If it comes here: {sentence}"
    return {
        "title": f"{name}: {len(state.choices)} rule{'s' if len(state.choices) != 1 else ''}, "
        "the first that is true decides",
        "rows": rows,
        "sentence": sentence,
    }


_WOULD: Final = {"✓ taken": "would be taken"}


def _choice_state(machine: StateMachine, name: str) -> ChoiceState:
    state = machine.every_state.get(name)
    if not isinstance(state, ChoiceState):
        raise LookupError(f'there is no Choice state "{name}"')
    return state


def _row(
    number: int, choice: Choice, tried: RuleExplanation | None, whole: ChoiceExplanation | None
) -> ChoiceRow:
    verdict, word = _MARKS[tried.result] if tried else ("", "not asked" if whole else "")
    return {
        "key": str(number),
        "text": str(choice.rule),
        "came": [] if tried is None else _came(tried),
        "verdict": verdict,
        "word": word,
        "target": choice.next_name,
        "chosen": bool(tried and tried.result),
    }


def _came(tried: RuleExplanation) -> list[str]:
    """Return the numbers: ``900 > 500`` for a single comparison, else a sentence for each looked
    at.
    """
    if tried.is_single and tried.result is not None and compared(tried.comparisons[0]):
        note = tried.comparisons[0].note
        return [f"{compared(tried.comparisons[0])}{note}"]
    return [_in_words(comparison) for comparison in tried.comparisons]


def _in_words(comparison: ComparisonExplanation) -> str:
    missing = comparison.result is None and comparison.came is MISSING
    return f"nothing at {comparison.variable}{comparison.note}" if missing else comparison.sentence


def _default_row(target: str, whole: ChoiceExplanation | None) -> ChoiceRow:
    chosen = whole is not None and whole.by_default and whole.target is not None
    word = "" if whole is None else "✓ taken" if chosen else "not asked"
    return {
        "key": "default",
        "text": "otherwise",
        "came": [],
        "verdict": "true" if chosen else "",
        "word": word,
        "target": target,
        "chosen": chosen,
    }


@dataclass(frozen=True, slots=True)
class Trial:
    """A number in the input of a Choice that can be moved, and the limit it is held against.

    ``value`` is None where the input has no number there; ``limit`` where the rule is not one
    comparison with a number. ``rule`` is the place of that rule in Choices, from 0;
    ``is_one_of_several`` says that there are others.
    """

    state_name: str
    variable: str
    value: float | None
    limit: float | None
    rule: int
    is_one_of_several: bool = False

    @property
    def label(self) -> str:
        """The last name on the way to the number, such as ``amount``."""
        return self.variable.rpartition(".")[2]


def trial_of(machine: StateMachine, name: str, data: Json) -> Trial | None:
    """Return what can be moved in ``data``, the input of this Choice; None where nothing can."""
    state = _choice_state(machine, name)
    root = "$" if state.flow.input_path is None else state.flow.input_path.text
    for at, choice in enumerate(state.choices):
        for comparison in _comparisons(choice.rule):
            variable = root + comparison.variable.text[1:]
            if comparison.operator.name.startswith(_NUMERIC) and _SIMPLE.fullmatch(variable):
                limit = _number(comparison.wanted) if comparison is choice.rule else None
                value = _number(_read(data, variable))
                return Trial(name, variable, value, limit, at, len(state.choices) > 1)
    return None


def _comparisons(rule: Rule) -> Iterator[Comparison]:
    """Yield the comparisons of a rule from left to right."""
    if isinstance(rule, Comparison):
        yield rule
    elif isinstance(rule, Negation):
        yield from _comparisons(rule.rule)
    elif isinstance(rule, (AllOf, AnyOf)):
        for inner in rule.rules:
            yield from _comparisons(inner)


def _number(value: Json) -> float | None:
    """Return a number that a slider can take; beyond these a browser would round it."""
    usable = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if usable and abs(value) <= MAX_NUMBER else None


def _read(data: Json, variable: str) -> Json:
    for step in variable.split(".")[1:]:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _moved(data: Json, steps: list[str], value: float) -> Json:
    """Return a copy of ``data`` with this value at the end of the way; what is missing is made."""
    if not steps:
        return value
    held = data if isinstance(data, dict) else {}
    return {**held, steps[0]: _moved(held.get(steps[0]), steps[1:], value)}


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends and the step of a slider."""

    low: float
    high: float
    step: float


def scale_of(*values: float | None) -> Scale:
    """Return a scale on which these values can be moved about."""
    known = [float(value) for value in values if value is not None]
    reach = max([LEAST_SCALE, *(2 * abs(value) for value in known)])
    unit = 10.0 ** math.floor(math.log10(reach))
    high = math.ceil(reach / unit) * unit
    low = -high if any(value < 0 for value in known) else 0.0
    return Scale(low, high, max(unit / STEPS, 1.0) if reach >= STEPS else unit / STEPS)


@dataclass(frozen=True, slots=True)
class TriedOut:
    """What a Choice would do with other numbers: in a sentence, and as a small graph."""

    sentence: str
    graph: StateGraphData


def tried_out(
    machine: StateMachine, trial: Trial, data: Json, value: float, limit: float | None
) -> TriedOut:
    """Ask the Choice of a trial with this value, and with this limit if there is one."""
    excerpt = _excerpt(machine, trial, limit)
    moved = _moved(data, trial.variable.split(".")[1:], _plain(value))
    explanation = explain_choice(excerpt, trial.state_name, moved)
    return TriedOut(explanation.sentence, _graph(machine, excerpt, explanation))


def _plain(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _excerpt(machine: StateMachine, trial: Trial, limit: float | None) -> StateMachine:
    """Return the Choice and the states it leads to, as a machine of their own."""
    choice = json.loads(json.dumps(state_definition(machine.definition, trial.state_name)))
    if limit is not None:
        rule = choice["Choices"][trial.rule]
        rule[next(name for name in rule if name.startswith(_NUMERIC))] = _plain(limit)
    targets = [rule["Next"] for rule in choice["Choices"]]
    targets += [choice["Default"]] if "Default" in choice else []
    stub = {"Type": "Succeed"}
    states = {trial.state_name: choice} | {
        name: stub for name in targets if name != trial.state_name
    }
    return parse_definition({"StartAt": trial.state_name, "States": states})


def _graph(
    machine: StateMachine, excerpt: StateMachine, explanation: ChoiceExplanation
) -> StateGraphData:
    """Return the excerpt as a graph, with the branch it takes, each state with its own type."""
    drawing = machine_drawing(excerpt)
    name, target = explanation.state_name, explanation.target
    failed: FailedState = {"id": name, "cause": explanation.cause or ""}
    nodes: list[NodeData] = [
        {**node, "kind": machine.every_state[node["id"]].kind} for node in drawing.graph["nodes"]
    ]
    edges = labelled(drawing, (explanation,))
    return {
        "graph": {**drawing.graph, "nodes": nodes, "edges": edges, "end": []},
        "visited": [name] if target is None else [name, target],
        "taken": [] if target is None else [edge_id(name, target)],
        "failed": None if target else failed,
        "current": [],
        "ended": None,
        "tone": "stuck" if target is None else "trial",
        "focus": True,
        "unseen": False,
        "caption": drawing.fault,
        "selected": None,
        "counts": {},
        "edge_counts": {},
        "here": {},
    }
