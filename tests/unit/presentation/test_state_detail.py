import json

import pytest

from eda_core.presentation.payment.state_detail import (
    CHOOSE_AN_ORDER,
    MAX_TEXT,
    NOT_HERE,
    order_words,
    pretty,
    scene,
    state_card,
    stays_in,
    traffic_note,
)
from eda_core.read_model.state_traffic import Traffic
from tests.definitions import MAP


def shown(room, order_id=None):
    view = None if order_id is None else room.order(order_id)
    return scene(room.model.stack.machine, view, room.now_ms)


def test_an_order_is_called_by_its_number_amount_and_outcome(room):
    room.place(101, 900)
    assert order_words(room.model.tables, 5, room.now_ms) == {"101": "101 · 900 · ✕ cancelled"}


def test_an_order_that_waits_for_what_will_never_come_is_stuck_in_a_list_too(room):
    room.backend.editor.set_rule_enabled("payment-service-filtering-orders", False)
    room.place(101, 900)
    assert order_words(room.model.tables, 5, room.now_ms) == {"101": "101 · 900 · ! stuck"}


@pytest.mark.parametrize(
    ("traffic", "words"),
    [
        (Traffic(1), "1 order ran this definition"),
        (Traffic(64, under_way=2), "64 orders ran this definition · 2 under way"),
        (
            Traffic(9, contradicted=1),
            "9 orders ran this definition · 1 paid otherwise than it says",
        ),
        (Traffic(9, uncounted=5), "9 orders ran this definition · 5 still to be counted"),
    ],
)
def test_the_note_says_what_the_counts_are_of(traffic, words):
    assert traffic_note(traffic) == words


def test_a_state_shows_what_came_in_and_what_went_out(room):
    room.place(101, 900)
    card = state_card(shown(room, 101), "Payment Failed")
    assert json.loads(card.input)["detail"] == {"id": 101, "amount": 900}
    assert json.loads(card.output)["payment"] == {"status": "PaymentFailed"}
    assert json.loads(card.definition)["Type"] == "Pass"


def test_a_state_the_order_did_not_come_to_says_so(room):
    room.place(101, 900)
    card = state_card(shown(room, 101), "Payment Succeeded")
    assert (card.caption, card.input, card.output) == (NOT_HERE, "", "")


def test_without_an_order_a_state_shows_its_definition(room):
    card = state_card(shown(room), "isFraud")
    assert (card.title, card.caption) == ("isFraud · Choice", CHOOSE_AN_ORDER)
    assert json.loads(card.definition)["Default"] == "Payment Succeeded"


def test_a_state_that_failed_says_why(room):
    room.put('{"id": 7}')
    card = state_card(shown(room, 7), "isFraud")
    assert card.caption.startswith("Failed with States.Runtime: An error occurred")
    assert card.output == ""


def test_each_item_of_a_map_can_be_looked_at(room):
    room.editor.put_definition(json.dumps(MAP))
    room.put('{"id": 7, "items": ["a", "b"]}')
    found = shown(room, 7)
    assert len(stays_in(found.progress, "Reserve")) == 2
    inputs = [state_card(found, "Reserve", at).input for at in (0, 1, 99)]
    assert inputs == ['"a"', '"b"', '"b"']


def test_a_long_value_is_cut():
    text = pretty(json.dumps("x" * (2 * MAX_TEXT)))
    assert len(text) < MAX_TEXT + 100
    assert text.endswith("characters more")


@pytest.mark.parametrize("text", ["", "nonsense", "[" * 5000])
def test_text_that_is_no_json_is_shown_as_it_came(text):
    assert pretty(text) == text
