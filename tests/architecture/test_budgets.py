"""Sizes a reader can hold in the head."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    [ROOT / "dashboard.py", *(ROOT / "eda_core").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
)
SCRIPTS = sorted((ROOT / "pages").rglob("*.js"))
PAGES = [ROOT / "dashboard.py", *sorted((ROOT / "pages").glob("*.py"))]

LONGEST_MODULE = 400
LONGEST_PAGE = 60
LONGEST_SCRIPT = 400
LONGEST_FUNCTION = 30


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_page_is_a_short_script(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_script_of_a_component_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_SCRIPT


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_functions_are_short(path):
    too_long = {f.name: _body_lines(f) for f in _functions(path)}
    assert {name: n for name, n in too_long.items() if n > LONGEST_FUNCTION} == {}


def test_functions_are_short_on_the_whole():
    lengths = sorted(_body_lines(f) for path in MODULES for f in _functions(path))
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[len(lengths) * 9 // 10] <= 20
