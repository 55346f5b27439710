"""The source text of a Lambda function: one module with all it needs, out of our own sources.

Lambda runs the text alone, without this package. So the definitions that a handler uses, directly
or through others, are taken over as they are written, with the imports they need. The text is
ASCII: CloudFormation may replace other characters of inline code (AWS CDK, issue "Inline code:
non-ASCII characters").
"""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Final

from eda_core.aws.deployment import lambda_handlers, lambda_publishing
from eda_core.domain import errors, orders
from eda_core.domain.settings import BusKind
from eda_core.stack import notification_service, order_service, published_terms

SOURCES: Final[Sequence[ModuleType]] = (
    errors,
    orders,
    order_service,
    notification_service,
    lambda_handlers,
)
"""Where definitions are taken from, each before those that use it. No two share a name."""

SOURCES_OF: Final[Mapping[BusKind, Sequence[ModuleType]]] = {
    BusKind.CLASSIC: SOURCES,
    BusKind.CUSTOM: (*SOURCES, published_terms, lambda_publishing),
}
"""The same by the kind of bus; what a later one defines takes the place of what was before."""

HANDLER: Final = "handler"
"""What Lambda calls of a function alone: the template says ``index.handler``."""

OWN_PACKAGE: Final = "eda_core"


def lambda_code(handler: str) -> str:
    """Return the module whose ``handler`` is the function of this name in `lambda_handlers`."""
    return _module([handler], BusKind.CLASSIC, f"{HANDLER} = {handler}")


def services_code(handlers: Sequence[str]) -> str:
    """Return the one module of all these handlers on a custom bus, each under its own name.

    It has no docstrings, so that the template stays within its limit.
    """
    return without_docstrings(_module(handlers, BusKind.CUSTOM))


def _module(handlers: Sequence[str], kind: BusKind, *more: str) -> str:
    definitions = _definitions(kind)
    used = frozenset(name for each in handlers for name in _closure(each, definitions))
    parts = [text for name, (text, _) in definitions.items() if name in used]
    imports = "\n".join(_imports(used, kind))
    return _ascii("\n\n\n".join([imports, *parts, *more]) + "\n")


def without_docstrings(source: str) -> str:
    """Return the module without those docstrings that are not all there is of a definition."""
    lines: list[str | None] = [*source.splitlines()]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and len(node.body) > 1:
            first = node.body[0]
            if isinstance(first, ast.Expr) and ast.get_docstring(node) is not None:
                end = first.end_lineno or first.lineno
                end += lines[end] == ""
                lines[first.lineno - 1 : end] = [None] * (end - first.lineno + 1)
    return "\n".join(line for line in lines if line is not None) + "\n"


@cache
def _definitions(kind: BusKind) -> Mapping[str, tuple[str, frozenset[str]]]:
    """Return each top-level definition of the sources: its text, and the names it uses."""
    return {
        name: (text, names)
        for module in SOURCES_OF[kind]
        for name, text, names in _definitions_of(inspect.getsource(module))
    }


def _definitions_of(source: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if name := _defined_name(node):
            first = min([node.lineno, *(each.lineno for each in _decorators(node))])
            text = "\n".join(lines[first - 1 : node.end_lineno])
            yield name, text, _names_in(node)


def _defined_name(node: ast.stmt) -> str:
    """Return what the statement defines; nothing for imports and docstrings."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


def _decorators(node: ast.stmt) -> Sequence[ast.expr]:
    return node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else ()


def _names_in(node: ast.AST) -> frozenset[str]:
    return frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def _closure(root: str, definitions: Mapping[str, tuple[str, frozenset[str]]]) -> frozenset[str]:
    """Return the names used from ``root`` on, those of imports and builtins among them."""
    found: set[str] = set()
    waiting = {root}
    while waiting:
        name = waiting.pop()
        found.add(name)
        _, names = definitions.get(name, ("", frozenset()))
        waiting |= names - found
    return frozenset(found)


def _imports(used: frozenset[str], kind: BusKind) -> list[str]:
    """Return the import statements, of the sources, that bind a name in use; our own are
    left out.
    """
    statements = {
        statement
        for module in SOURCES_OF[kind]
        for node in ast.parse(inspect.getsource(module)).body
        for statement in _import_lines(node, used)
    }
    return sorted(statements, key=lambda line: (line.startswith("from"), line))


def _import_lines(node: ast.stmt, used: frozenset[str]) -> Iterator[str]:
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return
    origin = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
    if origin.startswith(f"from {OWN_PACKAGE}"):
        return
    for alias in node.names:
        if (alias.asname or alias.name) in used:
            yield f"{origin}import {ast.unparse(alias)}"


def _ascii(source: str) -> str:
    """Return the same text for Python, other letters as escapes; no literal of ours is raw."""
    return source.encode("ascii", "backslashreplace").decode("ascii")
