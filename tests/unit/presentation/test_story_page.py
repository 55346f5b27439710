"""The exported story: self-contained, masked, escaped, and true to what the screen says."""

import json
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from eda_core.presentation.order.story_page import file_name, story_page
from eda_core.presentation.order.story_sheet import (
    rule_reasons,
    story_lines,
    story_strip,
    story_text,
)
from eda_core.sets.counting import group_of_order, within
from eda_core.sets.order_columns import order_columns
from tests.rooms import START_MS, Room

ACCOUNT = "123456789012"


def told(room, order):
    return room.model.ask(lambda tables: tables.messages_of(order))


def page(room, order):
    view = room.order(order)
    return story_page(view, told(room, order), room.stack.machine, room.now_ms)


def test_the_page_loads_and_runs_nothing(room):
    room.place(101, 900)
    html = page(room, 101)
    assert "default-src 'none'" in html.replace("&#x27;", "'")
    assert not re.search(r"<script|<img|<link|src=|href=|url\(|https?://|@import", html)


def test_the_page_names_no_account(room):
    room.place(101, 900)
    assert ACCOUNT in story_text(room.order(101), (), 0) + repr(room.order(101).timeline)
    assert ACCOUNT not in page(room, 101)


def test_the_page_says_what_the_screen_says(room):
    room.place(101, 900)
    html = page(room, 101)
    for words in ("CANCELLED", "amount 900 &gt; 500 is true", "OrderCancelled", "8 of 12"):
        assert words in html


def group_of(room, order):
    columns = room.model.ask(lambda tables: order_columns(tables, room.now_ms))
    return group_of_order(order, lambda choices: within(columns, choices))


def test_the_page_says_what_sets_the_group_of_the_order_apart(room):
    for number in range(101, 131):
        room.place(number, 900 if number % 3 == 0 else 100)
    for order, is_failed in ((102, True), (103, False)):
        group, view = group_of(room, order), room.order(order)
        html = story_page(view, (), room.stack.machine, room.now_ms, group)
        named = ("failed", "succeeded") if is_failed else ("succeeded", "failed")
        assert f"What sets the {named[0]} apart" in html
        assert f" {named[0]}, none of " in html
        assert "true of this order" in html


def test_an_order_that_is_neither_failed_nor_succeeded_is_in_no_group(room):
    room.place(101, 900)
    assert group_of(room, 102) is None
    assert "What sets" not in page(room, 101)


def test_an_e_mail_address_in_an_event_is_masked(room):
    room.put('{"id": 7, "amount": 5, "mail": "anna@example.com"}')
    assert "anna@example.com" not in page(room, 7)


def test_markup_in_an_event_is_text(room):
    room.put('{"id": "<img src=x onerror=alert(1)>", "amount": "<script>"}')
    html = page(room, "<img src=x onerror=alert(1)>")
    assert "<script" not in html
    assert "<img" not in html


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_of_an_event_stays_text(name, amount):
    room = Room()
    room.put(json.dumps({"id": name, "amount": amount}))
    if room.order(name) is not None:
        body = page(room, name).partition("</style>")[2]
        assert set(re.findall(r"<(\w+)", body)) <= TAGS


TAGS = {
    *("body", "main", "header", "h1", "small", "p", "span", "b", "section", "h2", "svg", "g"),
    *("path", "circle", "rect", "text", "title", "ol", "li", "time", "table", "thead", "tbody"),
    *("tr", "td", "th", "pre", "footer"),
}


@given(st.text())
def test_a_file_name_is_plain(label):
    assert re.fullmatch(r"order-[A-Za-z0-9_-]{1,60}\.html", file_name(label))


def test_the_story_tells_who_took_each_event(room):
    room.place(101, 100)
    lines = story_lines(room.order(101), told(room, 101), room.now_ms)
    said = ["".join(words for words, _ in line["spans"]) for line in lines]
    assert (
        said[1] == "3 of 4 rules took it: for the log, for the payment service and for notification"
    )
    assert "isFraud: amount: 100 > 500 is false, so Payment Succeeded (default)" in said


def test_the_story_is_in_order_of_time(room):
    room.place(101, 100)
    times = [line["time"] for line in story_lines(room.order(101), told(room, 101), room.now_ms)]
    assert times == sorted(times)


def test_a_story_over_midnight_begins_with_what_came_first():
    room = Room()
    room.let_pass((END_OF_DAY_MS - 100 - room.now_ms) / 1000)
    room.place(101, 100)
    lines = story_lines(room.order(101), told(room, 101), room.now_ms)
    said = ["".join(words for words, _ in line["spans"]) for line in lines]
    assert lines[0]["time"].startswith("23:59:59.9")
    assert said[0] == "order-service said OrderCreated, 100"
    assert lines[-1]["time"].startswith("00:00:0")


END_OF_DAY_MS = (START_MS // 86_400_000 + 1) * 86_400_000


def test_what_is_of_one_instant_stands_in_the_order_of_cause(room):
    room.place(101, 100)
    lines = story_lines(room.order(101), told(room, 101), room.now_ms)
    first, second = ("".join(words for words, _ in line["spans"]) for line in lines[:2])
    assert lines[0]["time"] == lines[1]["time"]
    assert (first[:13], second[:6]) == ("order-service", "3 of 4")


def test_the_story_of_a_failed_execution_tells_the_failure_once(room):
    room.put('{"id": 104}')
    text = story_text(room.order(104), told(room, 104), room.now_ms)
    assert text.count("the execution failed with States.Runtime. An error occurred") == 1


def test_the_strip_marks_each_event_and_ticks_each_message(room):
    room.place(101, 900)
    strip = story_strip(room.order(101), told(room, 101))
    assert [mark["shape"] for mark in strip["marks"]] == ["hollow", "square", "diamond"]
    assert len(strip["ticks"]) == 3
    assert strip["last"] >= strip["marks"][-1]["at"]


def test_each_cell_has_its_reason(room):
    room.place(101, 900)
    grid = rule_reasons(room.order(101))
    texts = [cell["text"] for row in grid["rows"] for cell in row["cells"]]
    assert texts.count("taken") == 8
    assert 'source is "payment-service"' in texts


def test_what_rules_took_is_told_with_where_it_is_from(room):
    room.place(101)
    view = room.order(101)
    known = {name: replace(each, inferred=True) for name, each in view.deliveries.items()}
    origins = [
        {line["origin"] for line in story_lines(each, (), room.now_ms) if "rules" in line["origin"]}
        for each in (view, replace(view, deliveries=known))
    ]
    assert origins == [
        {"the rules in force then, and the delivery records"},
        {"inferred from the rules in force then: this world reports no deliveries"},
    ]
