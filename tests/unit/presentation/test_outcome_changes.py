import json

import pytest

from eda_core.domain.errors import InvalidDefinition
from eda_core.domain.orders import Outcome
from eda_core.experiments import change_of, what_if
from eda_core.presentation.what_if.outcome_changes import (
    LISTED,
    change_words,
    limit_label,
    orders_sentence,
    text_to_change,
    twin_names,
    what_if_result,
)
from eda_core.read_model.run_comparison import (
    Change,
    ChangeKind,
    Fork,
    RecordedOrders,
    WhatIf,
    recorded_orders,
)
from eda_core.stack import demo_stack
from eda_core.stack.amount_limit import stack_with_limit
from tests.rooms import Room

STACK = demo_stack()
DONE, GONE = Outcome.COMPLETED, Outcome.CANCELLED


def result(*forks, in_all=None):
    outcomes = {fork.order: fork.recorded for fork in forks}
    return WhatIf(tuple(forks), RecordedOrders((), outcomes, 0, in_all or len(forks)))


def shown(*forks, chosen=""):
    return what_if_result(result(*forks), "amount > 700", chosen)


def sentence(data):
    return "".join(words for words, _ in data["sentence"])


OTHER, SAME = Fork(1, 600, GONE, GONE, DONE), Fork(2, 100, DONE, DONE, DONE)


def test_the_sentence_says_how_many_end_otherwise():
    assert sentence(shown(OTHER, SAME)) == (
        "1 of 2 orders would have ended differently with amount > 700."
    )
    assert sentence(shown(SAME, SAME)) == "All would have ended the same with amount > 700."


def test_only_orders_that_differ_are_listed():
    assert [row["order"] for row in shown(OTHER, SAME)["rows"]] == ["1"]


def test_moves_come_before_what_stays():
    moves = shown(SAME, SAME, OTHER)["moves"]
    assert [(m["before"]["word"], m["after"]["word"], m["count"]) for m in moves] == [
        ("CANCELLED", "COMPLETED", "1"),
        ("COMPLETED", "COMPLETED", "2"),
    ]


def test_what_waits_when_all_has_happened_is_stuck():
    row = shown(Fork(1, 5, DONE, DONE, Outcome.WAITING))["rows"][0]
    assert row["after"]["word"] == "STUCK"


def test_what_differs_in_the_log_is_said_aside():
    data = shown(Fork(1, 5, Outcome.WAITING, GONE, DONE))
    assert data["aside"].startswith("In the log, 1 order ended differently")
    assert data["rows"][0]["recorded"] == "waiting"
    assert shown(SAME)["aside"] == ""


def test_a_long_list_is_cut_but_has_the_chosen_order():
    forks = [Fork(n, 600, GONE, GONE, DONE) for n in range(LISTED + 50)]
    data = shown(*forks, chosen=str(LISTED + 9))
    assert len(data["rows"]) == LISTED + 1
    assert data["note"] == "the first 200 of 250"


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        (RecordedOrders((), {}, 0, 0), "No orders yet"),
        (
            RecordedOrders((), {1: DONE}, 0, 1),
            "Runs the 1 order of this log again in a separate simulator.",
        ),
        (RecordedOrders((), {1: DONE}, 1, 2), "1 order without an OrderCreated cannot"),
        (
            RecordedOrders((), {}, 60, 60),
            "the log has no OrderCreated of its 60 orders.",
        ),
        (RecordedOrders((), {1: DONE}, 0, 5), "Runs the newest 1 order of 5 of this log again"),
    ],
)
def test_which_orders_run_again_is_said(recorded, words):
    assert words in orders_sentence(recorded)


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_the_text_to_begin_with_can_be_used(kind):
    change = change_of(STACK, kind, text_to_change(kind, STACK))
    assert isinstance(change, Change)
    assert change_words(change)


def test_what_was_changed_is_said_in_few_words():
    assert change_words(change_of(STACK, ChangeKind.LIMIT, "700.0")) == "amount > 700"


def test_a_limit_is_said_with_all_its_digits():
    change = change_of(STACK, ChangeKind.LIMIT, "1234567.89")
    assert change_words(change) == "amount > 1234567.89"
    assert limit_label(change.stack) == "The limit in isFraud, instead of 1234567.89"


def test_the_rules_to_begin_with_are_those_in_force():
    change = change_of(STACK, ChangeKind.RULES, text_to_change(ChangeKind.RULES, STACK))
    assert [rule.to_json() | {"EventPattern": 0} for rule in change.stack.rules] == [
        rule.to_json() | {"EventPattern": 0} for rule in STACK.rules
    ]


def test_a_definition_without_a_limit_has_no_input_for_it():
    text = json.dumps({"StartAt": "a", "States": {"a": {"Type": "Succeed"}}})
    stack = change_of(STACK, ChangeKind.DEFINITION, text).stack
    assert limit_label(stack) == text_to_change(ChangeKind.LIMIT, stack) == ""
    assert limit_label(STACK) == "The limit in isFraud, instead of 500"


@pytest.mark.parametrize("text", ["", "many", "nan", "inf", "1e300"])
def test_a_limit_that_is_no_number_is_refused(text):
    with pytest.raises(InvalidDefinition, match="A limit is a number"):
        change_of(STACK, ChangeKind.LIMIT, text)


def test_the_sides_say_which_is_which():
    assert twin_names("101", "amount > 700") == ("101 as it is", "101 with amount > 700")


def test_a_whole_experiment_can_be_shown():
    room = Room()
    room.place(101, 600)
    recorded = room.model.ask(recorded_orders)
    data = what_if_result(what_if(recorded, STACK, stack_with_limit(STACK, 700)), "x", "101")
    assert data["rows"][0]["before"]["word"] == "CANCELLED"
