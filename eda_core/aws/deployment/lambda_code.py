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

from eda_core.aws.deployment import lambda_handlers
from eda_core.domain import errors, orders
from eda_core.stack import notification_service, order_service

SOURCES: Final[Sequence[ModuleType]] = (
    errors,
    orders,
    order_service,
    notification_service,
    lambda_handlers,
)
"""Where definitions are taken from, each before those that use it. No two share a name."""

HANDLER: Final = "handler"
"""What Lambda calls: the template says ``index.handler``."""

OWN_PACKAGE: Final = "eda_core"


def lambda_code(handler: str) -> str:
    """Return the module whose ``handler`` is the function of this name in `lambda_handlers`."""
    definitions = _definitions()
    used = _closure(handler, definitions)
    parts = [text for name, (text, _) in definitions.items() if name in used]
    imports = "\n".join(_imports(used))
    return _ascii("\n\n\n".join([imports, *parts, f"{HANDLER} = {handler}"]) + "\n")


@cache
def _definitions() -> Mapping[str, tuple[str, frozenset[str]]]:
    """Return each top-level definition of the sources: its text, and the names it uses."""
    return {
        name: (text, names)
        for module in SOURCES
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


def _imports(used: frozenset[str]) -> list[str]:
    """Return the import statements, of the sources, that bind a name in use; our own are
    left out.
    """
    statements = {
        statement
        for module in SOURCES
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
