"""Sizes a reader can hold in the head."""

import ast
from pathlib import Path

from tests.architecture.sources import parsed

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
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(parsed(path)) if isinstance(node, kinds)]


def _longer(paths: list[Path], longest: int) -> dict[str, int]:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return {name: length for name, length in lengths.items() if length > longest}


def test_modules_are_short():
    assert _longer(MODULES, LONGEST_MODULE) == {}


def test_pages_are_short_scripts():
    assert _longer(PAGES, LONGEST_PAGE) == {}


def test_scripts_of_components_are_short():
    assert _longer(SCRIPTS, LONGEST_SCRIPT) == {}


def test_functions_are_short():
    lengths = {(_name(path), f.name): _body_lines(f) for path in MODULES for f in _functions(path)}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


def test_functions_are_short_on_the_whole():
    lengths = sorted(_body_lines(f) for path in MODULES for f in _functions(path))
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[len(lengths) * 9 // 10] <= 20
