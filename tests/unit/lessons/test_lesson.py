import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidScenario
from eda_core.lessons.lesson import MENUS, PAGES, lesson_from, lesson_named, lessons
from eda_core.presentation.live.flow_layout import flow_layout
from eda_core.read_model.order_status import Fate
from eda_core.scenarios.keys import keyed_scenarios
from eda_core.stack import demo_stack

BLOCK = '```json\n{"play": [], "expect": [{"order": "any", "outcome": "completed"}]%s}\n```\n'
GOOD = (
    f"# A title\n\nAbout it.\n\n## First\n\nSay this\nand that.\n\nDo: Press `1`.\n\n{BLOCK % ''}"
)


def test_a_lesson_is_markdown_with_a_block_of_json_a_step():
    lesson = lesson_from(GOOD, "mine")
    (step,) = lesson.steps
    assert (lesson.title, lesson.about) == ("A title", "About it.")
    assert (step.title, step.say, step.do) == ("First", "Say this and that.", "Press `1`.")


def test_what_a_step_asks_and_points_at_is_read():
    more = (
        ', "ask": {"question": "What?", "answers": ["completed", "stuck"]}, "points": {"key": "1"}'
    )
    step = lesson_from(GOOD.replace(BLOCK % "", BLOCK % more), "mine").steps[0]
    assert step.ask.answers == (Fate.COMPLETED, Fate.STUCK)
    assert step.points.key == "1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "begins with a line `# Title`"),
        ("# T", "1 to 12 steps"),
        ("# T\n\n## One\n\nno block", "step 1: It needs one block of JSON"),
        (GOOD.replace('"any"', '"none"'), "step 1: expect[0].order: It must be one of"),
        (
            GOOD.replace('[{"order": "any", "outcome": "completed"}]', "[]"),
            "step 1: expect: A step",
        ),
        (GOOD.replace('"play": [],', '"play": [{}],'), "step 1: play[0]: It must have one of"),
        (GOOD.replace('"play"', '"points": {"menu": "fire"}, "play"'), "step 1: points.menu: It"),
        ("# T\n" + "x" * 70_000, "more than 64 KiB"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_step(text, sentence):
    with pytest.raises(InvalidScenario) as refused:
        lesson_from(text, "mine")
    assert sentence in str(refused.value)


@given(st.text())
def test_any_text_is_a_lesson_or_refused(text):
    with pytest.raises(InvalidScenario):
        lesson_from(f"# T\n## S\n```json\n{text}\n```\n", "mine")


def test_what_the_lessons_point_at_is_there():
    parts = set(flow_layout(demo_stack()).nodes)
    presses = {scenario.press for scenario in keyed_scenarios(demo_stack())}
    for lesson in lessons():
        for step in lesson.steps:
            points = step.points
            assert points.part in {"", *parts}, (lesson.name, step.title)
            assert points.key in {"", *presses}
            assert points.menu in {"", *MENUS}
            assert points.page in {"", *PAGES}
            assert not (points.key == "" and step.button == ""), "what does it?"


def test_there_are_nine_by_name_and_by_number():
    assert [lesson.bus for lesson in lessons()] == [*["classic"] * 8, "custom"]
    assert lesson_named("3") is lesson_named("the-limit")
    assert lesson_named("nothing") is None


def test_what_is_done_on_another_page_says_where_its_order_is_placed():
    """Keys and form are on the Live page alone; beside a lesson the form is hidden."""
    for lesson in lessons():
        for step in lesson.steps:
            names_page = any(f"n *{page}*" in step.do for page in PAGES)
            if "send " in step.do or (names_page and "press `" in step.do):
                assert "on *Live*" in step.do, f"{lesson.title}: {step.title}"
