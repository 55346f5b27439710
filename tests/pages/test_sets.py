"""The look Sets of the Orders page: two sets, a sentence, and the table it filters."""

import json
import os
from dataclasses import replace

import pytest

from eda_core.app.bootstrap import rooms_of
from eda_core.domain.settings import settings_from
from eda_core.log_files import SourceFile, import_log, logs_folder
from eda_core.presentation.export.exporting import FORM_WORDS
from eda_core.read_model.order_query import OrderQuery
from pages.components.frame import session as frame
from pages.components.order import export_menu
from pages.components.orders import other_world, session, sets_panel
from tests.unit.sets.planted import START_MS, Planted


@pytest.fixture
def orders(dashboard):
    dashboard.open()
    dashboard.post(*((number, 900 if number % 3 == 0 else 100) for number in range(101, 131)))
    dashboard.let_pass()
    dashboard.open("pages/orders.py")
    dashboard.store(session.LOOK, session.SETS)
    dashboard.at.run()
    return dashboard


def given(dashboard, name):
    (found,) = (
        dashboard.given(each)
        for each in dashboard.at.get("bidi_component")
        if each.proto.component_name.endswith(f".{name}")
    )
    return found


def test_the_limit_is_the_first_sentence_and_what_repeats_the_choice_is_said(orders):
    card = given(orders, "set_card")
    assert not orders.at.exception
    assert card["answer"] == "One thing sets the failed apart."
    assert card["sentences"][0]["key"].startswith("number: amount: over ")
    assert [each["count"] for each in card["sentences"][0]["numbers"]] == ["10 of 10", "none of 20"]
    assert card["repeated"].startswith("Not counted: ")


def test_a_sentence_filters_the_table(orders):
    key = given(orders, "set_card")["sentences"][0]["key"]
    orders.store(session.FACT, key)
    orders.at.run()
    rows = given(orders, "table")["rows"]
    assert len(rows) == 10
    assert rows[0]["group"] == "10 failed"


def test_the_orders_of_a_sentence_are_exported(orders):
    orders.store(session.FACT, given(orders, "set_card")["sentences"][0]["key"])
    orders.at.session_state["export-orders"] = True
    orders.at.run()
    assert not orders.at.exception
    labels = [each.proto.label for each in orders.at.get("download_button")]
    assert labels == [words.label for words in FORM_WORDS.values()]
    _, connection = orders.at.session_state["kept"]["memo:world.connection"]
    query = OrderQuery(show="cancelled", size=3, page=1)
    found = export_menu._of_table(connection.model, query, connection.now_ms())
    assert [str(order) for order in found] == [r["order"] for r in given(orders, "table")["rows"]]
    assert len(found) == 10


def test_a_link_that_names_no_set_shows_the_usual_ones(orders):
    orders.store(sets_panel._FIRST, "nonsense")
    orders.at.run()
    assert [head["key"] for head in given(orders, "set_card")["heads"]] == ["failed", "succeeded"]


def taken_in(folder, name, more):
    """A log of sixty orders, with more in the details of each."""
    made = Planted(name)
    for number in range(1, 61):
        at_ms, detail = START_MS + number * 60_000, {"id": number, "amount": 10, **more}
        made.add(detail, at_ms, 300, failed=number % 4 == 0)
    lines = "".join(f"{record.text}\n" for record in made.records).encode()
    import_log([SourceFile(f"{name}.jsonl", len(lines), [lines])], folder, name)


@pytest.fixture
def of_two_logs(dashboard, monkeypatch, tmp_path):
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    folder = logs_folder(tmp_path)
    folder.mkdir(parents=True)
    for name, more in (("plain", {}), ("coupons", {"coupon": "MAY"})):
        taken_in(folder, name, more)
    dashboard.at.query_params |= {"world": "file", "file": "coupons"}
    dashboard.open()
    dashboard.open("pages/orders.py")
    dashboard.store(session.LOOK, session.SETS)
    dashboard.at.run()
    return dashboard


def test_a_set_is_compared_with_one_of_another_world(of_two_logs):
    choice = of_two_logs.field(other_world.WORLD.key)
    assert choice.options == ["this world", "log plain"]
    choice.set_value("log:plain").run()
    card = given(of_two_logs, "set_card")
    assert not of_two_logs.at.exception
    assert [head["name"] for head in card["heads"]] == ["All orders here", "All orders there"]
    assert [head["size"] for head in card["heads"]] == ["60", "60"]
    (sentence,) = card["sentences"]
    assert sentence["sentence"] == "The coupon is text"
    assert [each["set"] for each in sentence["numbers"]] == ["here", "there"]
    assert sentence["figure"]["words"] == "share of those here: 60; of those there: none"
    of_two_logs.store(session.FACT, card["sentences"][0]["key"])
    of_two_logs.at.run()
    assert given(of_two_logs, "table")["pager"]["words"].endswith("60")
    (said,) = [c.value for c in of_two_logs.at.caption if "of this world" in c.value]
    assert "(orders?world=file&file=plain&look=sets&first=all&second=all&with=log%3Acoupons" in said


def test_a_world_that_a_link_names_and_that_is_not_there_is_this_one(of_two_logs):
    of_two_logs.store(other_world.WORLD, "room:nobody")
    of_two_logs.at.run()
    assert not of_two_logs.at.exception
    assert [h["name"] for h in given(of_two_logs, "set_card")["heads"]] == ["Failed", "Succeeded"]


@pytest.fixture
def beside_a_room(dashboard, monkeypatch, tmp_path):
    """The sets of the room anna and of the room ben; what places an order in ben, and resets it."""
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    ben = replace(settings_from(os.environ), room="ben")

    def place(number):
        body = json.dumps({"id": number, "amount": 100})
        assert frame.worlds().connection(ben).backend.api.place(body).accepted

    place(1)
    dashboard.at.query_params["room"] = "anna"
    dashboard.open()
    dashboard.post((101, 900))
    dashboard.let_pass()
    dashboard.open("pages/orders.py")
    dashboard.store(session.LOOK, session.SETS)
    dashboard.store(other_world.WORLD, "room:ben")
    for param in (sets_panel._FIRST, sets_panel._SECOND):
        dashboard.store(param, "all")
    dashboard.at.run()
    return dashboard, place, lambda: frame.worlds().forget(ben, _reset(ben))


def _reset(settings):
    return lambda: rooms_of(settings).reset(settings.room)


def test_what_came_in_the_other_world_is_a_reason_to_compare_again(beside_a_room):
    orders, place, _ = beside_a_room
    assert not given(orders, "set_card")["newer"]
    place(2)
    orders.let_pass()
    assert "come since" in given(orders, "set_card")["newer"]


def test_another_room_that_was_reset_is_compared_anew(beside_a_room):
    orders, _, reset = beside_a_room
    assert [head["size"] for head in given(orders, "set_card")["heads"]] == ["1", "1"]
    reset()
    orders.let_pass()
    assert [head["size"] for head in given(orders, "set_card")["heads"]] == ["1", "0"]
