"""Makes a recording by doing: what is in view is marked as an act, and all is kept in the end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import InvalidRecording
from eda_core.recordings import (
    Act,
    SpeakerNote,
    keep_recording,
    recording_of,
    recordings_folder,
)
from pages.components.frame import selection, session
from pages.components.kit import param
from pages.components.kit.memo import Memo
from pages.components.recording import walk

_NAME: Final = re.compile(r"[a-z][a-z-]{0,39}")
_NOT_SHOWN: Final = frozenset((*walk.KEPT, "at", "act", "presenter"))
PAGES: Final = frozenset(("live", "orders", "payment_service", "rules", "event_log", "what_if"))
MOST_ACTS: Final = 200


@dataclass(frozen=True, slots=True)
class MarkedActs:
    """The acts marked so far; begun at ``clock_ms`` outside and ``world_ms`` in the world (epoch
    milliseconds).
    """

    clock_ms: int
    world_ms: int
    acts: tuple[Act, ...] = ()


_MARKS: Final = Memo[MarkedActs]("recording.marks")


def marks(connection: Connection) -> MarkedActs | None:
    """Return what has been marked of this world; None where no recording is being made of it."""
    return _MARKS.of(connection.settings)


def start(connection: Connection) -> None:
    """Begin a recording of this world."""
    _MARKS.keep(MarkedActs(connection.clock(), connection.now_ms()), connection.settings)


def discard() -> None:
    """End the recording that is being made, and keep nothing of it."""
    _MARKS.forget()


def mark(connection: Connection, name: str = "", notes: tuple[SpeakerNote, ...] = ()) -> None:
    """Mark what is in view as an act: its part of the log began where the act before ended."""
    known = marks(connection)
    if known is None or len(known.acts) >= MOST_ACTS:
        return
    from_ms = known.acts[-1].until_ms if known.acts else known.world_ms
    until_ms = selection.moment() or connection.now_ms()
    page = param.page() if param.page() in PAGES else "live"
    act = Act(
        name=name.strip()[:80] or f"Act {len(known.acts) + 1}",
        from_ms=min(from_ms, until_ms),
        until_ms=until_ms,
        page=page,
        show=picture() if page == param.page() else {},
        notes=notes,
        planned_s=max(0, connection.clock() - known.clock_ms) // 1000,
    )
    _MARKS.keep(replace(known, acts=(*known.acts, act)), connection.settings)


def picture() -> Mapping[str, str]:
    """Return what the address says of what is in view, the moment and the world apart."""
    return {
        name: text
        for name, text in param.address().items()
        if name not in _NOT_SHOWN and _NAME.fullmatch(name) and len(text) <= 500
    }


def stop(connection: Connection, name: str) -> None:
    """Keep the recording under this name; it stands ready from then on.

    Raises `InvalidRecording` for a name that cannot be or is taken, `BackendError` where the world
    cannot be read.
    """
    if not (known := marks(connection)):
        return
    if (data := session.settings().data) is None:
        raise InvalidRecording("Recordings need a folder; set EDA_DATA to one.")
    if not known.acts:
        mark(connection, "All of it")
        known = marks(connection) or known
    title, times = name.replace("-", " ").capitalize(), (connection.now_ms(), connection.clock())
    origin, acts = connection.settings.world.value, _planned(known.acts)
    recording = recording_of(connection.model, title, acts, times, origin)
    keep_recording(recordings_folder(data), name, recording)
    discard()
    walk.stand_ready(name)


def _planned(acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """Return the acts with the time at which each began: when the one before was marked."""
    begun = (0, *(act.planned_s for act in acts))
    return tuple(replace(act, planned_s=at) for act, at in zip(acts, begun, strict=False))
