"""A lesson played without a screen: each step is done as it says, and the log has to close it."""

from dataclasses import dataclass
from typing import Final

from eda_core.lessons.course import Course, look
from eda_core.lessons.lesson import Lesson, LessonStep
from eda_core.lessons.progress import Notebook
from eda_core.ports import Backend
from eda_core.read_model import ReadModel
from eda_core.scenarios.runner import Clock, ScenarioRun
from eda_core.scenarios.scenario import Scenario

LOOK_MS: Final = 1_000
PATIENCE_MS: Final = 400_000
"""How long a step is waited for: Lambda's tries of a function that throws take three minutes."""


@dataclass(slots=True)
class Player:
    """Plays lessons in one world, by its ports."""

    backend: Backend
    model: ReadModel
    clock: Clock
    patience_ms: int = PATIENCE_MS

    def played(self, lesson: Lesson) -> Course:
        """Play a lesson until it is done, or a step stays open; return how it stands then."""
        notebook = Notebook()
        course = self._look(lesson, notebook)
        while (step := course.open_step) is not None:
            self._do(step)
            after = self._closed(lesson, notebook, course.progress.open_step)
            if after.progress.open_step <= course.progress.open_step:
                return after
            course = after
        return course

    def _look(self, lesson: Lesson, notebook: Notebook) -> Course:
        self.model.refresh()
        time = self.model.instant.time
        now_ms = self.clock.now_ms() if time is None else time.now_ms
        return look(lesson, notebook, self.model, now_ms, self.backend.capabilities)

    def _do(self, step: LessonStep) -> None:
        scenario = Scenario(step.title, "", step.play, ())
        numbers = self.model.next_order_number
        ScenarioRun(scenario, self.backend, self.model, self.clock, numbers).do_all()

    def _closed(self, lesson: Lesson, notebook: Notebook, step: int) -> Course:
        """Let time pass until a step is closed; return how the lesson stands."""
        until_ms = self.clock.now_ms() + self.patience_ms
        course = self._look(lesson, notebook)
        while course.progress.open_step == step and self.clock.now_ms() < until_ms:
            self.clock.wait_until(self.clock.now_ms() + LOOK_MS)
            course = self._look(lesson, notebook)
        return course
