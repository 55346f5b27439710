import pytest

from eda_core.presentation.frame.playhead import Playhead
from pages.components.frame import selection
from pages.components.rules.session import CHOSEN_RULE

PAGE = "pages/rules.py"
PAUSED = "notification-service"


@pytest.fixture
def subscribers(dashboard):
    """The page Subscribers of a room on the custom bus, after one order over the limit."""
    dashboard.at.query_params["bus"] = "custom"
    dashboard.open().submit(101, 900)
    dashboard.let_pass()
    return dashboard.open(PAGE)


def choose(dashboard, name):
    dashboard.store(CHOSEN_RULE, name)
    dashboard.at.run()


def order_comes(dashboard, order_id, amount):
    dashboard.at.switch_page("pages/live.py").run()
    dashboard.submit(order_id, amount)
    dashboard.let_pass()
    dashboard.open(PAGE)


def press(dashboard, key):
    dashboard.at.button(key=key).click().run()


def rows(dashboard):
    return {row["key"]: row for row in dashboard.shown("subscribers.list")["rows"]}


def marks(dashboard, rule):
    grid = dashboard.shown("rules.grid")
    at = [column["key"] for column in grid["columns"]].index(rule)
    return {row["label"]: row["cells"][at]["mark"] for row in grid["rows"]}


def labels(dashboard):
    return [button.label for button in dashboard.at.button]


def test_each_subscriber_has_its_filter_and_its_place(subscribers):
    shown = rows(subscribers)
    assert [row["filter"].split()[0] for row in shown.values()] == ["no", "DATA", "DATA", "DATA"]
    assert {row["at"] for row in shown.values()} == {1.0}
    assert shown["order-service-filtering-payments"]["order"] == "FIFO by order"


def test_the_bar_names_the_kind_of_bus_and_the_room(subscribers):
    assert subscribers.shown("world-bar")["room"] == "default · custom bus"


def test_what_a_paused_subscriber_has_not_come_to_waits(subscribers):
    choose(subscribers, PAUSED)
    press(subscribers, "subscribers.pause")
    order_comes(subscribers, 102, 100)
    row = rows(subscribers)[PAUSED]
    assert (row["state"], row["backlog"]) == ("paused", "3")
    assert marks(subscribers, PAUSED)["OrderCompleted"] == "waits"


def test_it_goes_on_from_where_it_stopped(subscribers):
    choose(subscribers, PAUSED)
    press(subscribers, "subscribers.pause")
    order_comes(subscribers, 102, 100)
    press(subscribers, "subscribers.resume")
    subscribers.let_pass()
    assert rows(subscribers)[PAUSED]["backlog"] == "0"
    assert marks(subscribers, PAUSED)["OrderCompleted"] == "taken"


def test_it_may_skip_what_came_since(subscribers):
    choose(subscribers, PAUSED)
    press(subscribers, "subscribers.pause")
    order_comes(subscribers, 102, 100)
    subscribers.field("subscribers.skip").set_value(True).run()
    press(subscribers, "subscribers.resume")
    subscribers.let_pass()
    assert marks(subscribers, PAUSED)["OrderCompleted"] == "off"


def test_a_replay_is_a_subscriber_of_its_own(subscribers):
    choose(subscribers, PAUSED)
    press(subscribers, "subscribers.replay")
    subscribers.let_pass()
    new = f"replay-{PAUSED}"
    assert rows(subscribers)[new]["state"] == "running"
    assert marks(subscribers, new)["OrderCreated"] == "taken"


def test_a_replay_from_a_time_too_near_is_refused(subscribers):
    subscribers.let_pass(600)
    choose(subscribers, PAUSED)
    subscribers.field("subscribers.from").set_value("From minutes ago").run()
    subscribers.field("subscribers.minutes").set_value(2).run()
    press(subscribers, "subscribers.replay")
    assert ["5 minutes" in each.value for each in subscribers.at.error] == [True]


def test_the_classic_bus_has_its_own_page(dashboard):
    dashboard.open(PAGE)
    assert dashboard.shown("rules.list")["title"] == "Rules"


def moment(dashboard, at_ms):
    dashboard.store(selection.PLAYHEAD, Playhead(at_ms))
    dashboard.at.run()


def captions(dashboard):
    return " ".join(each.value for each in dashboard.at.caption)


def test_at_an_earlier_moment_the_places_are_those_of_then(subscribers, clock):
    before_ms = clock.ms
    clock.ms += 10_000
    choose(subscribers, PAUSED)
    press(subscribers, "subscribers.pause")
    order_comes(subscribers, 102, 100)
    paused_ms = clock.ms
    clock.ms += 10_000
    press(subscribers, "subscribers.resume")
    subscribers.let_pass()
    assert rows(subscribers)[PAUSED]["backlog"] == "0"
    moment(subscribers, paused_ms)
    row = rows(subscribers)[PAUSED]
    assert (row["state"], row["backlog"]) == ("paused", "3")
    assert marks(subscribers, PAUSED)["OrderCompleted"] == "waits"
    assert "known only for now" in captions(subscribers)
    assert "subscribers.pause" not in {button.key for button in subscribers.at.button}
    moment(subscribers, before_ms)
    assert rows(subscribers)[PAUSED]["state"] == "running"


def test_before_it_was_made_a_replay_is_not_among_them(subscribers, clock):
    before_ms = clock.ms
    clock.ms += 10_000
    choose(subscribers, PAUSED)
    press(subscribers, "subscribers.replay")
    subscribers.let_pass()
    assert f"replay-{PAUSED}" in rows(subscribers)
    moment(subscribers, before_ms)
    assert f"replay-{PAUSED}" not in rows(subscribers)
