"""How far a room has come in its lessons, kept beside the room: all who are in it see the same.

It may be lost at any time, and is believed only as far as it can be read.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock
from typing import Any, Final

from eda_core.domain.orders import OrderId, label_of, order_from_label
from eda_core.read_model.order_status import Fate

MOST_BYTES: Final = 256 * 1024
MOST_LESSONS: Final = 50


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step that is behind: the order that closed it, if one did, when (epoch milliseconds), what
    was said, and whether it was skipped.

    ``fate`` is that of the order then: what came later is another step's. ``known`` is how much
    was reported of it then; None where that was not kept.
    """

    order: OrderId | None
    at_ms: int
    words: str = ""
    skipped: bool = False
    fate: Fate | None = None
    known: int | None = None


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far one lesson has come: the steps behind it, since when the open one counts (epoch
    milliseconds), and the guesses of all by step.
    """

    since_ms: int
    done: tuple[StepDone, ...] = ()
    guesses: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    @property
    def open_step(self) -> int:
        """The step that is open, from 0."""
        return len(self.done)

    def closed(self, step: StepDone, since_ms: int) -> "LessonProgress":
        """Return it with the open step behind."""
        return replace(self, done=(*self.done, step), since_ms=since_ms)

    def guessed(self, step: int, fates: Iterable[Fate]) -> "LessonProgress":
        """Return it with these guesses more."""
        counts = Counter(self.guesses.get(step, {}))
        counts.update(fate.lower() for fate in fates)
        return replace(self, guesses={**self.guesses, step: dict(counts)})


class Notebook:
    """The progress of all lessons of one room; safe for threads. Without a file it is in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.lock = RLock()
        self._kept: dict[str, LessonProgress] = {} if path is None else _read(path)

    def of(self, lesson: str) -> LessonProgress | None:
        """Return how far a lesson has come; None where it was not begun."""
        with self.lock:
            return self._kept.get(lesson)

    def keep(self, lesson: str, progress: LessonProgress) -> LessonProgress:
        """Keep how far a lesson has come; return it."""
        with self.lock:
            self._kept[lesson] = progress
            while len(self._kept) > MOST_LESSONS:
                del self._kept[next(iter(self._kept))]
            self._write()
            return progress

    def forget(self, lesson: str) -> None:
        """Forget how far a lesson has come, so that it begins again."""
        with self.lock:
            self._kept.pop(lesson, None)
            self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        text = json.dumps({name: _to_json(kept) for name, kept in self._kept.items()})
        part = self._path.with_name(f"{self._path.name}.part")
        with suppress(OSError):  # it may be lost, and the lesson goes on
            part.write_text(text, encoding="utf-8")
            part.replace(self._path)


def _read(path: Path) -> dict[str, LessonProgress]:
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        if path.stat().st_size <= MOST_BYTES:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return {str(name): _from_json(each) for name, each in kept.items()}
    return {}


def _to_json(progress: LessonProgress) -> Any:
    done = [_step_to_json(step) for step in progress.done]
    return {"since_ms": progress.since_ms, "done": done, "guesses": progress.guesses}


def _step_to_json(step: StepDone) -> Any:
    order = None if step.order is None else label_of(step.order)
    return [order, step.at_ms, step.words, step.skipped, step.fate, step.known]


def _from_json(kept: Any) -> LessonProgress:
    done = tuple(_step_from_json(*each) for each in kept["done"])
    guesses = {
        int(step): {str(fate): int(count) for fate, count in counts.items()}
        for step, counts in kept["guesses"].items()
    }
    return LessonProgress(int(kept["since_ms"]), done, guesses)


def _step_from_json(
    label: str | None, at_ms: Any, words: Any, skipped: Any, fate: Any = None, known: Any = None
) -> StepDone:
    """Return a step that is behind; those kept by older versions do not say how the order stood."""
    order = None if label is None else order_from_label(label)
    then = None if fate is None else Fate(fate)
    much = None if known is None else int(known)
    return StepDone(order, int(at_ms), str(words), bool(skipped), then, much)
