"""Who may import whom: the table of docs/ARCHITECTURE.md, walked over the source."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

RECORDS = {"errors", "events", "orders", "deliveries", "faults", "deployment"}
ALLOWED = {
    "errors": set(),
    "events": {"errors"},
    "orders": {"errors"},
    "deliveries": set(),
    "faults": {"errors", "orders"},
    "deployment": set(),
    "masking": set(),
    "settings": {"errors"},
    "patterns": {"errors", "patterns"},
    "asl": {"errors", "asl"},
    "stack": RECORDS | {"patterns", "asl", "stack"},
    "ports": RECORDS | {"asl"},
    "projections": RECORDS | {"stack", "asl", "patterns", "projections"},
    "presentation": RECORDS
    | {"masking", "stack", "asl", "patterns", "ports", "projections", "presentation"},
    "simulator": RECORDS | {"stack", "asl", "patterns", "ports", "settings", "simulator"},
    "aws": RECORDS | {"masking", "stack", "asl", "patterns", "ports", "settings", "aws"},
    "log_files": RECORDS | {"asl", "ports", "log_files"},
    "experiments": RECORDS
    | {"stack", "asl", "ports", "simulator", "projections", "read_model", "experiments"},
    "read_model": RECORDS | {"stack", "asl", "ports", "projections", "read_model"},
    "rooms": RECORDS | {"settings", "simulator"},
    "bootstrap": RECORDS
    | {"settings", "stack", "ports", "simulator", "rooms", "log_files", "aws", "read_model"},
    "worlds": RECORDS | {"settings", "bootstrap"},
    "operations": RECORDS | {"settings", "stack", "aws"},
    "commands": RECORDS
    | {"settings", "stack", "patterns", "asl", "simulator", "bootstrap", "projections", "commands"}
    | {"log_files", "operations", "presentation", "rooms"},
    "cli": RECORDS | {"commands"},
    "__main__": {"cli"},
    "__init__": set(),
}
UI_ALLOWED = RECORDS | {
    "experiments",
    "log_files",
    "bootstrap",
    "operations",
    "read_model",
    "ports",
    "presentation",
    "projections",
    "settings",
    "worlds",
}
THIRD_PARTY = {"asl": {"jsonata", "re2"}, "aws": {"boto3", "botocore"}, "presentation": {"plotly"}}
UI_THIRD_PARTY = {"streamlit"}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _faults(path: Path, allowed: set[str], third_party: set[str]) -> list[str]:
    faults = []
    for name in _imports(path):
        top, _, rest = name.partition(".")
        if top == "eda_core":
            if rest.partition(".")[0] not in allowed:
                faults.append(name)
        elif top not in third_party | set(sys.stdlib_module_names):
            faults.append(name)
    return faults


def _core_modules() -> list[Path]:
    return sorted((ROOT / "eda_core").rglob("*.py"))


def _ui_modules() -> list[Path]:
    return [ROOT / "dashboard.py", *sorted((ROOT / "pages").rglob("*.py"))]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", _core_modules(), ids=_name)
def test_core_module_imports_what_its_layer_may(path: Path):
    layer = path.relative_to(ROOT / "eda_core").parts[0].removesuffix(".py")
    assert layer in ALLOWED, f"{_name(path)} belongs to no layer of the table"
    assert _faults(path, ALLOWED[layer], THIRD_PARTY.get(layer, set())) == []


@pytest.mark.parametrize("path", _ui_modules(), ids=_name)
def test_page_imports_what_pages_may(path: Path):
    faults = _faults(path, UI_ALLOWED, UI_THIRD_PARTY)
    assert [name for name in faults if not name.startswith("pages.")] == []


def test_a_forbidden_import_is_found(tmp_path: Path):
    module = tmp_path / "module.py"
    module.write_text("import boto3\nfrom eda_core.simulator.world import World\nimport json\n")
    assert _faults(module, {"events"}, set()) == ["boto3", "eda_core.simulator.world"]
