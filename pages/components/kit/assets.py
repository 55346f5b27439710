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
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from pages.components.kit.modules import read_modules, with_imports

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
    on_pick: Callable[[], None] | None = None,
    **callbacks: Callable[[], None],
) -> Any:
    """Show the component whose script is ``<name>.js`` and return what it triggered in this run.

    Each trigger that has a callback is an attribute of the answer, ``pick`` always; it is None
    where nothing was triggered. ``on_pick`` and the callbacks of other triggers, named
    ``on_<trigger>_change``, run before the page or fragment does; they can ask
    ``picked(key, trigger)``. What ``data`` holds is the `TypedDict` of the component in
    ``eda_core.presentation``. Raises ``FileNotFoundError`` where there is no such script.
    """
    callbacks["on_pick_change"] = on_pick or _no_callback
    # As bytes: Streamlit would look at every value of a dict, whether it is a table, and write a
    # text as JSON twice, once to send it and once for the identity, which the key decides anyway.
    return _renderer(name)(key=key, data=encoded(data).encode(), **callbacks)


def picked(key: str, trigger: str = "pick") -> Any:
    """Return what was just triggered in the component under ``key``; for use in a callback
    of it.
    """
    state = st.session_state.get(key)
    return None if state is None else state.get(trigger)


@cache
def _renderer(name: str) -> ComponentRenderer:
    if not any(COMPONENTS.glob(f"*/{name}.js")):
        raise FileNotFoundError(f"There is no {name}.js in a folder of {COMPONENTS}.")
    return st.components.v2.component(
        f"eda_live.{name}", html=_ROOT.format(name=name), js=_PART.format(name=name)
    )


def _no_callback() -> None:
    """Streamlit keeps a component's trigger only if some callback is registered for it."""
