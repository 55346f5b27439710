"""``python -m eda_core buses``: what differs between the two kinds of bus, and why."""

import io
import json

from eda_core.commands.cli import main


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    status = main(arguments, io.BytesIO(), out, err)
    return status, out.getvalue(), err.getvalue()


def test_a_difference_is_said_with_its_reason_and_its_source():
    status, out, _ = run("buses", "duplicate", "--orders", "10")
    assert status == 0
    assert "*payments started" in out
    assert "because: A repeat of an id within 300 s is answered DEDUPLICATED" in out
    assert "holds: A repeat" in out
    assert "documented: EventBridge User Guide, eb-custom-bus-ordering" in out


def test_json_is_one_line_for_each_experiment():
    status, out, _ = run("buses", "outage", "plain", "--orders", "10", "--json")
    outage, plain = map(json.loads, out.splitlines())
    assert status == 0
    assert {name: value for name, value in outage["rows"][0].items() if name != "why"} == {
        "what": "orders completed",
        "classic": 7,
        "custom": 0,
    }
    assert all(row["classic"] == row["custom"] for row in plain["rows"])
    assert [each["holds"] for each in outage["statements"]] == [True]


def test_the_experiments_are_listed():
    status, out, _ = run("buses", "--list")
    assert status == 0
    assert "poison " in out
    assert "fault-drop " in out


def test_an_experiment_that_is_not_there_names_those_that_are():
    status, _, err = run("buses", "nonsense")
    assert status == 2
    assert "There is no experiment 'nonsense'; there are: plain, duplicate" in err
    assert run("buses", "--orders", "9")[0] == 2
