"""The grid, the reasons, the list of rules, and the marks of changes among the events."""

import json

import pytest

from eda_core.patterns import compile_pattern, explain
from eda_core.presentation.log.event_rows import MOST_CHANGES, event_feed
from eda_core.presentation.rules.event_matrix import (
    MOST_COLUMNS,
    cell_reason,
    first_rule,
    log_warning,
    rule_form,
    rule_list,
    rule_matrix,
)
from eda_core.presentation.rules.verdict import MAX_SENTENCE, MOST_CHOICES, MOST_FIELDS, verdict
from eda_core.presentation.wording import order_name
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.event_steps import EventDeliveries

EVERYTHING = EventFilter()
PAYMENT = "payment-service-filtering-orders"
NAMES = [
    "cw-catch-all",
    "payment-service-filtering-orders",
    "order-service-filtering-payments",
    "notification-service",
]


def matrix(room, chosen=None):
    room.model.refresh()
    return rule_matrix(room.model.grid(EVERYTHING, 30), room.model.stack, chosen)


def reason(room, sequence, rule=PAYMENT):
    return cell_reason(room.model.grid_of(sequence), rule, room.model.stack.words)


def feed(room, **options):
    room.model.refresh()
    return event_feed(room.model.find(EVERYTHING), changes=room.model.changes(), **options)["rows"]


def words(spans):
    return "".join(text for text, _ in spans)


def test_every_rule_has_a_column_with_its_whole_name(room):
    room.place(101, 100)
    columns = matrix(room)["columns"]
    assert [column["key"] for column in columns] == NAMES
    assert [column["count"] for column in columns] == ["3 of 3", "1 of 3", "1 of 3", "3 of 3"]


def test_a_row_names_its_event(room):
    room.place(101, 900)
    row = matrix(room)["rows"][0]
    assert (row["label"], row["order"], row["shape"]) == ("OrderCancelled", "101", "diamond")


def test_where_nobody_reports_deliveries_the_marks_are_inferred(room):
    room.place(101, 100)
    room.model.refresh()
    grid = room.model.grid(EVERYTHING, 30)
    found = rule_matrix(grid, room.model.stack, None, known={})
    assert found["title"] == "Events against rules, inferred from the patterns"
    assert found["corner"] == "8 of 12 taken, inferred from the patterns"
    cells = [cell for row in found["rows"] for cell in row["cells"]]
    assert {(cell["inferred"], cell["how"]) for cell in cells} == {
        (True, ", inferred from the patterns")
    }
    assert found["rows"][0]["cells"][0]["title"] == "takes it, inferred from the patterns"


def test_a_mark_says_that_it_is_known_from_the_bus_log(room):
    room.place(101, 100)
    room.model.refresh()
    grid = room.model.grid(EVERYTHING, 30)
    known = {
        record.event.id: EventDeliveries((PAYMENT, "cw-catch-all"), bus_log=True)
        for record in grid.records
    }
    found = rule_matrix(grid, room.model.stack, None, known)
    titles = {cell["title"] for row in found["rows"] for cell in row["cells"]}
    assert found["corner"] == "8 of 12 taken, 4 known from the bus log, the others inferred"
    taken = [cell for row in found["rows"] for cell in row["cells"] if cell["mark"] == "taken"]
    assert all(cell["inferred"] is ("known" not in cell["title"]) for cell in taken)
    assert {"takes it, known from the bus log", "takes it, inferred from the patterns"} <= titles
    by_other = "took it, known from the bus log; by the pattern known here it would not"
    assert by_other in titles


def test_a_reported_mark_says_nothing_of_inference(room):
    room.place(101, 100)
    found = matrix(room)
    cells = [cell for row in found["rows"] for cell in row["cells"]]
    assert {(cell["inferred"], cell["how"]) for cell in cells} == {(False, "")}
    assert "inferred" not in found["title"] + found["corner"]


def test_an_empty_matrix_says_nothing_in_its_corner(room):
    grid = room.model.grid(EVERYTHING, 30)
    assert rule_matrix(grid, room.model.stack, None, known={})["corner"] == ""


def test_a_reason_says_that_it_is_inferred(room):
    room.place(101, 100)
    room.model.refresh()
    found = cell_reason(room.model.grid_of(1), PAYMENT, room.model.stack.words, known={})
    assert found["subtitle"].endswith(", inferred from the patterns")


def test_marks_tell_taken_missed_and_not_in_force_apart(room):
    room.place(101, 100)
    room.backend.editor.set_rule_enabled(PAYMENT, False)
    room.place(102, 100)
    marks = [row["cells"][1]["mark"] for row in matrix(room)["rows"]]
    assert marks == ["off", "missed", "missed", "taken"]


def test_a_grid_of_very_many_rules_shows_the_first(room):
    for number in range(MOST_COLUMNS):
        room.backend.editor.put_rule(f"r{number}", '{"a": [1]}', "eda-demo-notification")
    room.place(101, 100)
    found = matrix(room)
    assert len(found["columns"]) == len(found["rows"][0]["cells"]) == MOST_COLUMNS
    assert found["corner"] == f"the first {MOST_COLUMNS} of {MOST_COLUMNS + 4} rules"


def test_the_chosen_cell_is_named(room):
    room.place(101, 100)
    assert matrix(room, (2, PAYMENT))["chosen"] == {"event": "2", "rule": PAYMENT}


def test_a_rule_that_was_there_keeps_its_column(room):
    room.place(101, 100)
    room.backend.editor.delete_rule(PAYMENT)
    states = {column["key"]: column["state"] for column in matrix(room)["columns"]}
    assert states[PAYMENT] == "deleted"


def test_a_reason_is_a_sentence_with_its_names_strong(room):
    room.place(101, 100)
    spans = reason(room, 2)["sentence"]
    assert words(spans).startswith("source is payment-service; the pattern wants order-service")
    assert spans[0] == ("source", True)


def test_a_reason_names_rule_and_event(room):
    room.place(101, 100)
    found = reason(room, 1)
    assert found["title"] == PAYMENT
    assert found["subtitle"].startswith("OrderCreated of order 101, ")


@pytest.mark.parametrize(("sequence", "rule"), [(0, PAYMENT), (999, PAYMENT), (1, "")])
def test_without_a_cell_there_is_a_hint(room, sequence, rule):
    room.place(101, 100)
    assert reason(room, sequence, rule)["empty"]


def test_a_rule_nobody_has_was_not_there(room):
    room.place(101, 100)
    assert words(reason(room, 1, "nobody")["sentence"]).startswith("It was not there then")


@pytest.mark.parametrize(
    ("order", "said"),
    [(None, "One order"), (101, "Order 101"), ("o" * 50, 'Order "oooooooooooooo…')],
)
def test_an_order_is_said_in_few_words(order, said):
    assert order_name(order) == said


def test_the_list_shows_patterns_on_one_line(room):
    rows = rule_list(room.model.stack, PAYMENT)["rows"]
    assert rows[1]["pattern"] == '{"source": ["order-service"], "detail-type": ["OrderCreated"]}'


def test_the_list_counts_disabled_rules(room):
    room.backend.editor.set_rule_enabled(PAYMENT, False)
    room.model.refresh()
    assert rule_list(room.model.stack, "")["note"] == "4 rules, 1 disabled"


def test_the_first_rule_is_the_one_that_starts_the_payment(room):
    assert first_rule(room.model.stack).name == PAYMENT


def test_a_form_has_the_pattern_laid_out(room):
    form = rule_form(room.model.stack, PAYMENT)
    assert form.pattern.splitlines()[1] == '  "source": ["order-service"],'
    assert json.loads(form.pattern)["detail-type"] == ["OrderCreated"]


def test_an_unknown_rule_has_no_form(room):
    assert rule_form(room.model.stack, "nobody") is None


def test_a_log_nobody_fills_is_warned_of(room):
    assert log_warning(room.model.stack) == ""
    room.backend.editor.set_rule_enabled("cw-catch-all", False)
    room.model.refresh()
    assert "no page can show" in log_warning(room.model.stack)


def test_changes_stand_between_the_events_before_and_after(room):
    room.place(101, 100)
    room.backend.editor.set_rule_enabled(PAYMENT, False)
    room.place(102, 100)
    kinds = [row["detail_type"] for row in feed(room)]
    assert kinds[:3] == ["OrderCreated", "stack changed", "OrderCompleted"]


def test_a_change_says_what_was_changed(room):
    room.backend.editor.set_rule_enabled(PAYMENT, False)
    (row,) = feed(room)
    assert (row["text"], row["shape"], row["source"]) == (
        f"rule {PAYMENT} disabled",
        "dashed",
        "simulator",
    )


def test_only_the_newest_changes_are_shown(room):
    for number in range(MOST_CHANGES + 1):
        room.backend.editor.set_rule_enabled(PAYMENT, number % 2 == 1)
    rows = feed(room)
    assert (len(rows), rows[0]["key"]) == (MOST_CHANGES, f"change-{MOST_CHANGES}")


def test_a_hostile_explanation_is_cut_and_says_so():
    fields = {f"f{number}": ["x"] for number in range(MOST_FIELDS + 2)}
    choices = [{f"c{number}": ["x"]} for number in range(MOST_CHOICES + 3)]
    found = verdict(explain(compile_pattern({**fields, "$or": choices}), {}))
    assert (len(found["fields"]), len(found["choices"])) == (MOST_FIELDS, MOST_CHOICES)
    assert found["more"] == "… and 2 more fields and 3 more choices of $or"
    assert len(words(found["sentence"])) <= MAX_SENTENCE
