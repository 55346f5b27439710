import json

import pytest

from eda_core.presentation.frame.playhead import Playhead
from eda_core.stack.subscribers import FilterScope
from pages.components.frame import selection
from pages.components.rules import session as rules_session
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


def detail(dashboard):
    return dashboard.shown("subscribers.chosen")


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


def elsewhere(dashboard, running):
    """Pause a subscriber or let it go on as another tab does, unseen by this one."""
    _, connection = dashboard.at.session_state["kept"]["memo:world.connection"]
    connection.backend.subscribers.set_running(PAUSED, running)


def test_what_is_skipped_is_counted_when_it_is_done(subscribers):
    choose(subscribers, PAUSED)
    press(subscribers, "subscribers.pause")
    subscribers.field("subscribers.skip").set_value(True).run()
    subscribers.post((102, 100))  # since this page was drawn
    press(subscribers, "subscribers.resume")
    assert any("1 event is skipped" in each.value for each in subscribers.at.caption)


def test_what_another_tab_has_done_already_is_not_said_to_be_done(subscribers):
    choose(subscribers, PAUSED)
    elsewhere(subscribers, running=False)
    press(subscribers, "subscribers.pause")
    said = [each.value for each in subscribers.at.caption]
    assert any(r"was paused \(STOPPED\) already" in each for each in said)
    subscribers.field("subscribers.skip").set_value(True).run()
    elsewhere(subscribers, running=True)
    press(subscribers, "subscribers.resume")
    said = [each.value for each in subscribers.at.caption]
    assert any("was going on already; nothing is skipped" in each for each in said)


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


def work_on(dashboard, scope):
    dashboard.field("rules.filter-scope").set_value(scope).run()


SYSTEM = FilterScope.SYSTEM_METADATA
OF_102 = '{"EventGroupId": ["102"]}'


@pytest.fixture
def filtered(subscribers):
    """The page after the mails were limited to order 102 by what the bus says of an event."""
    choose(subscribers, PAUSED)
    work_on(subscribers, SYSTEM)
    subscribers.write(rules_session.FILTERS[SYSTEM], OF_102)
    subscribers.at.run()
    press(subscribers, "rules.put-filter")
    return subscribers


def test_a_filter_of_what_the_bus_says_is_put_beside_that_of_the_data(filtered):
    scopes = {each["scope"]: each["pattern"] for each in detail(filtered)["filters"]}
    assert (scopes["SYSTEM_METADATA"], scopes["METADATA"]) == (OF_102, "")
    assert "order-service" in scopes["DATA"]
    assert "SYSTEM_METADATA" in rows(filtered)[PAUSED]["filter"]


def test_what_was_put_is_what_is_begun_with(filtered):
    draft = filtered.at.session_state[f"draft:{rules_session.FILTERS[SYSTEM].key}"]
    assert (draft.base, draft.text) == (OF_102, OF_102)


def test_it_decides_which_events_come_and_the_grid_says_so(filtered):
    order_comes(filtered, 102, 100)
    order_comes(filtered, 103, 100)
    grid = filtered.shown("rules.grid")
    at = [column["key"] for column in grid["columns"]].index(PAUSED)
    cells = {(row["label"], row["order"]): row["cells"][at] for row in grid["rows"]}
    assert cells["OrderCompleted", "102"]["mark"] == "taken"
    missed = cells["OrderCompleted", "103"]
    assert missed["mark"] == "missed"
    assert missed["title"].startswith('SYSTEM_METADATA: `EventGroupId` is "103"')


def test_the_filter_is_tried_on_what_the_bus_says_of_an_event(filtered):
    part = json.loads(filtered.shown("rules.part")["text"])
    assert (part["EventGroupId"], part["DeduplicationId"]) == ("101", "101:OrderCancelled")
    assert filtered.shown("rules.verdict")["word"] == "no match"


def test_an_empty_filter_takes_it_away_again(filtered):
    filtered.write(rules_session.FILTERS[SYSTEM], "{}")
    filtered.at.run()
    press(filtered, "rules.put-filter")
    assert "SYSTEM_METADATA" not in rows(filtered)[PAUSED]["filter"]
    assert "DATA" in rows(filtered)[PAUSED]["filter"]


def test_the_filter_of_the_data_is_changed_without_it(filtered):
    work_on(filtered, FilterScope.DATA)
    filtered.store(rules_session.NAME, PAUSED)
    filtered.store(rules_session.TARGET, "eda-demo-notification")
    filtered.write(rules_session.PATTERN, '{"source": ["payment-service"]}')
    filtered.at.run()
    press(filtered, "rules.put")
    assert [each["pattern"] for each in detail(filtered)["filters"]] == [
        '{"source": ["payment-service"]}',
        "",
        OF_102,
    ]


def test_restoring_the_demo_takes_it_away_too(filtered):
    filtered.write(rules_session.FILTERS[SYSTEM], "typed")
    filtered.at.run()
    press(filtered, "subscribers.restore")
    press(filtered, "subscribers.change.yes")
    assert "SYSTEM_METADATA" not in rows(filtered)[PAUSED]["filter"]


@pytest.mark.parametrize(
    ("scope", "text", "problem"),
    [
        (SYSTEM, '{"aws:Source": [{"wildcard": "*"}]}', "This bus has no `wildcard`"),
        (FilterScope.METADATA, '{"a": [{"prefix": "x"}]}', "exact values only, no operators"),
        (SYSTEM, '{"aws:Source": "order-service"}', "must be an object or an array"),
        (FilterScope.DATA, '{"source": [{"wildcard": "*"}]}', "This bus has no `wildcard`"),
    ],
)
def test_what_the_bus_refuses_is_said_while_it_is_typed(subscribers, scope, text, problem):
    choose(subscribers, PAUSED)
    work_on(subscribers, scope)
    draft = rules_session.FILTERS.get(scope, rules_session.PATTERN)
    subscribers.write(draft, text)
    subscribers.at.run()
    key = "rules.editor" if scope is FilterScope.DATA else f"rules.filter.{scope}"
    assert problem in subscribers.shown(key)["problem"]


def test_a_filter_that_the_bus_refuses_cannot_be_put(subscribers):
    choose(subscribers, PAUSED)
    work_on(subscribers, SYSTEM)
    assert not subscribers.at.button(key="rules.put-filter").disabled
    subscribers.write(rules_session.FILTERS[SYSTEM], '{"aws:Source": "order-service"}')
    subscribers.at.run()
    assert subscribers.at.button(key="rules.put-filter").disabled


def test_what_never_matches_is_said(subscribers):
    work_on(subscribers, SYSTEM)
    said = " ".join(each.value for each in subscribers.at.caption).replace("\\", "")
    assert "every value is a text" in said
    text = '{"EventGroupId": [{"numeric": [">", 1]}]}'
    subscribers.write(rules_session.FILTERS[SYSTEM], text)
    subscribers.at.run()
    said = " ".join(each.value for each in subscribers.at.caption).replace("\\", "")
    assert "`numeric` never matches here" in said


def test_filters_beyond_the_size_are_refused_when_they_are_put(subscribers):
    choose(subscribers, PAUSED)
    work_on(subscribers, SYSTEM)
    many = json.dumps({"aws:Source": ["x" * 4_060]})
    subscribers.write(rules_session.FILTERS[SYSTEM], many)
    subscribers.at.run()
    press(subscribers, "rules.put-filter")
    assert "have 4,096 bytes at most" in subscribers.at.error[0].value.replace("\\", "")


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


@pytest.fixture
def settings(subscribers):
    """The page with the settings of the mails' subscriber unfolded."""
    choose(subscribers, PAUSED)
    subscribers.at.session_state["subscribers.delivery"] = True
    subscribers.at.run()
    return subscribers


def typed(dashboard, **values):
    for name, value in values.items():
        dashboard.field(f"subscribers.{name}").set_value(value).run()


def test_batches_are_set_on_the_page_and_seen(settings):
    assert settings.at.button(key="subscribers.put").disabled
    typed(settings, batch=3, window=60)
    assert "gets an array" in captions(settings)
    typed(settings, unpacks=True)
    assert "gets an array" not in captions(settings)
    press(settings, "subscribers.put")
    assert "delivers so from now on" in captions(settings)
    assert rows(settings)[PAUSED]["batch"] == "up to 3, 60 s"
    assert detail(settings)["about"].startswith("gathers")
    assert "functions take arrays" in settings.shown("world-bar")["changed"]
    order_comes(settings, 102, 100)
    assert marks(settings, PAUSED)["OrderCompleted"] == "taken"


def test_another_order_makes_it_again_after_a_question(settings):
    typed(settings, ordering="FIFO", invocation="REQUEST_RESPONSE")
    press(settings, "subscribers.put")
    assert any("make it again as FIFO" in each.value for each in settings.at.markdown)
    assert rows(settings)[PAUSED]["order"] == "UNORDERED"
    press(settings, "subscribers.delivery.yes")
    assert rows(settings)[PAUSED]["order"] == "FIFO by order"


def test_an_expression_that_does_not_parse_is_refused_with_its_place(settings):
    typed(settings, shape="JSONATA", expression="{% $events.( %}")
    press(settings, "subscribers.put")
    assert "Expression" in settings.at.error[0].value
    assert detail(settings)["facts"][3]["value"] == "RAW"


def test_a_universal_target_has_no_batch_to_set(settings):
    choose(settings, "cw-catch-all")
    fields = {each.key for each in settings.at.number_input}
    assert not [
        key for key in fields if key.startswith(("subscribers.batch", "subscribers.window"))
    ]
    assert "no batch and no transformer" in captions(settings)
