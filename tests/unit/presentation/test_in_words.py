"""What ``explain`` says is what the screens say: each sentence is found in what a screen shows."""

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.order.card import order_summary, rule_grid
from eda_core.presentation.order.in_words import order_in_words, plain, text_lines
from eda_core.presentation.order.narrative import order_story
from eda_core.presentation.order.special import special_of
from eda_core.presentation.order.story_sheet import story_lines, story_sheet
from eda_core.presentation.order.twins import twins_card, twins_of
from eda_core.sets.counting import counts_in, group_of_order

UPDATE = "eda-demo-update-order"
CASES = {
    "cancelled": (900, None, 60),
    "completed": (100, None, 60),
    "no amount": (None, None, 60),
    "waiting": (100, Fault(FaultKind.TARGET_SLOW, UPDATE), 1),
    "retrying": (100, Fault(FaultKind.TARGET_THROWS, UPDATE, next_n=1), 20),
    "dead letter": (100, Fault(FaultKind.TARGET_THROWS, UPDATE, next_n=3), 600),
    "stuck": (
        900,
        Fault(FaultKind.RULE_DISABLED, "payment-service-filtering-orders", next_n=3),
        60,
    ),
    "twice": (100, Fault(FaultKind.DUPLICATE, "order-service-filtering-payments"), 60),
}


@pytest.fixture(params=CASES, ids=list(CASES))
def told(room, request):
    """An order of each kind beside one that is as usual, and the time."""
    amount, fault, seconds = CASES[request.param]
    room.place(1, 900 if amount == 100 else 100)
    if fault is not None:
        room.backend.faults.arm(fault)
    room.place(2, amount, seconds) if amount is not None else room.put('{"id": 2}')
    return [told_of(room, order) for order in (2, 1)], room.now_ms


def told_of(room, order):
    return room.order(order), room.model.ask(lambda tables: tables.messages_of(order))


def screen_texts(orders, now_ms):
    """All text the Orders page and the card show of two orders, each sentence by itself."""
    (view, messages), twin = orders
    lines = [*story_lines(view, messages, now_ms), *order_story(view, now_ms)["lines"]]
    yield from (plain(line["spans"]) for line in lines)
    head, grid = order_summary(view, now_ms), rule_grid(view)
    yield from (plain(head["why"]), head["word"], head["amount"], head["order"], *head["badges"])
    yield grid["title"]
    yield from (cell["title"] for row in grid["rows"] for cell in row["cells"])
    reasons = story_sheet(view, messages)["rules"]
    yield from (cell["title"] for row in reasons["rows"] for cell in row["cells"])
    card = twins_card(twins_of(view, twin[0], (messages, twin[1])), now_ms)
    yield plain(card["sentence"])
    yield from (line for each in card["differences"] for line in each["lines"])
    yield from (text for side in card["sides"] for text in side.values())


def test_every_sentence_is_one_of_the_screen(told):
    orders, now_ms = told
    shown = set(screen_texts(orders, now_ms))
    words = order_in_words(*orders, now_ms)
    expected = words["expectedNext"]
    said = [words["order"], words["amount"], words["outcome"], *words["badges"], words["why"]]
    said += [words["rules"]["title"], *(miss["sentence"] for miss in words["rules"]["misses"])]
    said += [line["sentence"] for line in words["story"]]
    said += [words["twin"][name] for name in ("order", "amount", "outcome", "sentence")]
    said += [line for each in words["twin"]["differences"] for line in each["lines"]]
    if expected["progress"] not in ("done", "duplicate"):
        said.append(f"{expected['progress']}: {expected['sentence']}")
    assert [sentence for sentence in said if sentence not in shown] == []


def test_there_is_a_miss_for_each_open_cell(told):
    orders, now_ms = told
    grid = orders[0][0].grid
    words = order_in_words(*orders, now_ms)
    assert len(words["rules"]["misses"]) == grid.cells - grid.taken


def test_what_comes_next_is_what_the_page_works_out(told):
    orders, now_ms = told
    words = order_in_words(orders[0], None, now_ms)
    assert words["expectedNext"]["progress"] == orders[0][0].expected_next(now_ms).progress
    assert words["twin"] is None


def test_the_lines_name_no_account(room):
    room.put('{"id": 7, "amount": "123456789012"}')
    assert "123456789012" not in "\n".join(
        text_lines(order_in_words(told_of(room, 7), None, room.now_ms))
    )


def test_what_was_special_is_said_as_the_card_says_it(room):
    for number in range(1, 21):
        room.place(number, 900 if number % 3 == 0 else 100)
    count = room.model.ask(lambda tables: counts_in(tables, room.now_ms))
    group = group_of_order(3, count)
    words = order_in_words(told_of(room, 3), None, room.now_ms, group)
    assert words["special"] == special_of(group)
    (line,) = words["special"]["lines"]
    assert f"  {line['mark']}: {line['sentence']} ({line['notes']})" in [*text_lines(words)]
    assert line["sentence"].endswith("6 of 6 failed, none of 14 succeeded")
