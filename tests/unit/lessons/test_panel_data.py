import json

from eda_core.lessons.course import skip
from eda_core.lessons.lesson import lesson_named
from eda_core.lessons.panel_data import (
    Viewer,
    lesson_panel,
    lesson_strip,
    menu_lines,
    words_of_markdown,
)
from eda_core.read_model.order_status import Fate
from tests.unit.lessons.test_course import LIMIT, Class


def test_a_guess_stays_beside_the_room_and_the_log_without_blame():
    lesson = Class()
    lesson.room.place(101, 900)
    progress = lesson.look().progress
    lesson.notebook.keep(LIMIT.name, progress.guessed(1, [Fate.CANCELLED, Fate.COMPLETED]))
    lesson.room.place(102, 500)
    shown = lesson_panel(lesson.look(), Viewer({1: Fate.CANCELLED}), plays=True)
    guess = shown["steps"][1]["guess"]
    assert (guess["mine"], guess["log"], guess["order"]) == ("cancelled", "completed", "102")
    assert [answer["count"] for answer in guess["answers"]] == [1, 1]
    assert "wrong" not in json.dumps(shown)


def test_a_stage_shows_the_open_step_and_the_one_before():
    lesson = Class()
    strip = lesson_strip(lesson.look(), Viewer({}))
    assert (strip["place"], strip["before"]) == ("Lesson 3 · step 1 of 5", None)
    lesson.room.place(101, 900)
    strip = lesson_strip(lesson.look(), Viewer({}, "12 have voted"))
    assert strip["before"]["note"].startswith("Order 101 · 900: cancelled at ")
    assert (strip["step"]["title"], strip["step"]["state"]) == ("Exactly the limit", "open")
    assert strip["step"]["guess"]["note"] == "12 have voted"
    assert [line["label"] for line in strip["step"]["lines"]] == ["completed"]
    lesson.room.place(102, 500)
    strip = lesson_strip(lesson.look(), Viewer({}, "V asks the audience"))
    assert (strip["before"]["guess"]["log"], strip["before"]["guess"]["note"]) == ("completed", "")
    for _ in range(3):
        skip(LIMIT, lesson.notebook, lesson.room.now_ms)
    strip = lesson_strip(lesson.look(), Viewer({}))
    assert (strip["place"], strip["step"]) == ("Lesson 3 · 5 of 5 done", None)


def test_a_step_sends_to_no_page_that_is_open():
    lesson = Class()
    for _ in range(3):
        skip(LIMIT, lesson.notebook, lesson.room.now_ms)
    there, elsewhere = (
        lesson_panel(lesson.look(), Viewer({}, page=page), plays=True)["steps"][3]["page"]
        for page in ("pages/payment_service.py", "pages/rules.py")
    )
    assert (there, elsewhere) == ("", "Payment service")


def test_each_line_is_seen_open_or_missing():
    lesson = Class()
    for number, amount in ((101, 900), (102, 500)):
        lesson.room.place(number, amount)
    lesson.look()
    lesson.room.editor.set_rule_enabled("order-service-filtering-payments", False)
    lesson.room.place(103, 500.01)
    step = lesson_panel(lesson.look(), Viewer({}), plays=True)["steps"][2]
    assert [(line["label"], line["state"]) for line in step["lines"]] == [
        ("OrderCreated, 500.01", "met"),
        ("PaymentFailed", "met"),
        ("OrderCancelled", "missing"),
    ]
    assert step["missing"]["lead"] == "Missing: OrderCancelled of order 103."


def test_markdown_is_words_and_never_markup():
    assert words_of_markdown("Press `1` **A good order**, *now* <b>x</b>") == [
        ("Press ", ""),
        ("1", "kbd"),
        (" ", ""),
        ("A good order", "b"),
        (", ", ""),
        ("now", "i"),
        (" <b>x</b>", ""),
    ]


def test_the_menu_says_how_far_each_has_come():
    said = {
        lesson.name: words for lesson, words in menu_lines({"the-limit": 2, "at-least-once": 3})
    }
    assert (said["the-limit"], said["at-least-once"], said["the-good-order"]) == (
        "2 of 5",
        "done",
        "3 steps",
    )


def test_the_next_lesson_is_named_with_its_bus_where_that_is_another():
    named = [
        lesson_panel(Class(lesson_named(number)).look(), Viewer({}), plays=True)["next"]
        for number in ("7", "8", "9")
    ]
    assert named == [
        ["why-did-this-one-fail", "Why did this one fail, and that one succeed?"],
        ["the-bus-that-keeps", "The bus that keeps its events, on the custom bus"],
        [],
    ]
