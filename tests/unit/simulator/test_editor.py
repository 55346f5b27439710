import json

import pytest

from eda_core.domain.errors import InvalidDefinition, InvalidPattern, InvalidRequest
from eda_core.stack import demo_stack
from tests.news import all_news
from tests.rooms import START_MS, Room

PAYMENT_RULE = "payment-service-filtering-orders"


def definition(limit):
    text = json.dumps(demo_stack().machine.definition)
    return text.replace('"NumericGreaterThan": 500', f'"NumericGreaterThan": {limit}')


def placed(room, order_id, amount):
    room.place(order_id, amount)
    return room.kinds(order_id)


@pytest.fixture
def room():
    return Room()


def test_a_disabled_rule_takes_no_events_from_then_on(room):
    room.editor.set_rule_enabled(PAYMENT_RULE, False)
    assert placed(room, 101, 100) == ["OrderCreated"]


def test_what_is_under_way_still_arrives(room):
    room.backend.api.place('{"id": 101, "amount": 100}')
    room.editor.set_rule_enabled(PAYMENT_RULE, False)
    room.now_ms += 60_000
    assert "PaymentSucceeded" in room.kinds(101)


def test_an_enabled_rule_takes_events_again(room):
    room.editor.set_rule_enabled(PAYMENT_RULE, False)
    room.editor.set_rule_enabled(PAYMENT_RULE, True)
    assert len(placed(room, 101, 100)) == 3


def test_a_rule_may_be_given_another_pattern(room):
    pattern = '{"detail": {"amount": [{"numeric": [">", 50]}]}}'
    room.editor.put_rule(PAYMENT_RULE, pattern, "eda-demo-payment-service")
    assert placed(room, 101, 50) == ["OrderCreated"]


def test_a_rule_may_be_added(room):
    room.editor.put_rule("vip", '{"detail": {"amount": [900]}}', "eda-demo-notification")
    room.place(101, 900)
    assert len(all_news(room.backend).notifications) == 5


def test_a_deleted_rule_is_gone_and_restored_with_the_others(room):
    room.editor.delete_rule(PAYMENT_RULE)
    room.editor.restore_rules()
    assert len(placed(room, 101, 100)) == 3


def test_a_definition_applies_to_executions_from_then_on(room):
    room.editor.put_definition(definition(1000))
    assert "OrderCompleted" in placed(room, 101, 900)
    room.editor.restore_definition()
    assert "OrderCancelled" in placed(room, 102, 900)


def test_every_change_is_kept_with_its_time_and_its_words(room):
    room.editor.set_rule_enabled(PAYMENT_RULE, False)
    room.now_ms += 5
    room.editor.restore_rules()
    changes = all_news(room.backend).changes
    assert [(change.at_ms - START_MS, change.what) for change in changes] == [
        (0, f"rule {PAYMENT_RULE} disabled"),
        (5, "rules restored"),
    ]
    assert all_news(room.backend, changes=1).changes == changes[1:]


@pytest.mark.parametrize("name", ["", "x" * 65, "a b", "ä"])
def test_a_name_that_cannot_be_is_refused(room, name):
    with pytest.raises(InvalidRequest, match="A rule's name"):
        room.editor.put_rule(name, '{"source": ["x"]}', "eda-demo-all")


@pytest.mark.parametrize("name", ["missing", ""])
def test_a_rule_that_does_not_exist_is_refused(room, name):
    with pytest.raises(InvalidRequest, match="does not exist"):
        room.editor.delete_rule(name)
    with pytest.raises(InvalidRequest, match="does not exist"):
        room.editor.set_rule_enabled(name, True)


def test_a_target_that_does_not_exist_is_refused_with_those_that_do(room):
    with pytest.raises(InvalidRequest, match="eda-demo-update-order"):
        room.editor.put_rule("mine", '{"source": ["x"]}', "elsewhere")


def test_a_bad_pattern_is_refused_with_its_place(room):
    with pytest.raises(InvalidPattern, match="source"):
        room.editor.put_rule("mine", '{"source": []}', "eda-demo-all")


def test_a_pattern_that_is_too_long_is_refused(room):
    pattern = json.dumps({"source": ["x" * 5000]})
    with pytest.raises(InvalidRequest, match="4096"):
        room.editor.put_rule("mine", pattern, "eda-demo-all")


def test_a_bus_has_at_most_300_rules(room):
    for number in range(296):
        room.editor.put_rule(f"rule-{number}", '{"source": ["x"]}', "eda-demo-all")
    with pytest.raises(InvalidRequest, match="at most 300 rules"):
        room.editor.put_rule("one-more", '{"source": ["x"]}', "eda-demo-all")


def test_a_bad_definition_is_refused_and_changes_nothing(room):
    with pytest.raises(InvalidDefinition):
        room.editor.put_definition('{"StartAt": "x"}')
    assert all_news(room.backend).changes == []


def test_a_definition_that_uses_what_the_stack_lacks_is_taken(room):
    definition = {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True}
        },
    }
    room.editor.put_definition(json.dumps(definition))
    assert len(all_news(room.backend).changes) == 1
