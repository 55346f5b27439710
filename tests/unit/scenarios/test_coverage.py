import json

from eda_core.scenarios.coverage import Feature, Sort, covered
from eda_core.scenarios.runner import simulate
from eda_core.scenarios.scenario import bundled, scenario_from
from eda_core.stack import demo_stack

STACK = demo_stack()


def coverage(*titles):
    runs = [simulate(s, STACK) for s in bundled() if s.title in titles and s.bus is None]
    return covered(runs, STACK)


def test_the_six_keys_show_all_but_the_faults_and_what_only_they_bring():
    found = coverage(*(scenario.title for scenario in bundled()))
    assert [found.count(sort) for sort in Sort] == [(4, 4), (2, 2), (4, 4), (0, 10), (3, 4)]
    assert {feature.sort for feature in found.missing} == {Sort.FAULT, Sort.OUTCOME}
    assert all(found.added_by[feature] for feature in found.missing)


def test_a_missing_branch_is_named_with_the_order_that_adds_it():
    found = coverage("A good order")
    branch = Feature(Sort.BRANCH, "isFraud → Payment Failed")
    assert branch in found.missing
    assert found.added_by[branch] == "an order of 900"
    assert found.added_by[Feature(Sort.OUTCOME, "cancelled")] == "an order of 900"


def test_a_fault_that_did_not_strike_was_not_shown():
    arm = {"arm": {"kind": "drop", "where": "cw-catch-all"}}
    order = {"order": {"id": 1, "amount": 1}}
    file = {"version": 1, "title": "t", "do": [arm], "expect": []}
    idle = simulate(scenario_from(json.dumps(file)), STACK)
    struck = simulate(scenario_from(json.dumps(file | {"do": [arm, order]})), STACK)
    drop = Feature(Sort.FAULT, "drop")
    assert drop not in covered([idle], STACK).shown
    assert drop in covered([idle, struck], STACK).shown
