"""Steps are closed by the log and by nothing else; what is kept may be damaged or lost."""

import json

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.lessons.course import look, skip
from eda_core.lessons.lesson import lesson_named
from eda_core.lessons.panel_data import Viewer, lesson_panel
from eda_core.lessons.progress import LessonProgress, Notebook, StepDone
from eda_core.lessons.step_remedy import apply_remedy, remedy_for
from eda_core.read_model.order_status import Fate
from tests.rooms import Room

LIMIT = lesson_named("the-limit")


class Class:
    """A room with a lesson beside it."""

    def __init__(self, lesson=LIMIT, notebook=None):
        self.room, self.lesson = Room(bus=lesson.bus), lesson
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


def arm(room, kind, where, times=1):
    room.backend.faults.arm(Fault(kind, where, times))


def test_a_second_delivery_that_is_to_come_is_not_missing_yet():
    """It comes up to five seconds after the first; the order has ended long before."""
    lesson = Class(lesson_named("at-least-once"))
    arm(lesson.room, FaultKind.DUPLICATE, "order-service-filtering-payments")
    lesson.room.place(101, 100, seconds=0)
    for _ in range(12):
        lesson.room.let_pass(0.5)
        assert lesson.look().lacks is None
    assert lesson.look().progress.open_step == 1


def test_a_second_delivery_that_nobody_armed_is_missing_in_the_end():
    lesson = Class(lesson_named("at-least-once"))
    lesson.room.place(101, 100, seconds=10)
    assert lesson.look().lacks[1].label == "OrderCompleted"


@pytest.mark.parametrize("others", [0, 60])
def test_what_a_replay_still_brings_is_not_missing_yet(others):
    """The order has ended long before; the replay gives it to another subscriber."""
    lesson = Class(lesson_named("the-bus-that-keeps"))
    room = lesson.room
    room.place(1, 100, seconds=10)
    for other in range(others):
        room.place(100 + other, 100, seconds=1)
    (done,) = lesson.look().progress.done
    lesson.notebook.keep(lesson.lesson.name, LessonProgress(0, (done,) * 3))
    room.let_pass(60)
    assert lesson.look().lacks is None
    room.backend.subscribers.replay("notification-service", "replay-notification-service", None)
    for _ in range(50):
        room.let_pass(0.02)
        assert lesson.look().lacks is None
    assert lesson.look().progress.open_step == 4


def test_an_outcome_that_is_not_the_expected_one_is_missing_at_once():
    lesson = Class()
    lesson.room.place(101, 900)
    lesson.room.place(102, 500)
    lesson.room.place(103, 500.01)
    lesson.room.place(104, 450, seconds=1)
    assert lesson.look().lacks is not None


def test_an_order_on_its_way_to_be_overdue_lacks_nothing():
    """What the step waits for is that nothing comes: to be late is how it begins."""
    lesson = Class(lesson_named("when-things-break"))
    arm(lesson.room, FaultKind.DROP, "payment-service-filtering-orders")
    lesson.room.place(101, 100, seconds=3)
    assert lesson.look().lacks is None
    lesson.room.let_pass(10)
    (done,) = lesson.look().progress.done
    assert done.words.startswith("Order 101 · 100: overdue, last event at ")


def test_the_fate_of_a_step_is_that_of_its_time(tmp_path):
    """The order of a dead letter ends well when it is sent again; it was stuck, as was guessed."""
    notebook = Notebook(tmp_path / "anna.room.lessons")
    lesson = Class(lesson_named("when-things-break"), notebook)
    for _ in range(2):
        skip(lesson.lesson, notebook, lesson.room.now_ms)
    arm(lesson.room, FaultKind.TARGET_THROWS, "eda-demo-update-order", 3)
    lesson.room.place(103, 100, seconds=300)
    assert lesson.look().progress.open_step == 3
    lesson.room.backend.dead_letters.redrive()
    lesson.room.let_pass(60)
    lesson.notebook = Notebook(tmp_path / "anna.room.lessons")
    course = lesson.look()
    assert course.progress.done[3].words.startswith("Order 103 · 100: completed at ")
    assert lesson_panel(course, Viewer({}), plays=True)["steps"][2]["guess"]["log"] == "stuck"


class DeadLetter(Class):
    """The lesson about what breaks, at the step that has a dead letter sent again."""

    def __init__(self, notebook=None):
        super().__init__(lesson_named("when-things-break"), notebook)
        for _ in range(2):
            skip(self.lesson, self.notebook, self.room.now_ms)
        arm(self.room, FaultKind.TARGET_THROWS, "eda-demo-update-order", 3)
        self.room.place(103, 100, seconds=300)
        assert self.look().progress.open_step == 3


def test_of_the_order_of_the_step_before_nothing_is_missing_before_anything_is_done(tmp_path):
    lesson = DeadLetter(Notebook(tmp_path / "anna.room.lessons"))
    lesson.room.let_pass(60)
    assert lesson.look().lacks is None
    lesson.notebook = Notebook(tmp_path / "anna.room.lessons")
    assert lesson.look().lacks is None


def test_after_a_step_that_was_skipped_nothing_is_asked_of_its_order():
    lesson = Class(lesson_named("when-things-break"))
    for _ in range(3):
        skip(lesson.lesson, lesson.notebook, lesson.room.now_ms)
    assert lesson.look().lacks[1].sentence.startswith("No order closed the step before")


def test_what_did_not_come_of_what_was_done_is_missing():
    lesson = DeadLetter()
    arm(lesson.room, FaultKind.TARGET_THROWS, "eda-demo-update-order", 3)
    lesson.room.backend.dead_letters.redrive()
    lesson.room.let_pass(300)
    assert lesson.look().lacks[1].label == "completed"


def test_that_nothing_can_be_done_while_the_time_is_stopped_is_said():
    lesson = DeadLetter()
    lesson.room.backend.time.set_paused(True)
    course = lesson.look()
    assert remedy_for(course, course.lacks[0]).button == "Resume"


def test_an_order_that_closed_a_step_on_its_way_is_not_said_to_wait():
    """It goes on, and what is said of it stays."""
    lesson = Class(lesson_named("whose-event-is-it"))
    lesson.room.place(101, 100, seconds=0.1)
    (done,) = lesson.look().progress.done
    assert done.words == "Order 101 · 100 at 12:00:00."


def test_steps_kept_by_older_versions_say_the_fate_of_now(tmp_path):
    path = tmp_path / "anna.room.lessons"
    step = [["101", 1, "Order 101.", False]]
    path.write_text(json.dumps({LIMIT.name: {"since_ms": 1, "done": step, "guesses": {}}}))
    assert Notebook(path).of(LIMIT.name).done == (StepDone(101, 1, "Order 101."),)


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
