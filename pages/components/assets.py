"""Registers the live components: the script and style beside each module, with the shared base.

A component is one ``.js`` file that exports a renderer and one ``.css`` file; both are read once,
when the module is imported, and joined with ``base.js`` and ``base.css``. Streamlit sends the
inline script again with every refresh (custom components v2), so what only people read, comments
and indentation, is left out.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent
_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ROOT = '<div class="root {name}"></div>'


def register(name: str) -> ComponentRenderer:
    """The renderer of the component whose files are ``<name>.js`` and ``<name>.css`` here.

    Call it once per name, at import. Raises ``FileNotFoundError`` when a file is missing.
    """
    return st.components.v2.component(
        f"eda_live.{name}",
        html=_ROOT.format(name=name),
        css=_joined(name, "css"),
        js=_joined(name, "js"),
    )


def mount(
    renderer: ComponentRenderer,
    data: dict[str, Any],
    key: str,
    on_pick: Callable[[], None] | None = None,
    **callbacks: Callable[[], None],
) -> Any:
    """Show the component under ``key`` and return what was picked in it in this run, or None.

    ``on_pick`` runs before the page or fragment does; it can ask ``picked(key)``. ``callbacks``
    are those of other triggers, named ``on_<trigger>_change``.
    """
    result = renderer(key=key, data=data, on_pick_change=on_pick or _no_callback, **callbacks)
    return result.pick


def picked(key: str) -> Any:
    """What was just picked in the component under ``key``; for use in its ``on_pick``."""
    state = st.session_state.get(key)
    return None if state is None else state.get("pick")


def _joined(name: str, kind: str) -> str:
    parts = [(_HERE / f"{part}.{kind}").read_text(encoding="utf-8") for part in ("base", name)]
    return _without_comments("\n".join(parts))


def _without_comments(source: str) -> str:
    code = _BLOCK_COMMENT.sub("", source)
    lines = (line.strip() for line in code.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _no_callback() -> None:
    """Streamlit keeps a component's trigger only if some callback is registered for it."""
