"""Every key that is looked for in the browser is one that a page gives what it shows.

Streamlit writes the key of an element as a class: ``st-key-`` and the key, with a hyphen for each
letter that a class cannot have (`streamlit.elements.lib.utils`).
"""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

from eda_core.scenarios.keys import keyed_scenarios
from eda_core.stack import demo_stack

PAGES = Path(__file__).parents[2] / "pages"
PRESSES = PAGES / "components" / "frame" / "presses.js"
SHEETS = [*sorted(PAGES.rglob("*.css")), PRESSES]
MODULES = sorted(PAGES.rglob("*.py"))
ADDRESSED = re.compile(r"\.st-key-([\w-]+)")
BEGINNINGS = re.compile(r'\[class\*="st-key-([\w-]+)"\]')


def _constants(tree):
    """Texts of a module by name: upper-case names, one text or a table of them."""
    for node in tree.body:
        target = getattr(node, "target", None) or next(iter(getattr(node, "targets", ())), None)
        if isinstance(target, ast.Name) and target.id.isupper() and node.value is not None:
            values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            texts = [each.value for each in values if isinstance(each, ast.Constant)]
            yield target.id, [text for text in texts if isinstance(text, str)]


def _given(tree):
    """What is given as a key: by name or in its place, or as the usual value of a parameter."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in functions.values():
        usual = node.args.defaults
        named = node.args.args[len(node.args.args) - len(usual) :]
        yield from (value for arg, value in zip(named, usual, strict=True) if arg.arg == "key")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (each.value for each in node.keywords if each.arg == "key")
            called = functions.get(getattr(node.func, "id", ""))
            named = called.args.args if called else ()
            yield from (
                value for arg, value in zip(named, node.args, strict=False) if arg.arg == "key"
            )


def _as_pattern(text):
    return re.escape(re.sub(r"[^a-zA-Z0-9_-]", "-", text))


def _patterns(key, constants):
    """The classes a key may become; anything may stand where part of it is worked out.

    One whose beginning is worked out would fit all, so it fits none.
    """
    if isinstance(key, ast.Constant):
        yield _as_pattern(key.value)
    elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
        yield "".join(
            _as_pattern(part.value) if isinstance(part, ast.Constant) else r"[\w-]+"
            for part in key.values
        )
    elif isinstance(key, (ast.Name, ast.Attribute)):
        yield from map(_as_pattern, constants.get(getattr(key, "id", getattr(key, "attr", "")), ()))
    elif isinstance(key, ast.Subscript):
        yield from _patterns(key.value, constants)


@pytest.fixture(scope="module")
def keys():
    trees = [ast.parse(path.read_text("utf-8")) for path in MODULES]
    constants = {}
    for name, texts in chain.from_iterable(map(_constants, trees)):
        constants.setdefault(name, []).extend(texts)
    given = chain.from_iterable(map(_given, trees))
    of_scenarios = (_as_pattern(each.name) for each in keyed_scenarios(demo_stack()))
    return {*chain.from_iterable(_patterns(key, constants) for key in given), *of_scenarios}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_key_that_is_addressed_is_given(sheet, keys):
    addressed = set(ADDRESSED.findall(sheet.read_text("utf-8")))
    assert {key for key in addressed if not any(re.fullmatch(each, key) for each in keys)} == set()


def test_nothing_in_a_page_is_taken_for_the_button_of_a_scenario():
    """The look of these buttons goes by how their keys begin, which `KeyedScenario` gives."""
    named = re.compile(r"""(?:\bkey=|\bParam\()["'](scenario\W[^"']*)""")
    assert [key for path in MODULES for key in named.findall(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_beginning_that_is_addressed_is_that_of_a_key(sheet, keys):
    beginnings = {_as_pattern(each) for each in BEGINNINGS.findall(sheet.read_text("utf-8"))}
    assert {each for each in beginnings if not any(key.startswith(each) for key in keys)} == set()


def test_the_browser_knows_each_button_that_means_something_each_time():
    addressed = set(ADDRESSED.findall(PRESSES.read_text("utf-8")))
    text = "".join(path.read_text("utf-8") for path in MODULES)
    named = {key.replace(".", "-") for key in re.findall(r'\beach_time\("([^"]+)"', text)}
    assert {"submit", "time-pause"} <= named == addressed


def test_some_keys_are_addressed(keys):
    assert len(keys) > 100
    assert sum(len(set(ADDRESSED.findall(sheet.read_text("utf-8")))) for sheet in SHEETS) > 40
    assert not any(re.fullmatch(each, "no-such-key") for each in keys)
