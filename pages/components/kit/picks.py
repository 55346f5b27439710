"""What is picked in components: nothing of it is lost, and each pick is done once.

Streamlit (1.67) keeps one value of a component for its next run. Of two picks that come while a run
is under way the newer stays, whatever triggered them; and a refresh that is sent while a pick is
on its way brings it a second time. So a browser numbers its picks, and sends those along that were
not heard yet; what a component is shown says which were heard (``picks.js``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pages.components.kit.action import note_change
from pages.components.kit.memo import kept

TRIGGER: Final = "picks"
"""What every component triggers: its window, and of each pick the number, the name and a value."""

Actions = Mapping[str, Callable[[Any], None]]
"""What to do with what is picked, by the name it is picked under."""

_HEARD: Final = "picks:heard"
_LONGEST: Final = 40
"""Letters of the name of a window, which it chose."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The number of the ``last`` pick of a ``window`` that was heard, and of the last one
    ``before`` this run.
    """

    window: str = ""
    last: int = 0
    before: int = 0


_NOTHING: Final = Heard()


def heard(key: str) -> Heard:
    """Return what was heard of the component under ``key``."""
    known: Heard = kept().get(_HEARD, {}).get(key, _NOTHING)
    return known


def do_new(key: str, sent: Any, actions: Actions) -> None:
    """Do what was picked in the component under ``key`` and was not heard yet.

    ``sent`` is what it triggered; a browser may send anything. What fails was heard, too.
    """
    window, picks = _read(sent)
    known = heard(key)
    before = known.last if known.window == window else 0
    _note(key, Heard(window, before, before))
    for number, name, value in picks:
        if number > heard(key).last:
            note_change()
            _note(key, Heard(window, number, before))
            if name in actions:
                actions[name](value)


def picked(key: str, sent: Any) -> dict[str, Any]:
    """Return what came with this run and with none before it, by the names it was picked under."""
    if sent is None:
        return {}
    window, picks = _read(sent)
    known = heard(key)
    is_known = known.window == window
    return {name: value for number, name, value in picks if is_known and number > known.before}


def _read(sent: Any) -> tuple[str, list[tuple[int, str, Any]]]:
    """Return the window and its picks, without what is none."""
    if not isinstance(sent, dict) or not isinstance(sent.get("picks"), list):
        return "", []
    return str(sent.get("window"))[:_LONGEST], [
        tuple(each) for each in sent["picks"] if _is_pick(each)
    ]


def _is_pick(each: Any) -> bool:
    if not isinstance(each, list) or len(each) != 3:
        return False
    return type(each[0]) is int and isinstance(each[1], str)


def _note(key: str, what: Heard) -> None:
    kept().setdefault(_HEARD, {})[key] = what
