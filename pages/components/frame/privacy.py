"""What onlookers may read of an account: masked, unless this session was told to show it.

The simulator has no account of anybody's; a deployed stack has, and so may an imported log.
"""

from collections.abc import Callable
from typing import Final

from eda_core.domain.events import AnyRecord
from eda_core.domain.masking import screened_record, screened_text, without_secrets
from eda_core.domain.settings import WorldKind
from pages.components.frame import session
from pages.components.kit import fields
from pages.components.kit.param import Param

_SHOWN: Final = Param("privacy.switch", usual=False)


def show_switch() -> None:
    """Show the switch; it is for this session only."""
    fields.switch(
        _SHOWN,
        "Show account ids and addresses",
        help="Else they are masked on all pages and in exports. Keys are never shown.",
    )


def is_lifted() -> bool:
    """Return whether this session was told to show them."""
    return _SHOWN.get()


def screen() -> Callable[[str], str]:
    """Return what takes a text to what may be shown of it, in the world in use."""
    if session.settings().world is WorldKind.SIMULATOR:
        return _as_it_is
    return without_secrets if is_lifted() else screened_text


def screen_record() -> Callable[[AnyRecord], AnyRecord]:
    """Return what takes a record of the log to what may be shown of it, in the world in use."""
    is_open = session.settings().world is WorldKind.SIMULATOR or is_lifted()
    return _same_record if is_open else screened_record


def _as_it_is(text: str) -> str:
    return text


def _same_record(record: AnyRecord) -> AnyRecord:
    return record
