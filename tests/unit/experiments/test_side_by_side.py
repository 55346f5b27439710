"""Every statement on the custom bus is run on both simulators; every difference has its reason."""

from dataclasses import replace
from functools import cache

import pytest

from eda_core.domain.faults import FaultKind
from eda_core.experiments.bus_catalog import EXPERIMENTS, FAULT_EXPERIMENTS
from eda_core.experiments.bus_statements import BY_KEY, STATEMENTS, Grade, shown_by
from eda_core.experiments.side_by_side import side_by_side

ALL = {each.key: each for each in (*EXPERIMENTS, *FAULT_EXPERIMENTS)}
OUTCOMES = ("completed", "cancelled", "waiting")
SAME_ON_BOTH = {
    "dedup-window",
    "dedup-not-delivery",
    "unordered-none",
    "retry-set",
    "replay-alone",
    "retention",
    "batch-unpacked",
    "same-outcomes",
    "fifo-goes-on",
}
"""Statements that say that the two kinds do the same, in what is counted."""


@cache
def both(key, orders=40, seed=5):
    return side_by_side(ALL[key], orders, seed)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: each.key)
def test_a_statement_holds_in_the_runs_of_its_experiment(statement):
    assert statement.holds(both(statement.experiment))
    assert statement.source


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: each.key)
def test_a_statement_of_a_difference_does_not_hold_between_two_classic_buses(statement):
    run = both(statement.experiment)
    alike = replace(run, custom=run.classic)
    assert statement.holds(alike) == (statement.key in SAME_ON_BOTH)


def test_at_least_fifteen_statements_are_documented_and_the_others_say_what_they_are():
    documented = [each for each in STATEMENTS if each.is_sure]
    assert len(documented) >= 15
    assert all("unknown" in each.custom for each in STATEMENTS if each.grade is Grade.ASSUMED)
    assert len(BY_KEY) == len(STATEMENTS)


@pytest.mark.parametrize("key", ALL)
def test_what_differs_has_a_reason_and_no_reason_is_idle(key):
    rows = both(key).rows
    assert [row.title for row in rows if row.differs and row.reason not in BY_KEY] == []
    assert set(ALL[key].reasons.values()) <= BY_KEY.keys()


def test_every_kind_of_fault_has_an_experiment_and_every_experiment_of_its_own_a_statement():
    assert len(FAULT_EXPERIMENTS) == len(FaultKind)
    assert [each.key for each in EXPERIMENTS if not shown_by(each.key)] == []


@pytest.mark.parametrize("key", [each.key for each in FAULT_EXPERIMENTS])
@pytest.mark.unmeasured
def test_a_thousand_orders_end_alike_on_both_kinds_under_each_fault(key):
    compared = both(key, orders=1000, seed=3)
    classic, custom = compared.classic.figures, compared.custom.figures
    assert {name: classic[name] for name in OUTCOMES} == {name: custom[name] for name in OUTCOMES}
    assert sum(classic[name] for name in OUTCOMES) + 40 >= 1000
    assert [row.title for row in compared.rows if row.differs and not row.reason] == []


@pytest.mark.unmeasured
def test_a_thousand_orders_show_a_poison_event_as_a_few_do():
    assert all(each.holds(both("poison", orders=1000)) for each in shown_by("poison"))


def test_the_same_seed_gives_the_same_figures():
    again = side_by_side(ALL["reorder"], 40, 5)
    assert again.rows == both("reorder").rows
    log = [record.text for record in again.custom.world.log]
    assert log == [record.text for record in both("reorder").custom.world.log]
