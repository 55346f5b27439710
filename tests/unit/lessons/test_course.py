"""Steps are closed by the log and by nothing else; what is kept may be damaged or lost."""

import json

import pytest

from eda_core.lessons.course import look, skip
from eda_core.lessons.lesson import lesson_named
from eda_core.lessons.progress import LessonProgress, Notebook, StepDone
from eda_core.lessons.step_remedy import apply_remedy, remedy_for
from eda_core.read_model.order_status import Fate
from tests.rooms import Room

LIMIT = lesson_named("the-limit")


class Class:
    """A room with a lesson beside it."""

    def __init__(self, lesson=LIMIT, notebook=None):
        self.room, self.lesson = Room(), lesson
        self.notebook = notebook or Notebook()
        self.look()

    def look(self):
        room = self.room
        room.model.refresh()
        now_ms = room.model.instant.time.now_ms
        return look(self.lesson, self.notebook, room.model, now_ms, room.backend.capabilities)


def test_an_order_from_before_closes_nothing():
    room = Room()
    room.place(101, 900)
    late = Class()
    late.room = room
    room.let_pass(1)
    late.notebook.forget(LIMIT.name)
    assert late.look().progress.open_step == 0


def test_a_step_says_which_order_closed_it():
    lesson = Class()
    lesson.room.place(102, 900)
    (done,) = lesson.look().progress.done
    assert done.order == 102
    assert done.words.startswith("Order 102 · 900: cancelled at ")


def test_one_order_closes_one_step_and_two_sent_at_once_close_two():
    lesson = Class()
    lesson.room.place(101, 900, seconds=0)
    lesson.room.let_pass(0.2)
    lesson.room.place(102, 500)
    assert lesson.look().progress.open_step == 2


def test_what_is_under_way_is_not_missing_yet():
    lesson = Class()
    lesson.room.place(101, 900, seconds=0)
    lesson.room.let_pass(0.05)
    assert lesson.look().lacks is None


def test_another_order_than_the_one_asked_for_is_named():
    lesson = Class()
    lesson.room.place(101, 100)
    judgement, line = lesson.look().lacks
    assert line.sentence == "An order over the limit has not come; 1 other order came."
    assert remedy_for(lesson.look(), judgement) is None


def test_the_one_thing_that_helps_helps():
    lesson = Class()
    lesson.room.editor.set_rule_enabled("order-service-filtering-payments", False)
    lesson.room.place(101, 900)
    course = lesson.look()
    remedy = remedy_for(course, course.lacks[0])
    assert remedy.button == "Enable the rule"
    apply_remedy(remedy, lesson.room.backend)
    lesson.room.place(102, 900)
    assert lesson.look().progress.open_step == 1


def test_a_step_can_be_skipped():
    lesson = Class()
    skip(LIMIT, lesson.notebook, lesson.room.now_ms)
    assert lesson.look().progress.done[0].skipped


def test_a_world_that_begins_again_begins_the_lesson_again():
    lesson = Class()
    lesson.notebook.keep(LIMIT.name, LessonProgress(lesson.room.now_ms + 10**9, (StepDone(1, 1),)))
    assert lesson.look().progress.open_step == 0


def test_progress_is_kept_beside_the_room(tmp_path):
    path = tmp_path / "anna.room.lessons"
    lesson = Class(notebook=Notebook(path))
    lesson.room.place(102, 900)
    kept = lesson.look().progress.guessed(1, [Fate.COMPLETED] * 2)
    lesson.notebook.keep(LIMIT.name, kept)
    assert Notebook(path).of(LIMIT.name) == kept
    assert kept.guesses == {1: {"completed": 2}}


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"the-limit": {}}', '{"the-limit": {"since_ms": 1, "done": [[1]]}}',
             json.dumps({"the-limit": {"since_ms": "x", "done": [], "guesses": {}}})],
)  # fmt: skip
def test_what_is_damaged_is_forgotten(tmp_path, text):
    path = tmp_path / "x.room.lessons"
    path.write_text(text)
    assert Notebook(path).of(LIMIT.name) is None


def test_where_nothing_can_be_written_it_goes_on_in_memory(tmp_path):
    notebook = Notebook(tmp_path / "no-folder" / "x.room.lessons")
    notebook.keep(LIMIT.name, LessonProgress(1))
    assert notebook.of(LIMIT.name) == LessonProgress(1)
