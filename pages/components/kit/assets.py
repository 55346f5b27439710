"""Registers the live components, and sends what they are made of once for each page.

A component is one ``.js`` file that exports a renderer and one ``.css`` file in the folder of its
feature; its name is the file's, and no two folders hold the same one. A script too long to read at
once is told in parts: those in the folder of its name come before it, in one scope with it.
Streamlit sends a component's inline script and style again with everything it shows (custom
components v2), which is more than all its data. So the scripts and styles of all of them go into
one component that shows nothing, the *library*; what is registered by name only asks the library
for its part. What only people read, comments and indentation, is left out.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_COMPONENTS = Path(__file__).parents[1]
_BASE = "base"
_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_EXPORT = "export default function"
_ROOT = '<div class="root {name}"></div>'
_PART = """
const live = (globalThis.edaLive ??= {{}});
live.ready ??= new Promise((found) => (live.found = found));
export default async (component) => (await live.ready, live.render("{name}", component));
"""
_LIBRARY_KEY = "assets-library"


def register(name: str) -> ComponentRenderer:
    """The renderer of the component whose files are ``<name>.js`` and ``<name>.css``.

    Call it once per name, at import. Raises ``FileNotFoundError`` when a file is missing.
    """
    for kind in ("js", "css"):
        _path(name, kind)
    return st.components.v2.component(
        f"eda_live.{name}", html=_ROOT.format(name=name), js=_PART.format(name=name)
    )


def show_library() -> None:
    """Send the scripts and styles of all components; call it once in every run of a page."""
    _library()(key=_LIBRARY_KEY)


@cache
def _library() -> ComponentRenderer:
    return st.components.v2.component("eda_live.library", html="<i></i>", js=library_script())


def library_script() -> str:
    """One script that holds every component, each in a scope of its own around the shared base."""
    names = sorted({path.stem for path in _COMPONENTS.glob("*/*.js")} - {_BASE})
    parts = "\n".join(f"{json.dumps(name)}: (() => {{\n{_part(name)}\n}})()," for name in names)
    styles = {name: _source(name, "css") for name in names}
    return "\n".join(
        (
            _source(_BASE, "js"),
            f"const PARTS = {{\n{parts}\n}};",
            f"const BASE_STYLE = {json.dumps(_source(_BASE, 'css'))};",
            f"const STYLES = {json.dumps(styles)};",
            _source("library", "mjs"),
        )
    )


def _part(name: str) -> str:
    """A component's script, with its parts, as the body of a function that answers its renderer."""
    parts = sorted(_COMPONENTS.glob(f"*/{name}/*.js"))
    script = "\n".join(_read(path) for path in (*parts, _path(name, "js")))
    if script.count(_EXPORT) != 1:
        raise ValueError(f"{name}.js must have one `{_EXPORT}`.")
    return f"{script.replace(_EXPORT, 'const render = function')}\nreturn render;"


def _path(name: str, kind: str) -> Path:
    found = next(_COMPONENTS.glob(f"*/{name}.{kind}"), None)
    if found is None:
        raise FileNotFoundError(f"There is no {name}.{kind} in a folder of {_COMPONENTS}.")
    return found


def _source(name: str, kind: str) -> str:
    return _read(_path(name, kind))


def _read(path: Path) -> str:
    return _without_comments(path.read_text(encoding="utf-8"))


class Encoded(str):
    """Data of a component as the text it is sent as, so that viewers can share it."""

    __slots__ = ()


def encoded(data: Mapping[str, Any] | Encoded) -> Encoded:
    """This data as text."""
    if isinstance(data, Encoded):
        return data
    return Encoded(json.dumps(data, separators=(",", ":")))


def mount(
    renderer: ComponentRenderer,
    data: Mapping[str, Any],
    key: str,
    on_pick: Callable[[], None] | None = None,
    **callbacks: Callable[[], None],
) -> Any:
    """Show the component under ``key`` and return what was picked in it in this run, or None.

    ``on_pick`` runs before the page or fragment does; it can ask ``picked(key)``. ``callbacks``
    are those of other triggers, named ``on_<trigger>_change``.
    """
    on_pick = on_pick or _no_callback
    return mount_all(renderer, data, key, on_pick_change=on_pick, **callbacks).pick


def mount_all(
    renderer: ComponentRenderer,
    data: Mapping[str, Any] | Encoded,
    key: str,
    **callbacks: Callable[[], None],
) -> Any:
    """Show the component under ``key`` and return what was triggered in it in this run.

    Each trigger that has a callback is an attribute of the answer, None where nothing was.
    """
    # As one text: Streamlit would look at every value of a dict, whether it is a table.
    return renderer(key=key, data={"text": encoded(data)}, **callbacks)


def picked(key: str, trigger: str = "pick") -> Any:
    """What was just triggered in the component under ``key``; for use in a callback of it."""
    state = st.session_state.get(key)
    return None if state is None else state.get(trigger)


def _without_comments(source: str) -> str:
    code = _BLOCK_COMMENT.sub("", source)
    lines = (line.strip() for line in code.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _no_callback() -> None:
    """Streamlit keeps a component's trigger only if some callback is registered for it."""
