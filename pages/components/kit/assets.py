"""Shows the live components, and sends what they are made of once for each page.

A component is a script with a default export, its renderer, in the folder of its feature, and the
style beside it; its name is the file's, and no two folders hold the same one. Streamlit sends a
component's inline script and style again with everything it shows (custom components v2), which is
more than all its data. So the scripts and styles of all of them go into one component that shows
nothing, the *library*; what is shown by name only asks the library for its part.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache, partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pages.components.kit import picks
from pages.components.kit.modules import read_modules, with_imports
from pages.components.kit.whole import touch, whole

COMPONENTS = Path(__file__).parents[1]
_LIBRARY = "kit/library.js"
_BASE_STYLE = "base"
_ROOT = '<div class="root {name}"></div>'
_PART = """
const live = (globalThis.edaLive ??= {{}});
live.ready ??= new Promise((found) => (live.found = found));
export default async (component) => (await live.ready, live.render("{name}", component));
"""
_LIBRARY_KEY = "assets-library"


def show_library() -> None:
    """Send the scripts and styles of all components; call it once in every run of a page."""
    _library()(key=_LIBRARY_KEY)


@cache
def _library() -> ComponentRenderer:
    return st.components.v2.component("eda_live.library", html="<i></i>", js=library_script())


def library_script() -> str:
    """Return the script that opens the library: all other modules and the styles are its data."""
    text = json.dumps(library(), separators=(",", ":"))
    version = sha256(text.encode()).hexdigest()[:16]
    return f'{opening_script()}\nawait provideLibrary({{ version: "{version}", ...{text} }});\n'


def opening_script() -> str:
    """Return the script that makes components of what `library` returns."""
    return (COMPONENTS / _LIBRARY).read_text("utf-8")


def library(names: Sequence[str] = ()) -> dict[str, Any]:
    """Return the modules of these components, or of all, and their styles, as JSON."""
    modules = [each for each in read_modules(COMPONENTS) if each.name != _LIBRARY]
    if names:
        modules = with_imports(modules, names)
    stems = {PurePosixPath(each.name).stem for each in modules}
    styles = {path.stem: path.read_text("utf-8") for path in _styles()}
    base = styles.pop(_BASE_STYLE)
    kept = {name: style for name, style in styles.items() if name in stems}
    return {"modules": [asdict(each) for each in modules], "base": base, "styles": kept}


def _styles() -> list[Path]:
    """Return the style sheets that belong to a script; the others are for the page around
    components.
    """
    paths = sorted(COMPONENTS.glob("*/*.css"))
    return [path for path in paths if path.with_suffix(".js").exists()]


class Encoded(str):
    """Data of a component as the text it is sent as, so that viewers can share it."""

    __slots__ = ()


def encoded(data: Mapping[str, Any] | Encoded) -> Encoded:
    """This data as text."""
    if isinstance(data, Encoded):
        return data
    return Encoded(json.dumps(data, separators=(",", ":")))


def mount(
    name: str,
    data: Mapping[str, Any] | Encoded,
    key: str,
    on_pick: Callable[[Any], None] | None = None,
    actions: picks.Actions | None = None,
) -> Mapping[str, Any]:
    """Show the component whose script is ``<name>.js`` and return what was picked in it for this
    run: values, by the names they were picked under, of which most are ``pick``.

    ``on_pick`` is given what was, and ``actions`` what was picked under other names, each once and
    before the page or fragment runs. What ``data`` holds is the `TypedDict` of the component in
    ``eda_core.presentation``. Raises ``FileNotFoundError`` where there is no such script.
    """
    actions = {**(actions or {}), **({"pick": on_pick} if on_pick else {})}
    heard = picks.heard(key)
    # As bytes: Streamlit would look at every value of a dict, whether it is a table, and write a
    # text as JSON twice, once to send it and once for the identity, which the key decides anyway.
    sent = f"[{json.dumps([heard.window, heard.last])},{encoded(data)}]".encode()
    shown = _renderer(name)(key=key, data=sent, on_picks_change=partial(_hear, key, actions))
    return picks.picked(key, shown[picks.TRIGGER])


def _hear(key: str, actions: picks.Actions) -> None:
    """Do what was just picked in the component under ``key``."""
    with whole():
        state = touch(st.session_state.get, key) or {}
        picks.do_new(key, state.get(picks.TRIGGER), actions)


@cache
def _renderer(name: str) -> ComponentRenderer:
    if not any(COMPONENTS.glob(f"*/{name}.js")):
        raise FileNotFoundError(f"There is no {name}.js in a folder of {COMPONENTS}.")
    return st.components.v2.component(
        f"eda_live.{name}", html=_ROOT.format(name=name), js=_PART.format(name=name)
    )
