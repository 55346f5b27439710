"""A JSON text to write in: the place of a fault is marked while one types."""

from collections.abc import Callable
from typing import Any

from pages.components.kit import assets

_RENDER = assets.register("json_editor")


def show(data: dict[str, Any], key: str, on_pick: Callable[[], None] | None = None) -> str | None:
    """Show the editor and return the text if it was changed just now.

    ``data`` has ``label``, ``text``, ``revision`` (the browser keeps what is typed until this
    changes), ``problem`` (a sentence, or empty), ``place`` in words, and optionally ``span`` (the
    characters to mark), ``readonly``, ``caption`` and ``hint`` (words in an empty field).
    """
    picked = assets.mount(_RENDER, data, key, on_pick)
    return None if picked is None else str(picked)
