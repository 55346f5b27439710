"""Every lesson is played to its end by its own steps; with a rule off the right step stays."""

import pytest

from eda_core.lessons.lesson import lesson_named, lessons
from eda_core.lessons.step_remedy import remedy_for
from eda_core.presentation.live.flow_layout import RULE_NAMES
from eda_core.read_model import ReadModel
from eda_core.scenarios.runner import JumpingClock
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.unit.lessons.player import Player

LESSONS = lessons()
PAY, UPDATE = "payment-service-filtering-orders", "order-service-filtering-payments"
MAIL, LOG = "notification-service", "cw-catch-all"


def played(lesson, rule=""):
    clock, stack = JumpingClock(), demo_stack(lesson.bus)
    backend = simulated_backend(World(stack, clock.now_ms(), seed=3), clock.now_ms)
    if rule:
        backend.editor.set_rule_enabled(rule, False)
    return Player(backend, ReadModel(backend, stack), clock).played(lesson)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_is_played_to_its_end(lesson):
    course = played(lesson)
    assert course.open_step is None, course.judgements
    assert [done.skipped for done in course.progress.done] == [False] * len(lesson.steps)


STAYS_OPEN = [
    ("the-good-order", PAY, "Send one"),
    ("the-good-order", UPDATE, "Send one"),
    ("the-good-order", MAIL, "Count who listened"),
    ("a-failed-order", UPDATE, "Over the limit"),
    ("the-limit", PAY, "Over the limit"),
    ("whose-event-is-it", PAY, "Three of four"),
    ("whose-event-is-it", UPDATE, "Give it back"),
    ("the-state-machine", PAY, "The way on the right"),
    ("at-least-once", UPDATE, "Twice"),
    ("when-things-break", PAY, "Lost on the way"),
    ("when-things-break", UPDATE, "It throws once"),
    ("why-did-this-one-fail", UPDATE, "Groups"),
    ("the-bus-that-keeps", PAY, "The same order"),
    *((lesson.name, LOG, lesson.steps[0].title) for lesson in LESSONS),
]


@pytest.mark.parametrize(("name", "rule", "title"), STAYS_OPEN)
@pytest.mark.unmeasured
def test_with_a_rule_off_the_right_step_stays_open_and_names_it(name, rule, title):
    course = played(lesson_named(name), rule)
    assert course.open_step.title == title
    remedy = remedy_for(course, course.lacks[0])
    assert (remedy.kind, remedy.about) == ("enable", rule)
    assert RULE_NAMES.get(rule, rule) in remedy.why


@pytest.mark.parametrize(("name", "rule"), [("the-limit", MAIL), ("the-state-machine", UPDATE)])
def test_a_lesson_that_needs_no_such_rule_goes_on(name, rule):
    assert played(lesson_named(name), rule).open_step is None
