"""Files of strangers: what can be used is read, what cannot is said with its place."""

import copy
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from eda_core.domain.errors import InvalidScenario
from eda_core.scenarios.scenario import MOST_BYTES, bundled, scenario_from

ROOT = Path(__file__).parents[3]
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/scenario.schema.json").read_text()))
FILES = sorted((ROOT / "eda_core/scenarios/files").glob("*.json"))
GOOD = {
    "version": 1,
    "title": "All there is",
    "limit": 500,
    "bus": "custom",
    "do": [
        {"order": {"id": 1, "amount": 100}},
        {"at": 1.5, "orders": {"first": 10, "count": 3, "over_percent": 30}},
        {"event": {"source": "order-service", "detail-type": "OrderCreated", "detail": {"id": 2}}},
        {"arm": {"kind": "drop", "where": "cw-catch-all", "next_n": 2}},
        {"at": 2, "disarm": True},
        {"rule": {"name": "cw-catch-all", "enabled": False}},
        {"rule": {"name": "mine", "pattern": {"source": ["x"]}, "target": "eda-demo-all"}},
        {"rule": {"name": "mine", "deleted": True}},
        {"restore": "rules"},
        {"limit": 400},
        {"definition": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}},
        {"idempotent": True},
        {"at": 60, "redrive": True},
        {"subscriber": {"name": "cw-catch-all", "running": True, "skip": True}},
        {"replay": {"like": "cw-catch-all", "name": "again", "ago": 600, "live": False}},
        {"subscriber": {"name": "cw-catch-all", "set": {"Type": "FIFO"}}},
        {"unpacks": True},
    ],
    "expect": [
        {"order": 1, "outcome": "completed", "events": ["OrderCreated"], "path": [], "taken": 8},
        {"order": "over the limit", "execution": "SUCCEEDED", "rules": {"OrderCreated": ["x"]}},
        {"order": {"amount": 1}, "delivery": {"event": "OrderCreated", "rule": "x", "times": 2}},
        {"order": 1, "notified": {"at_least": 1}, "progress": "done", "says": ["a", "b"]},
        {"at": 3, "totals": {"orders": 1, "stuck": {"at_least": 0}, "faults": 0}},
        {"stack": {"limit": 400, "idempotent": True, "rules": {"cw-catch-all": "off"}}},
        {"twins": ["over the limit", 1], "says": "Same until isFraud"},
    ],
}


def changed(path, value):
    """The good file with another value at a place; `...` takes it out."""
    made = copy.deepcopy(GOOD)
    *way, last = path
    there = made
    for each in way:
        there = there[each]
    if value is ...:
        del there[last]
    else:
        there[last] = value
    return made


REFUSED = [
    (["version"], 2, "version: It must be 1"),
    (["title"], ..., "'title' is missing"),
    (["do"], {}, "do: It must be a list, not an object"),
    (["do", 0, "order", "amount"], "100", "do[0].order.amount: It must be a number, not a text"),
    (["do", 0, "order", "amount"], True, "do[0].order.amount: It must be a number"),
    (["do", 0, "order", "id"], 1.5, "do[0].order.id: It must be a whole number"),
    (["do", 0, "limit"], 1, "do[0]: It must have one of"),
    (["do", 0], {}, "do[0]: It must have one of"),
    (["do", 1, "at"], -1, "do[1].at: It must lie between"),
    (["do", 1, "orders", "count"], 2001, "do[1].orders.count: It must lie between"),
    (["do", 2, "event", "detail"], 1, "do[2].event.detail: It must be an object"),
    (["do", 3, "arm", "kind"], "fire", "do[3].arm: A fault needs a `kind`"),
    (["do", 4, "disarm"], False, "do[4].disarm: It must be true"),
    (["do", 5, "rule", "enabled"], ..., "do[5].rule: It must say `enabled`"),
    (["do", 6, "rule", "target"], ..., "do[6].rule: A `rule` with a `pattern` needs its `target`"),
    (["do", 8, "restore"], "all", "do[8].restore: It must be one of"),
    (["do", 11, "idempotent"], 1, "do[11].idempotent: It must be true or false, not a number"),
    (["bus"], "new", "bus: It must be one of classic, custom"),
    (["do", 13, "subscriber", "running"], ..., "do[13].subscriber: It must say `running`"),
    (["do", 14, "replay", "ago"], -1, "do[14].replay.ago: It must lie between"),
    (["expect", 0, "order"], ..., "expect[0]: outcome needs an `order`"),
    (["expect", 0, "outcome"], "fine", "expect[0].outcome: It must be one of"),
    (["do", 15, "subscriber", "set"], ..., "do[15].subscriber: It must say `running`, or what"),
    (
        ["do", 15, "subscriber", "set", "Name"],
        "x",
        "do[15].subscriber.set: There is no 'Name' here",
    ),
    (["do", 15, "subscriber", "set"], [], "do[15].subscriber.set: It must be an object"),
    (["do", 16, "unpacks"], 1, "do[16].unpacks: It must be true or false"),
    (["expect", 0, "taken"], -1, "expect[0].taken: It must lie between"),
    (["expect", 1, "order"], "the best", "expect[1].order: It must be one of"),
    (["expect", 2, "delivery", "times"], ..., "expect[2].delivery: It must say `times` or `step`"),
    (["expect", 4, "order"], 1, "expect[4]: totals, stack and twins are of no one order"),
    (["expect", 4, "totals", "hopes"], 1, "expect[4].totals: There is no 'hopes' here"),
    (["expect", 5, "stack", "rules", "x"], "up", "expect[5].stack.rules.x: It must be one of"),
    (["expect", 6, "twins"], [1], "expect[6].twins: Twins are two orders"),
    (["expect", 6], {"order": 1}, "expect[6]: It expects nothing"),
    (["expect", 6], {"says": "x"}, "expect[6]: says needs an `order`"),
    (["more"], 1, "There is no 'more' here"),
]


def test_all_there_is_can_be_read_and_is_as_the_schema_says():
    SCHEMA.validate(GOOD)
    scenario = scenario_from(json.dumps(GOOD))
    assert (len(scenario.instructions), len(scenario.expectations)) == (17, 7)
    assert scenario.numbers == (1, 2, 10, 11, 12)
    assert scenario.ends_ms == 60_000


@pytest.mark.parametrize(("path", "value", "sentence"), REFUSED)
def test_what_cannot_be_used_is_said_with_its_place(path, value, sentence):
    text = json.dumps(changed(path, value))
    with pytest.raises(InvalidScenario) as refused:
        scenario_from(text)
    assert sentence in str(refused.value)
    assert not SCHEMA.is_valid(changed(path, value)), "the schema takes what is refused"


def test_a_definition_that_does_not_parse_is_refused_with_its_own_place():
    with pytest.raises(InvalidScenario, match=r"do\[10\].definition: .*Nowhere"):
        scenario_from(json.dumps(changed(["do", 10, "definition", "StartAt"], "Nowhere")))


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"version": NaN}', "\ud800"])
def test_what_is_no_file_is_refused(text):
    with pytest.raises(InvalidScenario):
        scenario_from(text)


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(InvalidScenario, match="more than 1024 KiB"):
        scenario_from(" " * (MOST_BYTES + 1))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
PLACES = [path for path, *_ in REFUSED]


@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_anywhere_is_read_or_refused(path, value):
    with suppress(InvalidScenario):
        scenario_from(json.dumps(changed(path, value)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_files_of_the_project_are_as_the_schema_says(path):
    SCHEMA.validate(json.loads(path.read_text()))


def test_the_six_keys_are_files():
    assert bundled()[-1].title == "Events in a batch"  # the tenth, not the second
    assert [each.key.press for each in bundled() if each.key] == ["1", "2", "3", "4", "5", "6"]
