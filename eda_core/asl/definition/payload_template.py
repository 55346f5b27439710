"""Payload templates: JSON in which a name ending in ``.$`` takes its value from a path or function.

Parameters, ResultSelector, ItemSelector and Assign are templates (AWS: *Manipulate parameters in
Step Functions workflows*). A template is compiled once; what is constant in it is shared by all.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from eda_core.asl.definition.intrinsics import is_intrinsic, parse_intrinsic
from eda_core.asl.failure import EvaluationFailed
from eda_core.asl.paths.jsonpath import SHORT_WEIGHT, Path, parse_path
from eda_core.asl.paths.lexer import PathSyntaxError
from eda_core.asl.payload import LIGHT, MISSING, UNKNOWN_WEIGHT, Json, shorten, to_text, weigh
from eda_core.asl.scope import Read, Scope
from eda_core.domain.errors import InvalidDefinition

DYNAMIC: Final = ".$"


class Reference(Enum):
    """What a path or function of a template names, as far as its weight goes."""

    DATA = "a part of the data"
    SHORT = "a short text of the context object"
    UNKNOWN = "anything else"


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template.

    ``build(data, scope)`` returns the value; it raises ``EvaluationFailed`` where a path finds
    nothing. ``weight`` is what its constant part weighs, ``references`` how often it names a part
    of the data, or None where it also names things whose weight is not known.
    """

    build: Read
    weight: int
    references: int | None

    def weight_of(self, data_weight: int) -> int:
        """Return an upper bound of the weight of what is built from data of ``data_weight``."""
        if self.references is None:
            return UNKNOWN_WEIGHT
        return self.weight + self.references * data_weight


@dataclass(frozen=True, slots=True)
class _Node:
    """A compiled part of a template; ``value`` is meaningful where it is constant."""

    value: Json = None
    build: Read | None = None
    references: tuple[Reference, ...] = ()


def parse_template(source: Json, place: str) -> Template:
    """Compile a template found at ``place``. Raises ``InvalidDefinition`` naming the part at fault.

    The depth of ``source`` has been bounded by its reader.
    """
    node = _compile(source, place)
    names = Counter(node.references)
    weight = weigh_constant(node.value) + SHORT_WEIGHT * names[Reference.SHORT]
    of_data = None if names[Reference.UNKNOWN] else names[Reference.DATA]
    return Template(_builder(node), weight, of_data)


def weigh_constant(value: Json) -> int:
    """Return the weight of a constant of a definition, which may be longer than a payload."""
    try:
        return weigh(value)
    except EvaluationFailed:
        return LIGHT + 1


def parse_expression(text: Json, field: str, place: str) -> tuple[Read, Reference]:
    """Compile the path or intrinsic function in ``text``, the value of ``field``.

    Returns the reader, which raises ``EvaluationFailed`` where the path finds nothing, and what it
    names.
    """
    if not isinstance(text, str):
        raise InvalidDefinition("must be a path or an intrinsic function, as text", place)
    try:
        if is_intrinsic(text):
            return parse_intrinsic(text), Reference.UNKNOWN
        path = parse_path(text)
    except PathSyntaxError as error:
        raise InvalidDefinition(
            f"'{shorten(text)}' is not a path or function: {error}", place
        ) from error
    if path.reads_data:
        return required(path, field), Reference.DATA
    return required(path, field), Reference.SHORT if path.is_short else Reference.UNKNOWN


def required(path: Path, field: str) -> Read:
    """Return a reader that fails where ``path`` finds nothing, in AWS's words (recorded)."""
    read, text = path.read, path.text

    def read_required(data: Json, scope: Scope) -> Json:
        value = read(data, scope)
        if value is MISSING:
            raise EvaluationFailed(
                f"The JSONPath '{text}' specified for the field '{field}' "
                f"could not be found in the input '{to_text(data)}'"
            )
        return value

    return read_required


def _builder(node: _Node) -> Read:
    value = node.value
    return node.build or (lambda _data, _scope: value)


def _compile(source: Json, place: str) -> _Node:
    if isinstance(source, dict):
        return _compile_object(source, place)
    if isinstance(source, list):
        return _compile_array(source, place)
    return _Node(source)


def _compile_object(source: Mapping[str, Json], place: str) -> _Node:
    outline: dict[str, Json] = {}
    parts: list[tuple[str, Read]] = []
    references: list[Reference] = []
    for field, value in source.items():
        name, node = _compile_member(field, value, f"{place}.{field}")
        if name in outline:
            raise InvalidDefinition(f"the name '{name}' is given twice", f"{place}.{field}")
        outline[name] = node.value
        references += node.references
        if node.build is not None:
            parts.append((name, node.build))
    return _Node(outline, _object_builder(outline, parts) if parts else None, tuple(references))


def _compile_member(field: str, value: Json, place: str) -> tuple[str, _Node]:
    if not field.endswith(DYNAMIC):
        return field, _compile(value, place)
    read, named = parse_expression(value, field, place)
    return field.removesuffix(DYNAMIC), _Node(None, read, (named,))


def _object_builder(outline: dict[str, Json], parts: list[tuple[str, Read]]) -> Read:
    frozen = tuple(parts)

    def build(data: Json, scope: Scope) -> Json:
        built = outline.copy()  # keeps the order of the template
        for name, read in frozen:
            built[name] = read(data, scope)
        return built

    return build


def _compile_array(source: list[Json], place: str) -> _Node:
    nodes = [_compile(item, f"{place}[{index}]") for index, item in enumerate(source)]
    outline = [node.value for node in nodes]
    references = tuple(reference for node in nodes for reference in node.references)
    if not references:
        return _Node(outline)
    return _Node(outline, _array_builder(tuple(map(_builder, nodes))), references)


def _array_builder(readers: tuple[Callable[[Json, Scope], Json], ...]) -> Read:
    return lambda data, scope: [read(data, scope) for read in readers]
