import json
from dataclasses import replace

import pytest

from eda_core.app import bootstrap
from pages.components.log import view as log_view
from pages.components.rules import session as rules_session

pytestmark = pytest.mark.unmeasured

PAGE = "pages/rules.py"
PAYMENT = "payment-service-filtering-orders"
CATCH_ALL = "cw-catch-all"
BIG = '{"detail": {"amount": [{"numeric": [">", 500]}]}}'


@pytest.fixture
def rules(dashboard):
    """The Rules page after one good order and one over the limit."""
    dashboard.open()
    dashboard.submit(101, 100)
    dashboard.submit(102, 900)
    dashboard.let_pass()
    return dashboard.open(PAGE)


def grid(page):
    return page.shown("rules.grid")


def marks(page, rule):
    """The marks of one rule, by order and detail-type."""
    at = [column["key"] for column in grid(page)["columns"]].index(rule)
    return {(r["order"], r["label"]): r["cells"][at]["mark"] for r in grid(page)["rows"]}


def column(page, rule):
    return next(each for each in grid(page)["columns"] if each["key"] == rule)


def words(spans):
    return "".join(text for text, _ in spans)


def sequence_of(page, order, label):
    rows = grid(page)["rows"]
    return next(int(r["key"]) for r in rows if (r["order"], r["label"]) == (order, label))


def choose_cell(page, order, label, rule):
    page.store(rules_session.CHOSEN_CELL, (sequence_of(page, order, label), rule))
    page.at.run()
    return page.shown("rules.reason")


def write(page, pattern):
    page.write(rules_session.PATTERN, pattern)
    page.at.run()


def paste(page, event):
    page.field("rules.event-choice").set_value("pasted").run()
    page.write(rules_session.EVENT, event)
    page.at.run()


def click(page, key):
    page.at.button(key=key).click().run()


def put(page, name, pattern, target="eda-demo-notification"):
    write(page, pattern)
    page.field("rules.name").set_value(name).run()
    page.field("rules.target").set_value(target).run()
    click(page, "rules.put")


def place_another(page, order_id, amount):
    page.at.switch_page("pages/live.py").run()
    page.submit(order_id, amount)
    page.let_pass()
    page.at.switch_page(PAGE).run()


def listed(page):
    return {row["key"]: row for row in page.shown("rules.list")["rows"]}


def taken(page):
    return page.shown("rules.taken")


def test_the_empty_page_says_what_to_do(dashboard):
    page = dashboard.open(PAGE)
    assert grid(page)["empty"].startswith("No events yet")
    assert page.shown("rules.reason")["empty"].startswith("Choose a mark")
    assert page.shown("rules.event-editor")["hint"].startswith("No events yet")
    assert taken(page)["title"] == "Would have taken 0 of 0 events"
    assert not page.at.exception


def test_the_grid_has_8_of_12_taken_for_each_order(rules):
    assert grid(rules)["corner"] == "16 of 24 taken"
    assert column(rules, PAYMENT)["count"] == "2 of 6"


def test_the_newest_events_come_first(rules):
    times = [row["time"] for row in grid(rules)["rows"]]
    assert times == sorted(times, reverse=True)


def test_the_grid_can_show_the_chosen_order_alone(rules):
    rules.field("rules.scope").set_value("order").run()
    assert {row["order"] for row in grid(rules)["rows"]} == {"102"}


def test_no_chosen_order_is_said(dashboard):
    page = dashboard.open(PAGE)
    page.field("rules.scope").set_value("order").run()
    assert grid(page)["empty"].startswith("Choose an order")


def test_a_cell_opens_to_its_reason(rules):
    reason = choose_cell(rules, "101", "PaymentSucceeded", PAYMENT)
    sentence = words(reason["sentence"])
    assert sentence.startswith("source is payment-service; the pattern wants order-service")
    assert reason["word"] == "does not take it"
    assert [(f["path"], f["met"]) for f in reason["fields"]] == [
        ("source", False),
        ("detail-type", False),
    ]


def test_a_cell_that_is_taken_says_so(rules):
    reason = choose_cell(rules, "101", "OrderCreated", PAYMENT)
    assert (reason["mark"], reason["word"]) == ("taken", "takes it")
    assert all(field["met"] for field in reason["fields"])


def test_a_disabled_rule_makes_the_next_order_wait(rules):
    click(rules, "rules.disable")
    assert column(rules, PAYMENT)["state"] == "disabled"
    place_another(rules, 103, 100)
    assert marks(rules, PAYMENT)["103", "OrderCreated"] == "off"
    assert ("103", "PaymentSucceeded") not in marks(rules, PAYMENT)
    assert marks(rules, PAYMENT)["102", "OrderCreated"] == "taken"
    reason = choose_cell(rules, "103", "OrderCreated", PAYMENT)
    assert words(reason["sentence"]) == "The rule was disabled then, so it took nothing."


def test_a_disabled_rule_can_be_enabled_again(rules):
    click(rules, "rules.disable")
    click(rules, "rules.enable")
    assert listed(rules)[PAYMENT]["enabled"]


def test_a_rule_is_added_and_takes_events_from_then_on(rules):
    put(rules, "big-orders", BIG)
    assert listed(rules)["big-orders"]["target"] == "eda-demo-notification"
    place_another(rules, 103, 900)
    assert marks(rules, "big-orders")["103", "OrderCreated"] == "taken"
    reason = choose_cell(rules, "102", "OrderCreated", "big-orders")
    assert words(reason["sentence"]) == "There was no such rule then, so it took nothing."


def test_a_rule_is_changed(rules):
    put(rules, PAYMENT, BIG, "eda-demo-payment-service")
    assert "numeric" in listed(rules)[PAYMENT]["pattern"]
    captions = [caption.value for caption in rules.at.caption]
    assert any("takes events by this pattern from now on" in caption for caption in captions)


def test_a_deletion_is_asked_about_first(rules):
    click(rules, "rules.delete")
    assert PAYMENT in listed(rules)
    click(rules, "rules.change.no")
    assert PAYMENT in listed(rules)


def test_a_deleted_rule_keeps_its_past(rules):
    click(rules, "rules.delete")
    click(rules, "rules.change.yes")
    assert PAYMENT not in listed(rules)
    assert column(rules, PAYMENT)["state"] == "deleted"
    assert marks(rules, PAYMENT)["101", "OrderCreated"] == "taken"


def test_the_rules_of_the_demo_come_back(rules):
    put(rules, "big-orders", BIG)
    click(rules, "rules.restore")
    assert len(listed(rules)) == 5
    click(rules, "rules.change.yes")
    assert len(listed(rules)) == 4


def test_without_a_rule_for_the_log_the_page_says_so(rules):
    put(rules, CATCH_ALL, '{"source": ["nobody"]}', "eda-demo-notification")
    assert any("catch-all log" in caption.value for caption in rules.at.caption)


@pytest.mark.parametrize("name", ["two words", ""])
def test_a_name_that_is_refused_gets_a_sentence(rules, name):
    put(rules, name, BIG)
    (error,) = rules.at.error
    assert "1 to 64 letters" in error.value.replace("\\", "")
    assert not rules.at.exception


def test_a_pattern_that_was_put_is_what_is_begun_with(rules):
    put(rules, "big-orders", BIG)
    draft = rules.at.session_state[f"draft:{rules_session.PATTERN.key}"]
    assert (draft.base, draft.text) == (BIG, BIG)


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ('{"a": [{"prefix": 1}]}', "a[0].prefix: prefix match pattern must be a string."),
        ('{"a": oops}', "line 1, column 11: Unrecognized token 'oops'"),
        ("[]", "Filter is not an object."),
        ('{"a": ["' + "x" * 5000 + '"]}', "at most 4096 characters"),
        ('{"a":' * 200 + "[1]" + "}" * 200, "deep"),
        ("", "Filter is not an object"),
    ],
)
def test_a_broken_pattern_gets_a_sentence_and_cannot_be_put(rules, pattern, sentence):
    write(rules, BIG)
    assert not rules.at.button(key="rules.put").disabled
    write(rules, pattern)
    editor = rules.shown("rules.editor")
    assert sentence in f"{editor['place']}: {editor['problem']}"
    assert rules.at.button(key="rules.put").disabled
    assert not rules.at.exception


def test_a_change_is_marked_among_the_events(rules):
    click(rules, "rules.disable")
    place_another(rules, 103, 100)
    rules.at.switch_page("pages/event_log.py").run()
    rows = rules.shown("log.feed")["rows"]
    assert [row["detail_type"] for row in rows[:2]] == ["OrderCreated", "stack changed"]
    assert rows[1]["text"] == f"rule {PAYMENT} disabled"


def test_a_filtered_log_has_no_marks_of_changes(rules):
    click(rules, "rules.disable")
    rules.at.switch_page("pages/event_log.py").run()
    rules.field("filter-order").set_value("102").run()
    assert {row["order"] for row in rules.shown("log.feed")["rows"]} == {"102"}


def test_a_chosen_mark_of_a_change_is_harmless(rules):
    click(rules, "rules.disable")
    rules.at.switch_page("pages/event_log.py").run()
    rules.store(log_view.CHOSEN, "change-0")
    rules.at.run()
    assert not rules.at.exception


def test_the_playground_begins_with_the_payment_rule_and_the_newest_event(rules):
    assert json.loads(rules.shown("rules.editor")["text"])["source"] == ["order-service"]
    newest = json.loads(rules.shown("rules.event-editor")["text"])
    assert newest["detail-type"] == grid(rules)["rows"][0]["label"]
    assert rules.shown("rules.verdict")["word"] == "no match"


def test_the_playground_counts_what_a_pattern_would_have_taken(rules):
    write(rules, BIG)
    assert taken(rules)["title"] == "Would have taken 2 of 6 events"
    assert {row["order"] for row in taken(rules)["rows"]} == {"102"}


def test_the_count_goes_on_with_what_comes(rules):
    write(rules, BIG)
    place_another(rules, 103, 900)
    assert taken(rules)["title"] == "Would have taken 4 of 9 events"


def test_the_newest_event_that_fits_can_be_tried(rules):
    rules.field("rules.event-choice").set_value("taken").run()
    assert rules.shown("rules.verdict")["word"] == "match"


def test_a_chosen_event_can_be_tried(rules):
    rules.store(rules_session.CHOSEN_EVENT, sequence_of(rules, "101", "OrderCreated"))
    rules.field("rules.event-choice").set_value("chosen").run()
    assert json.loads(rules.shown("rules.event-editor")["text"])["detail"]["id"] == 101


def test_a_pasted_event_begins_as_the_one_shown(rules):
    shown = rules.shown("rules.event-editor")["text"]
    rules.field("rules.event-choice").set_value("pasted").run()
    pasted = rules.shown("rules.event-editor")
    assert (pasted["text"], pasted["readonly"]) == (shown, False)


def test_a_pasted_event_is_explained_with_its_choices(rules):
    write(rules, '{"source": ["s"], "$or": [{"a": [1]}, {"b": [{"exists": false}]}]}')
    paste(rules, '{"source": "s", "a": 2}')
    verdict = rules.shown("rules.verdict")
    assert verdict["word"] == "match"
    assert [(choice["label"], choice["met"]) for choice in verdict["choices"]] == [
        ("choice 1 of 2", False),
        ("choice 2 of 2", True),
    ]


def test_a_pasted_event_that_is_none_gets_a_sentence_at_its_place(rules):
    paste(rules, '{"a": oops}')
    editor = rules.shown("rules.event-editor")
    assert editor["place"] == "line 1, column 7"
    assert editor["problem"].startswith("The event is not JSON")


@pytest.mark.parametrize(
    ("pattern", "place", "sentence"),
    [
        ('{"a": [{"prefix": 1}]}', "a[0].prefix", "prefix match pattern must be a string."),
        ('{\n  "a": oops}', "line 2, column 12", "Unrecognized token 'oops'"),
        ('"text"', "line 1, column 7", "Filter is not an object."),
        ("", "line 1, column 1", "Filter is not an object."),
        ("x" * 5000, "", "A pattern has at most 4096 characters; this one has 5000."),
    ],
)
def test_a_pattern_that_is_none_gets_a_sentence_at_its_place(rules, pattern, place, sentence):
    write(rules, pattern)
    editor = rules.shown("rules.editor")
    assert (editor["place"], editor["problem"].startswith(sentence)) == (place, True)
    assert rules.shown("rules.verdict")["empty"]
    assert taken(rules)["rows"] == []
    assert not rules.at.exception


@pytest.mark.parametrize("event", ["", "[]", "null", "[" * 5000, "x" * 150_000, '{"a": 1e999}'])
def test_a_hostile_event_leaves_the_page_standing(rules, event):
    paste(rules, event)
    assert not rules.at.exception
    assert rules.shown("rules.verdict")


def test_what_was_written_survives_a_page_switch(rules):
    write(rules, BIG)
    rules.at.switch_page("pages/live.py").run()
    rules.at.switch_page(PAGE).run()
    assert rules.shown("rules.editor")["text"] == BIG
    assert rules.field("rules.name").value == PAYMENT


@pytest.fixture
def read_only(dashboard, monkeypatch):
    """The page on a world whose rules cannot be changed from here."""
    connect = bootstrap.simulated_backend

    def fixed(world, clock):
        return replace(connect(world, clock), editor=None)

    monkeypatch.setattr(bootstrap, "simulated_backend", fixed)
    return dashboard.open(PAGE)


def test_a_world_whose_rules_are_fixed_is_read_only(read_only):
    page = read_only
    assert len(listed(page)) == 4
    assert any("not changed" in caption.value for caption in page.at.caption)
    with pytest.raises(KeyError):
        page.at.button(key="rules.put")
