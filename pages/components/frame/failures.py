"""The edge where errors become sentences: a page may fail in part, never go blank."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from eda_core.domain.errors import BackendError, EdaError
from eda_core.presentation.wording import as_markdown
from pages.components.kit import action

_LOG = logging.getLogger(__name__)


def show(fault: EdaError) -> None:
    """Show an error as a sentence, with the remedy to copy where it has one."""
    st.error(as_markdown(str(fault)))
    if isinstance(fault, BackendError):
        action.show_remedy(fault.remedy)


@contextmanager
def shown() -> Iterator[None]:
    """Show an error that comes out of this block in its place, as a sentence."""
    try:
        yield
    except EdaError as fault:
        show(fault)
    except Exception:  # noqa: BLE001 - the one broad edge: the rest of the page must go on
        _LOG.exception("A part of the page failed")
        st.error("This part of the page failed. The server's log says where; try a reload.")
