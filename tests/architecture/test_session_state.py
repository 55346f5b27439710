"""What a page keeps is kept in one place: nothing else touches the session or the address."""

import ast
import re

from tests.architecture.layers import ROOT

KIT = ROOT / "pages" / "components" / "kit"
KEEPERS = {"memo.py", "param.py", "draft.py", "fields.py", "assets.py"}
"""Modules of the kit that touch ``st.session_state``; `assets` reads what a component triggered."""

ADDRESS = {"param.py"}
INPUTS = {
    *("text_input", "text_area", "number_input", "slider", "select_slider", "toggle", "checkbox"),
    *("selectbox", "multiselect", "radio", "segmented_control", "pills", "feedback"),
    *("date_input", "time_input", "color_picker", "data_editor"),
}
"""Commands of Streamlit that show a value to be changed."""


def modules():
    yield ROOT / "dashboard.py"
    yield from sorted((ROOT / "pages").rglob("*.py"))


def attributes(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]


def users(names):
    """The modules that name one of these as an attribute: ``st.session_state``."""
    return {path for path in modules() if any(_names(node, names) for node in attributes(path))}


def _names(node, names):
    is_of_the_kit = isinstance(node.value, ast.Name) and node.value.id == "fields"
    return node.attr in names and not is_of_the_kit


def test_the_session_is_touched_in_the_kit_alone():
    assert users({"session_state"}) == {KIT / name for name in KEEPERS}


def test_the_address_is_touched_in_one_module():
    assert users({"query_params"}) == {KIT / name for name in ADDRESS}


def test_every_input_shows_what_is_stored():
    assert users(INPUTS) == {KIT / "fields.py"}


def test_no_input_keeps_itself_in_the_address():
    bound = re.compile(r"bind\s*=")
    assert not [path for path in modules() if bound.search(path.read_text(encoding="utf-8"))]


def test_no_private_module_of_streamlit_is_asked():
    private = re.compile(r"(?:from|import) streamlit\.runtime(?!\.uploaded_file_manager)")
    assert not [path for path in modules() if private.search(path.read_text(encoding="utf-8"))]
