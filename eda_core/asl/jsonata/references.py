"""What an expression may read: ``$states`` and variables, never the document it is evaluated on.

AWS refuses the definition where a path begins with a name, or where ``$$`` or a field of
``$states`` is read that is not there (measured with ``ValidateStateMachineDefinition``:
floci-io/floci issues 2670 and 2745, pull requests 2699 and 2786). Further down a path, and in a
predicate, a name is one of the data.
"""

from collections.abc import Iterator
from typing import Any, Final

from eda_core.domain.errors import EdaError

_AT_TIMES: Final = ("result", "errorOutput")
_BY_ITSELF: Final = {"wildcard": "*", "descendant": "**", "parent": "%"}
_SAME_CONTEXT: Final = (
    "procedure", "body", "expression", "lhs", "rhs", "condition", "then", "_else", "arguments",
    "expressions", "lhs_object",
)  # fmt: skip
_CONTEXT_OF_THEIR_OWN: Final = (
    "pattern", "update", "delete", "predicate", "stages", "terms", "group", "expr",
)  # fmt: skip


class ReferenceRefused(EdaError):
    """An expression reads what is not there."""


def check_references(tree: Any, offered: str | None) -> None:
    """Refuse what ``tree`` reads and may not; ``offered`` is ``result`` or ``errorOutput``.

    Raises ``ReferenceRefused`` with a sentence.
    """
    for node, at_top in _nodes(tree, True):
        if node.type == "variable" and node.value == "$":
            raise ReferenceRefused("Reference to '$$' is not supported: the input is $states.input")
        if at_top:
            _check_top(node)
        if node.type == "path":
            _check_states(node.steps, offered)


def _check_top(node: Any) -> None:
    """Refuse a node evaluated on the document that reads it."""
    steps = node.steps or []
    named = node
    if len(steps) > 1 and _is_context(steps[0]):
        named = steps[1]
    name = str(named.value) if named.type == "name" else _BY_ITSELF.get(node.type)
    if name is None and not _is_context(node):
        return
    where = f"$states.input.{name}" if named.type == "name" else "$states.input"
    raise ReferenceRefused(
        f"Reference to '{name or '$'}' at the top level is not supported: the input is {where}"
    )


def _is_context(node: Any) -> bool:
    return bool(node.type == "variable" and node.value == "")


def _check_states(steps: Any, offered: str | None) -> None:
    """Refuse ``$states.result`` and ``$states.errorOutput`` where they are not offered."""
    if len(steps) < 2 or steps[0].type != "variable" or steps[0].value != "states":
        return
    name = steps[1].value
    if steps[1].type == "name" and name in _AT_TIMES and name != offered:
        place = _PLACES[name]
        raise ReferenceRefused(f"Reference to '$states.{name}' is not supported: it is in {place}")


_PLACES: Final = {
    "result": "the Output and Assign of a Task, Parallel or Map",
    "errorOutput": "the Output and Assign of a Catch",
}


def _nodes(tree: Any, at_top: bool) -> Iterator[tuple[Any, bool]]:
    """Yield every node, and whether it is evaluated on the document itself; each once."""
    waiting, seen = [(tree, at_top)], set()
    while waiting:
        node, top = waiting.pop()
        if isinstance(node, (list, tuple)):
            waiting.extend((each, top) for each in node)
        elif hasattr(node, "type") and (id(node), top) not in seen:
            seen.add((id(node), top))
            yield node, top
            first, rest = (node.steps or [])[:1], (node.steps or [])[1:]
            waiting.extend((step, top) for step in first)
            waiting.extend((step, False) for step in rest)
            waiting.extend((getattr(node, name), top) for name in _SAME_CONTEXT)
            waiting.extend((getattr(node, name), False) for name in _CONTEXT_OF_THEIR_OWN)
