"""The bar of a recording: that it is one, which act is shown, and which comes next."""

from collections.abc import Sequence
from typing import Final, TypedDict

from eda_core.domain.durations import duration_text
from eda_core.presentation.wording import counted, date_text
from eda_core.recordings import Act, Head

ONCE: Final = "once"
LOOP: Final = "loop"
AUTO: Final = ("", ONCE, LOOP)
"""How acts come: by hand, one after the other, and that over and over."""

_AUTO_WORDS: Final = {"": "By hand", ONCE: "By itself", LOOP: "In a loop"}


class ActsBarData(TypedDict):
    """The component ``acts_bar``.

    ``recording`` says that the world shown is a recording; it is empty for any other. ``act``
    counts from 1, and is 0 while none is shown; ``name`` and ``next`` are those of this act and of
    the one to come. ``ready`` names the recording that stands in for a live world. ``marked`` is
    how many acts have been marked of the recording that is being made, None while there is none.
    ``driven`` says who drives this window, if it is driven.
    """

    recording: str
    about: str
    acts: int
    act: int
    name: str
    next: str
    auto: str
    auto_words: str
    ready: str
    marked: int | None
    driven: str


def acts_bar(
    head: Head | None,
    act: int,
    auto: str,
    ready: str,
    marked: int | None,
    driven: str = "",
) -> ActsBarData:
    """Return what the bar shows of this recording, or of a live world without a head."""
    acts = () if head is None else head.acts
    return {
        "recording": "" if head is None else head.title,
        "about": "" if head is None else about(head),
        "acts": len(acts),
        "act": act,
        "name": name_of(acts, act),
        "next": name_of(acts, act + 1),
        "auto": auto,
        "auto_words": _AUTO_WORDS[auto],
        "ready": ready,
        "marked": marked,
        "driven": driven,
    }


def name_of(acts: Sequence[Act], act: int) -> str:
    """Return the name of an act, counted from 1; empty where there is none."""
    return acts[act - 1].name if 0 < act <= len(acts) else ""


def about(head: Head) -> str:
    """``AWS eu-west-1, recorded 1 Jan 2026, 12:00:00 UTC, 20 acts``."""
    acts = counted(len(head.acts), "act", "acts")
    return f"{head.world}, recorded {date_text(head.recorded_ms)} UTC, {acts}"


def marking_words(began_ms: int, now_ms: int, acts: int) -> str:
    """``Recording for 42 s, 3 acts so far``."""
    so_far = counted(acts, "act", "acts")
    return f"Recording for {duration_text(max(0, now_ms - began_ms))}, {so_far} so far."


def next_auto(auto: str) -> str:
    """Return the way acts come after this one, when it is changed by its key."""
    return AUTO[(AUTO.index(auto) + 1) % len(AUTO)]
