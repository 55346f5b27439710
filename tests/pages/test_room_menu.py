import io

import pytest

from eda_core.presentation.frame.playhead import Playhead
from eda_core.rooms.export import export_room
from eda_core.rooms.file import hold, release
from eda_core.rooms.opening import open_room
from eda_core.stack import demo_stack
from pages.components.frame import selection, session
from pages.components.log import view as log_view
from pages.components.orders import session as orders_session
from pages.components.rules import session as rules_session
from tests.pages.conftest import START_MS


@pytest.fixture
def kept(dashboard, monkeypatch, tmp_path):
    """The dashboard on rooms that are kept in a folder."""
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    dashboard.rooms = tmp_path / "rooms"
    return dashboard


def go_to(dashboard, name):
    dashboard.field("room.to").set_value(name)
    dashboard.at.button(key="room.go").click().run()
    open_menu_again(dashboard)


def open_menu_again(dashboard):
    """Open the menu, which is shut on the way to another room."""
    dashboard.at.session_state["room-menu"] = True
    dashboard.at.run()


def room(dashboard):
    """The room the address names."""
    named = dashboard.at.query_params.get("room", "default")
    return named if isinstance(named, str) else named[0]


def errors(dashboard):
    return [error.value for error in dashboard.at.error]


def test_the_default_room_is_kept_in_a_file(kept):
    kept.open().submit(101, 100)
    assert (kept.rooms / "default.room").exists()


def test_the_menu_counts_orders_as_the_totals_do(kept):
    kept.open().submit(101, 100)
    kept.submit(101, 100)  # the API takes it twice, and it stays one order
    kept.field("submit.raw-kind").set_value("Bus entries").run()
    kept.at.button(key="submit.send").click().run()
    kept.let_pass()
    kept.at.run()
    assert kept.tiles()["submitted"] == "2"
    assert any(caption.value.startswith("2 orders, ") for caption in kept.at.caption)


def test_two_rooms_do_not_mix(kept):
    kept.open().submit(101, 100)
    kept.let_pass()
    go_to(kept, "anna")
    assert kept.tiles()["submitted"] == "0"
    go_to(kept, "default")
    assert kept.tiles()["submitted"] == "1"


def test_the_menu_is_shut_on_the_way_to_another_room(kept):
    kept.open().field("room.to").set_value("anna")
    kept.at.button(key="room.go").click().run()
    assert not kept.at.session_state["room-menu"]


def test_a_room_is_named_in_the_address(kept):
    kept.open()
    go_to(kept, "anna")
    assert kept.at.query_params["room"] in ("anna", ["anna"])


def test_a_link_leads_to_its_room(kept):
    kept.at.query_params["room"] = "ben"
    kept.open()
    assert (kept.rooms / "ben.room").exists()


@pytest.mark.parametrize("name", ["", "../etc", "A b"])
def test_a_name_that_cannot_be_is_refused(kept, name):
    kept.open()
    go_to(kept, name)
    assert ["small letters" in error for error in errors(kept)] == [True]


def test_a_link_to_a_room_that_cannot_be_says_so_and_offers_another(kept):
    kept.at.query_params["room"] = "../etc"
    kept.open()
    assert "room must be" in errors(kept)[0]
    kept.field("no-world.room").set_value("anna")
    kept.at.button(key="no-world.go").click().run()
    assert errors(kept) == []


def test_a_room_that_is_open_elsewhere_says_where_and_offers_a_free_one(kept, tmp_path):
    lock = hold(kept.rooms / "ben.room")
    (kept.rooms / "ben.room").touch()
    kept.at.query_params["room"] = "ben"
    kept.open()
    assert errors(kept) == ["The room ben\\.room is already open here\\: close it there\\."]
    offered = kept.at.button(key="no-world.free")
    assert offered.label == "Go to room ben-2"
    offered.click().run()
    assert room(kept) == "ben-2"
    release(lock)


def test_the_rooms_that_are_kept_are_listed_and_gone_to(kept):
    kept.open()
    with pytest.raises(AssertionError):
        kept.field("room.at")
    go_to(kept, "anna")
    listed = kept.field("room.at")
    assert (listed.options, listed.value) == (["anna", "default"], "anna")
    listed.set_value("default").run()
    assert not kept.at.session_state["room-menu"]
    open_menu_again(kept)
    assert room(kept) == "default"
    assert kept.field("room.at").value == "default"


def earlier(dashboard):
    """The room with an order, shown at the moment before it, and a part of its timeline."""
    dashboard.open().submit(101, 100)
    dashboard.let_pass()
    dashboard.store(selection.PLAYHEAD, Playhead(START_MS))
    dashboard.store(selection.VIEW, f"{START_MS}-{START_MS + 1000}")
    dashboard.at.run()
    assert dashboard.at.query_params["at"]
    return dashboard


def test_another_room_is_shown_as_it_is_now(kept):
    go_to(earlier(kept), "anna")
    assert not {"at", "view"} & {*kept.at.query_params}


def test_a_room_that_begins_anew_is_shown_as_it_is_now(kept):
    earlier(kept)
    kept.field("room.sure").set_value(True).run()
    kept.at.button(key="room.reset").click().run()
    kept.at.run()
    assert not {"at", "view"} & {*kept.at.query_params}


def test_reset_asks_first_and_then_forgets(kept):
    kept.open().submit(101, 100)
    kept.let_pass()
    assert kept.at.button(key="room.reset").disabled
    kept.field("room.sure").check().run()
    before = kept.part("timeline")["stream"]
    kept.at.button(key="room.reset").click().run()
    kept.at.run()
    assert kept.tiles()["submitted"] == "0"
    assert kept.part("timeline")["stream"] != before
    assert "order" not in kept.at.query_params
    assert kept.at.session_state["room-menu"] is False


def test_a_reset_in_another_window_forgets_what_was_chosen_here(kept):
    kept.open().submit(101, 100)
    kept.let_pass()
    other = type(kept)(kept._clock)
    other.at.query_params.update({"order": "101", "at": str(START_MS + 1_000)})
    other.open()
    assert "at" in other.at.query_params
    kept.field("room.sure").check().run()
    kept.at.button(key="room.reset").click().run()
    other.let_pass()
    assert not {"order", "at"} & {*other.at.query_params}
    assert other.tiles()["submitted"] == "0"


def stored(dashboard, param):
    return dashboard.at.session_state["kept"][f"param:{param.key}"].value


OF_A_WORLD = {
    "pages/event_log.py": (log_view.CHOSEN, "2"),
    "pages/orders.py": (orders_session.TWIN, "101"),
    "pages/rules.py": (rules_session.CHOSEN_CELL, (2, "payment-service-filtering-orders-rule")),
}


@pytest.mark.parametrize("page", OF_A_WORLD)
def test_what_was_chosen_on_a_page_is_not_looked_for_in_the_room_begun_anew(kept, page):
    """Record 2 of the room as it was is not record 2 of the room as it is."""
    kept.open().submit(101, 100)
    kept.let_pass()
    other = type(kept)(kept._clock)
    other.open(page)
    chosen, value = OF_A_WORLD[page]
    other.store(chosen, value)
    other.at.run()
    assert stored(other, chosen) == value
    kept.field("room.sure").check().run()
    kept.at.button(key="room.reset").click().run()
    other.let_pass()
    assert stored(other, chosen) == chosen.usual


def test_a_room_that_is_opened_again_is_shown_as_it_was(kept):
    kept.open().submit(101, 100)
    kept.let_pass()
    kept.store(selection.PLAYHEAD, Playhead(START_MS + 1_000))
    session.worlds().close()
    kept.at.run()
    named = kept.at.query_params
    assert (named["at"], named["order"]) == (str(START_MS + 1_000), "101")


def test_a_copy_goes_on_from_where_the_room_stands(kept):
    kept.open().submit(101, 100)
    kept.let_pass()
    kept.field("room.to").set_value("copy")
    kept.at.button(key="room.copy").click().run()
    kept.at.run()
    assert kept.tiles()["submitted"] == "1"


def test_a_room_in_memory_says_that_it_ends_with_the_server(dashboard):
    dashboard.open()
    assert any("kept in memory" in caption.value for caption in dashboard.at.caption)


def test_an_idempotent_update_order_publishes_once(kept):
    kept.open()
    kept.field("fault.idempotent").set_value(True).run()
    kept.at.run()
    assert kept.field("fault.idempotent").value is True


def exported(tmp_path):
    out = io.StringIO()
    open_room(tmp_path / "made.room", demo_stack(), lambda: START_MS, seed=7).close()
    export_room(tmp_path / "made.room", out)
    return out.getvalue().encode()


def test_an_exported_room_is_imported_under_the_name_of_its_file(kept, tmp_path):
    kept.open()
    upload = kept.at.get("file_uploader")[0]
    upload.set_value(("Anna's class.room.jsonl", exported(tmp_path), "application/x-ndjson")).run()
    assert kept.field("room.new").value == "anna-s-class"
    assert kept.at.button(key="room.import").label == "Import as anna-s-class"
    kept.at.button(key="room.import").click().run()
    kept.at.run()
    assert (kept.rooms / "anna-s-class.room").exists()
    assert not kept.at.exception


def test_an_import_under_no_name_says_what_it_needs(kept, tmp_path):
    kept.open()
    upload = kept.at.get("file_uploader")[0]
    upload.set_value(("room.jsonl", exported(tmp_path), "application/x-ndjson")).run()
    kept.field("room.new").set_value("").run()
    kept.at.button(key="room.import").click().run()
    assert ["small letters" in error for error in errors(kept)] == [True]
    kept.at.run()
    assert not kept.at.exception


def test_the_other_kind_of_bus_is_another_room_of_the_same_name(kept):
    kept.at.session_state["bus-menu"] = True
    kept.open().submit(101, 100)
    kept.field("bus.kind").set_value("custom").run()
    kept.at.run()
    assert kept.at.query_params["bus"] in ("custom", ["custom"])
    assert sorted(path.name for path in kept.rooms.glob("*.room")) == [
        "default.custom.room",
        "default.room",
    ]
    assert kept.tiles()["submitted"] == "0"


def test_a_link_with_no_kind_of_bus_there_is_says_so(kept):
    kept.at.query_params["bus"] = "new"
    kept.open()
    assert "bus must be classic or custom" in errors(kept)[0]
