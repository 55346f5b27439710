"""What to do about a failure, shown: words as words, and only a command as one to copy."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from eda_core.presentation.remedy import remedy_parts
from eda_core.presentation.wording import as_markdown


def show(remedy: str, place: DeltaGenerator | None = None) -> None:
    """Show a remedy, where there is one; in the page, or in a place of it."""
    where = st if place is None else place
    words, command = remedy_parts(remedy)
    if words:
        where.caption(as_markdown(words))
    if command:
        where.code(command, language="bash", wrap_lines=True)
