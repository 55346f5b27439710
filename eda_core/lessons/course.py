"""A lesson as it goes in a world: which step is open, how it stands, and what closed the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from eda_core.domain.orders import OrderId, Outcome
from eda_core.lessons.lesson import Lesson, LessonStep
from eda_core.lessons.progress import LessonProgress, Notebook, StepDone
from eda_core.ports import Capabilities
from eda_core.presentation.wording import amount_text, clock_time, order_name
from eda_core.read_model import ReadModel
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.order_status import AS_IT_SHOULD, Fate
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.tables import Tables
from eda_core.scenarios.expectations import Ask, Subject, Which
from eda_core.scenarios.judging import judged_expectation
from eda_core.scenarios.observing import ExpectedLine, Judgement, Observed, fate_of
from eda_core.stack import demo_stack

MOST_LOOKED_AT: Final = 200
"""Orders since a step was opened that may close it, the newest."""

SETTLED_TIMES: Final = 3
"""After an order's end nothing is missing for so many times what is late: a second delivery comes
up to five seconds after the first, unless who armed it said more.
"""


@dataclass(frozen=True, slots=True)
class Course:
    """A lesson, how far it has come, and how the open step stands at ``now_ms`` of its world.

    ``judgements`` are those of the open step; there are none where all is done.
    """

    lesson: Lesson
    progress: LessonProgress
    judgements: tuple[Judgement, ...]
    observed: Observed

    @property
    def open_step(self) -> LessonStep | None:
        """The step that is open; None where the lesson is done."""
        steps = self.lesson.steps
        at = self.progress.open_step
        return steps[at] if at < len(steps) else None

    @property
    def lacks(self) -> tuple[Judgement, ExpectedLine] | None:
        """What did not come though it should have by now: of which, and the line that says it.

        Nothing is missing yet while an order is on its way as it should.
        """
        for judgement in self.judgements:
            line = judgement.lacks
            if line is not None and self._is_due(judgement):
                return judgement, line
        return None

    def _is_due(self, judgement: Judgement) -> bool:
        view = judgement.view
        if view is None:
            return bool(self.rules_off) or self._is_of_another(judgement.expectation.subject)
        if self._is_as_it_was(view):
            return False
        wanted = dict(judgement.expectation.asks).get(Ask.OUTCOME)
        if view.row.outcome is not Outcome.WAITING:
            is_another = wanted is not None and fate_of(view, self.observed.now_ms) is not wanted
            return is_another or self._has_settled(view)
        expected = view.expected_next(self.observed.now_ms)
        if expected.progress is OrderProgress.LATE and wanted is Fate.OVERDUE:
            return False
        return expected.progress not in AS_IT_SHOULD or expected.is_kept

    def _is_of_another(self, subject: Subject | None) -> bool:
        """Return whether orders came, and not the one meant; or none can be meant."""
        if subject is None:
            return False
        is_of_none = subject.which is Which.SAME and self.observed.same is None
        return is_of_none or bool(self.observed.orders)

    def _is_as_it_was(self, view: OrderView) -> bool:
        """Return whether nothing has happened to the order of the step before: what is asked of it
        now is yet to be done. Where the time is stopped nothing can, and that is to be said.
        """
        before = self.progress.done[-1:]
        is_same = any((view.row.order, _known(view)) == (s.order, s.known) for s in before)
        return is_same and not self._is_stopped

    @property
    def _is_stopped(self) -> bool:
        time = self.observed.instant.time
        return time is not None and time.paused

    def _has_settled(self, view: OrderView) -> bool:
        """Return whether what follows an ending would have come: a mail, an event once more, or
        what a subscriber reads again.
        """
        settles_ms = SETTLED_TIMES * self.observed.reading.stack.late_ms
        if self.observed.now_ms - view.row.last_ms < settles_ms:
            return False
        since_ms = self.observed.now_ms - settles_ms
        return self._is_stopped or not self._is_brought_again(view, since_ms)

    def _is_brought_again(self, view: OrderView, since_ms: int) -> bool:
        """Return whether a replay runs, or gave a target an event of this order since then that it
        has not answered yet.
        """
        bus = self.observed.instant.bus
        if bus is not None and any(each.replaying and each.running for each in bus.subscribers):
            return True
        given = (each.open_since.values() for each in view.deliveries.values())
        return max((at_ms for times in given for at_ms in times), default=since_ms) > since_ms

    @property
    def rules_off(self) -> Sequence[str]:
        """The rules of the demo that take nothing, though the step does not want them so."""
        stack, step = self.observed.reading.stack, self.open_step
        on = {rule.name for rule in stack.rules if rule.enabled}
        asks = [dict(each.asks).get(Ask.STACK) for each in (step.expect if step else ())]
        wanted = {name for ask in asks if ask is not None for name, _ in ask.rules}
        names = (rule.name for rule in demo_stack(stack.kind).rules)
        return [name for name in names if name not in on and name not in wanted]


def look(
    lesson: Lesson, notebook: Notebook, model: ReadModel, now_ms: int, capabilities: Capabilities
) -> Course:
    """Return how a lesson stands; what the log shows by now closes steps, one after the other."""
    with notebook.lock:
        progress = notebook.of(lesson.name)
        if progress is None or progress.since_ms > now_ms + 1:  # the world has begun again
            progress = notebook.keep(lesson.name, LessonProgress(now_ms))
        while progress.open_step < len(lesson.steps):
            step = lesson.steps[progress.open_step]
            observed = _observed(progress, model, now_ms, capabilities)
            judgements = tuple(judged_expectation(each, observed) for each in step.expect)
            if not all(judgement.met for judgement in judgements):
                return Course(lesson, progress, judgements, observed)
            progress = notebook.keep(lesson.name, _after(progress, judgements, observed))
        return Course(lesson, progress, (), _observed(progress, model, now_ms, capabilities))


def _observed(
    progress: LessonProgress, model: ReadModel, now_ms: int, capabilities: Capabilities
) -> Observed:
    orders = _orders_since(model, progress.since_ms)
    last = progress.done[-1].order if progress.done else None
    return Observed(model, now_ms, orders, {}, model.instant, last, capabilities)


def _orders_since(model: ReadModel, since_ms: int) -> Sequence[OrderId]:
    """Return the orders that came since, oldest first."""

    def question(tables: Tables) -> list[OrderId]:
        newest = tables.newest(MOST_LOOKED_AT)
        return [row.order for row in takewhile(lambda row: row.first_ms >= since_ms, newest)]

    return model.ask(question)[::-1]


def _after(
    progress: LessonProgress, judgements: Sequence[Judgement], observed: Observed
) -> LessonProgress:
    """Return the progress with the open step closed; the next one counts later orders only."""
    of_orders = [(each, each.view) for each in judgements if each.view is not None]
    if not of_orders:
        done = StepDone(None, observed.now_ms, f"Seen at {_clock(observed.now_ms)}.")
        return progress.closed(done, observed.now_ms)
    judgement, view = of_orders[-1]
    done = _closed_by(judgement, view, observed)
    return progress.closed(done, view.row.first_ms + 1)


def _closed_by(judgement: Judgement, view: OrderView, observed: Observed) -> StepDone:
    """Return the step that an order closed. That it waits still is said where that was wanted."""
    row = view.row
    name = f"{order_name(row.order)} · {amount_text(row.amount)}"
    fate = fate_of(view, observed.now_ms)
    is_on_its_way = fate is Fate.WAITING and Ask.OUTCOME not in dict(judgement.expectation.asks)
    how = "" if is_on_its_way else f": {fate.lower()}"
    when = ", last event" if how and row.outcome is Outcome.WAITING else ""
    words = f"{name}{how}{when} at {_clock(row.last_ms)}."
    return StepDone(row.order, row.last_ms, words, fate=fate, known=_known(view))


def _known(view: OrderView) -> int:
    """Return how much is reported of an order; it grows with all that happens to it."""
    steps = (
        len(each.matched) + len(each.troubles) + len(each.again) + len(each.replayed)
        for each in view.deliveries.values()
    )
    return len(view.timeline) + sum(steps)


def _clock(at_ms: int) -> str:
    return clock_time(at_ms)[:8]


def skip(lesson: Lesson, notebook: Notebook, now_ms: int) -> None:
    """Leave the open step behind, undone."""
    with notebook.lock:
        progress = notebook.of(lesson.name) or LessonProgress(now_ms)
        if progress.open_step < len(lesson.steps):
            done = StepDone(None, now_ms, "Skipped.", skipped=True)
            notebook.keep(lesson.name, progress.closed(done, now_ms))
