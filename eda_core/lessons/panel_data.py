"""A lesson as its panel shows it: what is behind, the open step and what it lacks, the rest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from eda_core.domain.orders import label_of
from eda_core.domain.settings import BusKind
from eda_core.lessons.course import Course
from eda_core.lessons.lesson import PAGES, Lesson, LessonStep, lessons
from eda_core.lessons.progress import StepDone
from eda_core.lessons.step_remedy import remedy_for
from eda_core.presentation.order.looks import AnswerData, answer_of
from eda_core.read_model.order_status import Fate
from eda_core.scenarios.observing import ExpectedLine, Judgement, fate_of, time_words
from eda_core.stack.bus_words import BUS_WORDS

Words = list[tuple[str, str]]
"""Words in a row, each with how they are set: plain, ``b`` for strong, ``kbd``, ``i``."""


class PointData(TypedDict):
    """One thing that is expected: ``state`` is ``met``, ``missing``, ``open`` or ``untold``."""

    label: str
    state: str
    time: str


class MissingData(TypedDict):
    """What did not come, why, and the one button that helps, where there is one."""

    lead: str
    words: str
    button: str
    then: str


class GuessData(TypedDict):
    """What is asked before the run; ``mine`` and ``log`` are fates, empty while not known.

    ``note`` says how the audience is asked, or how many of it have voted.
    """

    words: str
    answers: list[AnswerData]
    mine: str
    log: str
    order: str
    note: str


class StepData(TypedDict):
    """One step; only the open one has ``say``, ``do`` and ``lines``."""

    number: int
    title: str
    state: str
    note: str
    say: Words
    do: Words
    lines: list[PointData]
    guess: GuessData | None
    missing: MissingData | None
    button: str
    page: str


class LessonData(TypedDict):
    """The component ``lesson``.

    ``next`` is the lesson after this one: its name and what is said of it.
    ``orders`` are the labels of those that it tells of: their dots arrive first.
    ``guesses`` are what this session answered, by the place of the step; its tab keeps them under
    ``draft``, for a page that is loaded anew is another session.
    """

    place: str
    title: str
    about: str
    done: str
    steps: list[StepData]
    next: list[str]
    plays: bool
    orders: list[str]
    guesses: dict[str, str]
    draft: str


class LessonStripData(TypedDict):
    """The component ``lesson_strip``: the open ``step`` for a hall, and the one ``before`` it.

    Where all is done there is no step. ``orders``, ``guesses`` and ``draft`` are as in the panel.
    """

    place: str
    title: str
    step: StepData | None
    before: StepData | None
    orders: list[str]
    guesses: dict[str, str]
    draft: str


Guesses = Mapping[int, Fate]
"""What this session answered, by step."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """What the session that looks adds: its ``guesses``, what the open step is to say of its
    audience (``note``), the file of the ``page`` beside the lesson, and the name of the ``room``.
    """

    guesses: Guesses
    note: str = ""
    page: str = ""
    room: str = ""

    def own_guesses(self) -> dict[str, str]:
        """Return its answers as a component has them."""
        return {str(step): fate.lower() for step, fate in self.guesses.items()}


def lesson_panel(course: Course, viewer: Viewer, *, plays: bool) -> LessonData:
    """Return what the panel shows; ``plays`` says whether a button may do what a step says."""
    lesson, progress = course.lesson, course.progress
    behind = sum(not done.skipped for done in progress.done)
    return {
        "place": f"Lesson {lesson.number} of {len(lessons())}",
        "title": lesson.title,
        "about": lesson.about,
        "done": f"{behind} of {len(lesson.steps)} done",
        "steps": [_step(course, at, viewer) for at in range(len(lesson.steps))],
        "next": _next(lesson),
        "plays": plays,
        "orders": list(_told_of(course)),
        "guesses": viewer.own_guesses(),
        "draft": f"{viewer.room}/{lesson.name}",
    }


def _next(lesson: Lesson) -> list[str]:
    """Return the name and the title of the lesson after this one, and its bus if that is another;
    nothing after the last.
    """
    after = next((each for each in lessons() if each.number == lesson.number + 1), None)
    if after is None:
        return []
    return [after.name, f"{after.title}{_other_bus(after, lesson.bus)}"]


def lesson_strip(course: Course, viewer: Viewer) -> LessonStripData:
    """Return what a stage shows of a lesson."""
    lesson, at = course.lesson, course.progress.open_step
    steps = [_step(course, each, viewer) for each in _beside(at, lesson)]
    count = len(lesson.steps)
    step = f"step {at + 1} of {count}" if course.open_step else f"{count} of {count} done"
    return {
        "place": f"Lesson {lesson.number} · {step}",
        "title": lesson.title,
        "step": steps.pop() if course.open_step else None,
        "before": steps.pop() if steps else None,
        "orders": list(_told_of(course)),
        "guesses": viewer.own_guesses(),
        "draft": f"{viewer.room}/{lesson.name}",
    }


def _beside(at: int, lesson: Lesson) -> range:
    """Return the places of a step and of the one before it."""
    return range(max(0, at - 1), min(at + 1, len(lesson.steps)))


def _told_of(course: Course) -> Iterator[str]:
    orders = [judgement.order for judgement in course.judgements]
    orders += [done.order for done in course.progress.done[-1:]]
    yield from dict.fromkeys(label_of(order) for order in orders if order is not None)


def _step(course: Course, at: int, viewer: Viewer) -> StepData:
    progress, step = course.progress, course.lesson.steps[at]
    done = progress.done[at] if at < progress.open_step else None
    is_open = at == progress.open_step
    return {
        "number": at + 1,
        "title": step.title,
        "state": _state(done, is_open=is_open),
        "note": "" if done is None else done.words,
        "say": words_of_markdown(step.say) if is_open else [],
        "do": words_of_markdown(step.do) if is_open else [],
        "lines": list(_lines(course)) if is_open else [],
        "guess": _guess(course, at, viewer) if is_open or done is not None else None,
        "missing": _missing(course) if is_open else None,
        "button": step.button if is_open else "",
        "page": _page_to_go_to(step, viewer) if is_open else "",
    }


def _page_to_go_to(step: LessonStep, viewer: Viewer) -> str:
    """Return the name of the page a step sends to, unless it is the one that is open."""
    wanted = step.points.page
    return "" if PAGES.get(wanted) == viewer.page else wanted


def _state(done: StepDone | None, *, is_open: bool) -> str:
    if done is not None:
        return "skipped" if done.skipped else "done"
    return "open" if is_open else "later"


def _lines(course: Course) -> Iterator[PointData]:
    lacks = course.lacks
    for judgement in course.judgements:
        for line in judgement.lines:
            is_missing = lacks is not None and lacks[0] is judgement and not line.met
            time = "" if line.at_ms is None else time_words(line.at_ms)
            yield {"label": line.label, "state": _line_state(line, is_missing), "time": time}


def _line_state(line: ExpectedLine, is_missing: bool) -> str:
    if line.met:
        return "met" if line.is_reported else "untold"
    return "missing" if is_missing else "open"


def _missing(course: Course) -> MissingData | None:
    """Return what is missing by name, and why, with what helps."""
    lacks = course.lacks
    if lacks is None:
        return None
    judgement, line = lacks
    remedy = remedy_for(course, judgement)
    of = "" if judgement.order is None else f" of order {label_of(judgement.order)}"
    why = "" if remedy is None else f" {remedy.why}"
    step = course.open_step
    again = step.points.key if step is not None and remedy is not None else ""
    return {
        "lead": f"Missing: {line.label}{of}.",
        "words": f"{_shortened(line, judgement)}{why}",
        "button": "" if remedy is None else remedy.button,
        "then": again,
    }


def _shortened(line: ExpectedLine, judgement: Judgement) -> str:
    """Return the sentence without the order's name, which stands in the lead."""
    _, found, why = line.sentence.partition(". ")
    return why if found and judgement.order is not None else line.sentence


def _guess(course: Course, at: int, viewer: Viewer) -> GuessData | None:
    step = course.lesson.steps[at]
    if step.ask is None:
        return None
    counts = course.progress.guesses.get(at, {})
    done = course.progress.done[at] if at < course.progress.open_step else None
    order = None if done is None else done.order
    return {
        "words": step.ask.words,
        "answers": [answer_of(fate, counts.get(fate.lower(), 0)) for fate in step.ask.answers],
        "mine": viewer.guesses[at].lower() if at in viewer.guesses else "",
        "log": "" if done is None else _fate_then(course, done),
        "order": "" if order is None else label_of(order),
        "note": viewer.note if done is None else "",
    }


def _fate_then(course: Course, done: StepDone) -> str:
    """Return how the order stood that closed a step, as far as that was kept or is to be seen."""
    if done.fate is not None or done.order is None:
        return "" if done.fate is None else done.fate.lower()
    view = course.observed.reading.order(done.order)
    return "" if view is None else fate_of(view, course.observed.now_ms).lower()


_MARKS: Final = re.compile(r"\*\*(?P<b>[^*]+)\*\*|`(?P<kbd>[^`]+)`|\*(?P<i>[^*]+)\*")


def words_of_markdown(text: str) -> Words:
    """Return a line of Markdown as words: strong, code as keys, emphasis; all else is plain."""
    found: Words = []
    end = 0
    for mark in _MARKS.finditer(text):
        found.append((text[end : mark.start()], ""))
        found.append((mark[mark.lastgroup or 0], mark.lastgroup or ""))
        end = mark.end()
    return [(words, kind) for words, kind in [*found, (text[end:], "")] if words]


def menu_lines(progress: Mapping[str, int]) -> Sequence[tuple[Lesson, str]]:
    """Return each lesson with how far it has come, in words; ``progress`` are steps by name."""
    return [(lesson, _how_far(lesson, progress.get(lesson.name))) for lesson in lessons()]


def _how_far(lesson: Lesson, steps: int | None) -> str:
    if not steps:
        return f"{len(lesson.steps)} steps{_other_bus(lesson, BusKind.CLASSIC)}"
    return "done" if steps >= len(lesson.steps) else f"{steps} of {len(lesson.steps)}"


def _other_bus(lesson: Lesson, usual: BusKind) -> str:
    return "" if lesson.bus is usual else f", on the {BUS_WORDS[lesson.bus].name}"
