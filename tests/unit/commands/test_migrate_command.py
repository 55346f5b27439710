"""``python -m eda_core migrate``: what rules become as subscribers."""

import io
import json
from dataclasses import replace

import pytest

from eda_core.commands.cli import main
from eda_core.domain.settings import BusKind
from eda_core.simulator.world import World
from eda_core.stack import demo_stack, rules_from


def run(*arguments, stdin=b""):
    out, err = io.StringIO(), io.StringIO()
    status = main(["migrate", *arguments], io.BytesIO(stdin), out, err)
    return status, out.getvalue(), err.getvalue()


def rule(pattern, **more):
    target = {"Kind": "function", "Name": "eda-demo-notification"}
    return [{"Name": "r", "EventPattern": pattern, "Target": target, **more}]


def migrated_lines(pattern, **more):
    return run("--rules", "-", stdin=json.dumps(rule(pattern, **more)).encode())


def test_each_rule_of_the_demo_is_told_with_what_it_calls():
    status, out, _ = run()
    assert status == 0
    assert out.count("rule -> subscriber") == 4
    assert (
        "calls    the API action PutLogEvents (there is no log-group target): eda-demo-all" in out
    )
    assert "retries 185 times in 86,400 s, as the rule did" in out


def test_the_subscribers_run_the_demo_as_the_rules_did():
    _, out, _ = run("--json")
    stack = replace(demo_stack(BusKind.CUSTOM), rules=rules_from(json.loads(out)))
    world = World(stack, 1_767_225_600_000)
    world.place(json.dumps({"id": 1, "amount": 600}))
    world.run_to_end()
    kinds = [record.event.detail_type for record in world.log]
    assert kinds == ["OrderCreated", "PaymentFailed", "OrderCancelled"]
    assert len(world.notifications_after(0)) == 3


def test_what_the_new_bus_refuses_is_named_with_its_place_and_source():
    status, out, _ = migrated_lines({"source": [{"wildcard": "order-*"}]})
    assert status == 1
    assert "REFUSED  FilterConfiguration.Filters[0].Pattern: This bus has no `wildcard`" in out
    assert "(EventBridge User Guide, eb-custom-bus-filtering)" in out


def test_a_disabled_rule_becomes_a_stopped_subscriber_that_keeps_its_backlog():
    status, out, _ = migrated_lines({"source": ["a"]}, State="DISABLED")
    assert status == 0
    assert "STOPPED" in out
    assert "keeps its backlog" in out


@pytest.mark.parametrize("text", [b"{", b"[1]", b'[{"Name": "x"}]', b"[[]]", b"7"])
def test_a_file_that_is_no_list_of_rules_is_one_sentence(text):
    status, out, err = run("--rules", "-", stdin=text)
    assert (status, out) == (2, "")
    assert "is not a JSON array of rules" in err
