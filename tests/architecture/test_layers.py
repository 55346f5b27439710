"""Imports and names: the table of docs/ARCHITECTURE.md, walked over the source."""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.layers import DOCUMENT, LAYERS, PAGES, ROOT, Layer, written

BY_NAME = {layer.name: layer for layer in LAYERS}
CORE = sorted((ROOT / "eda_core").rglob("*.py"))
UI = [ROOT / "dashboard.py", *sorted((ROOT / "pages").rglob("*.py"))]
NAMED = [path for path in CORE if not path.stem.startswith("__")]


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _faults(path: Path, layer: Layer) -> list[str]:
    faults = []
    for name in _imports(path):
        top, _, rest = name.partition(".")
        if top == "eda_core":
            if rest.partition(".")[0] not in layer.allowed:
                faults.append(name)
        elif top not in layer.third_party | set(sys.stdlib_module_names):
            faults.append(name)
    return faults


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CORE, ids=_name)
def test_core_module_imports_what_its_layer_may(path: Path):
    layer = path.relative_to(ROOT / "eda_core").parts[0].removesuffix(".py")
    assert layer in BY_NAME, f"{_name(path)} belongs to no layer of the table"
    assert _faults(path, BY_NAME[layer]) == []


@pytest.mark.parametrize("path", UI, ids=_name)
def test_page_imports_what_pages_may(path: Path):
    faults = _faults(path, PAGES)
    assert [name for name in faults if name.partition(".")[0] != "pages"] == []


def test_no_layer_imports_one_below_it_in_the_table():
    for number, layer in enumerate(LAYERS):
        assert set(layer.imports.split()) <= {lower.name for lower in LAYERS[:number]}, layer.name


def test_the_document_has_the_table_that_is_walked():
    forgotten = "Write it: python -m tests.architecture.layers"
    assert DOCUMENT.read_text(encoding="utf-8") == written(), forgotten


def test_a_forbidden_import_is_found(tmp_path: Path):
    module = tmp_path / "module.py"
    module.write_text("import boto3\nfrom eda_core.simulator.world import World\nimport json\n")
    assert _faults(module, BY_NAME["domain"]) == ["boto3", "eda_core.simulator.world"]


def test_no_module_name_stands_twice():
    names = Counter(path.stem for path in NAMED)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("path", [*NAMED, *UI], ids=_name)
def test_no_name_repeats_its_folder(path: Path):
    folder = path.parent.name
    words = path.stem.split("_")
    assert path.stem != folder, "the folder says it already"
    assert len(words) == 1 or (folder not in words and folder.rstrip("s") not in words)


def test_no_public_class_name_means_two_things():
    found = [node.name for path in CORE + UI for node in ast.parse(path.read_text()).body
             if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]  # fmt: skip
    assert [name for name, count in Counter(found).items() if count > 1] == []
