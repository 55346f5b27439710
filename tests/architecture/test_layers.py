"""Imports and names: the table of docs/ARCHITECTURE.md, walked over the source."""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.layers import DOCUMENT, LAYERS, PAGES, ROOT, Layer, written
from tests.architecture.sources import parsed

BY_NAME = {layer.name: layer for layer in LAYERS}
CORE = sorted((ROOT / "eda_core").rglob("*.py"))
UI = [ROOT / "dashboard.py", *sorted((ROOT / "pages").rglob("*.py"))]
NAMED = [path for path in CORE if not path.stem.startswith("__")]


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
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


def _layer(path: Path) -> str:
    return path.relative_to(ROOT / "eda_core").parts[0].removesuffix(".py")


def test_each_core_module_belongs_to_a_layer():
    assert [_name(path) for path in CORE if _layer(path) not in BY_NAME] == []


def test_core_modules_import_what_their_layers_may():
    faults = {_name(path): _faults(path, BY_NAME[_layer(path)]) for path in CORE}
    assert {name: found for name, found in faults.items() if found} == {}


def test_pages_import_what_pages_may():
    faults = [(_name(path), name) for path in UI for name in _faults(path, PAGES)]
    assert [each for each in faults if each[1].partition(".")[0] != "pages"] == []


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


def _repeats_its_folder(path: Path) -> bool:
    folder, words = path.parent.name, path.stem.split("_")
    return path.stem == folder or (
        len(words) > 1 and (folder in words or folder.rstrip("s") in words)
    )


def test_no_name_repeats_its_folder():
    assert [_name(path) for path in [*NAMED, *UI] if _repeats_its_folder(path)] == []


def test_no_public_class_name_means_two_things():
    nodes = [node for path in CORE + UI for node in parsed(path).body]
    classes = [node.name for node in nodes if isinstance(node, ast.ClassDef)]
    found = [name for name in classes if not name.startswith("_")]
    assert [name for name, count in Counter(found).items() if count > 1] == []
