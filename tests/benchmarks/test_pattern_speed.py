"""How fast events are matched: 4, 40 and 300 rules together, parsed and as text, moto beside it.

Run by ``make bench``. The figure to read is operations a second: one operation is one event against
all the rules. moto is measured where it is installed; how many times as fast as moto this project
is stands in the ``extra_info`` of that benchmark and is printed beside it.
"""

import json
import sys
import time
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest

from eda_core.patterns import compile_pattern, compile_rules, explain

ENVELOPE = {
    "version": "0",
    "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "detail-type": "OrderCreated",
    "source": "order-service",
    "account": "123456789012",
    "time": "2026-01-02T03:04:05Z",
    "region": "eu-central-1",
    "resources": [],
    "detail": {"id": 101, "amount": 100},
}
TEXT = json.dumps(ENVELOPE)
FOUR_RULES: dict[str, dict[str, Any]] = {
    "cw-catch-all": {"source": [{"exists": True}]},
    "payment-service-filtering-orders": {
        "source": ["order-service"],
        "detail-type": ["OrderCreated"],
    },
    "order-service-filtering-payments": {"source": ["payment-service"]},
    "notification-service": {"source": ["order-service", "payment-service"]},
}
# What further rules look like, one kind after another, ``n`` being the rule's number.
KINDS: tuple[Callable[[int], dict[str, Any]], ...] = (
    lambda n: {"source": [f"service-{n}"], "detail-type": [f"Event{n}"]},
    lambda n: {"source": [{"prefix": f"service-{n}"}]},
    lambda n: {"detail-type": [{"anything-but": f"Event{n}"}], "source": [f"service-{n}"]},
    lambda n: {"source": ["order-service"], "detail": {"amount": [{"numeric": [">", 10 * n]}]}},
    lambda n: {"detail": {"$or": [{"id": [n]}, {"amount": [{"numeric": ["=", n]}]}]}},
)


def rules(count: int) -> dict[str, dict[str, Any]]:
    """The four rules of the demo system and others, ``count`` in all."""
    more = {f"rule-{n}": KINDS[n % len(KINDS)](n) for n in range(count - len(FOUR_RULES))}
    return {**FOUR_RULES, **more}


def seconds_for(work: Callable[[], object], times: int) -> float:
    """The shortest of three runs of ``times`` calls, a call."""
    runs = []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(times):
            work()
        runs.append(time.perf_counter() - start)
    return min(runs) / times


@pytest.mark.parametrize("count", [4, 40, 300])
def test_rules_together_on_parsed_events(benchmark, count):
    compiled = compile_rules({name: compile_pattern(each) for name, each in rules(count).items()})
    matching = benchmark(compiled.matching, ENVELOPE)
    assert set(matching) >= {"cw-catch-all", "notification-service"}


@pytest.mark.parametrize("count", [4, 40, 300])
def test_rules_together_on_ever_new_values(benchmark, count):
    """Values that come once are never remembered, so every matcher is asked each time."""
    compiled = compile_rules({name: compile_pattern(each) for name, each in rules(count).items()})
    events = cycle(
        {**ENVELOPE, "id": f"event-{n}", "detail": {"id": n, "amount": n + 0.5}}
        for n in range(20_000)
    )
    benchmark(lambda: compiled.matching(next(events)))


@pytest.mark.parametrize("count", [4, 40, 300])
def test_rules_together_on_text(benchmark, count):
    compiled = compile_rules({name: compile_pattern(each) for name, each in rules(count).items()})
    matching = benchmark(lambda: compiled.matching(json.loads(TEXT)))
    assert "cw-catch-all" in matching


@pytest.mark.parametrize("event", [ENVELOPE, TEXT], ids=["parsed", "text"])
def test_one_pattern_alone(benchmark, event):
    pattern = compile_pattern(FOUR_RULES["payment-service-filtering-orders"])
    assert benchmark(pattern.matches, event)


def test_compile_one_pattern(benchmark):
    benchmark(compile_pattern, FOUR_RULES["payment-service-filtering-orders"])


def test_explain_one_pattern(benchmark):
    pattern = compile_pattern(FOUR_RULES["order-service-filtering-payments"])
    assert not benchmark(explain, pattern, ENVELOPE).matched


def test_moto_on_parsed_events(benchmark, capsys):
    models = pytest.importorskip("moto.events.models", reason="moto is not installed")
    theirs = [models.EventPattern.load(json.dumps(each)) for each in FOUR_RULES.values()]
    ours = compile_rules({name: compile_pattern(each) for name, each in FOUR_RULES.items()})
    matching = benchmark(lambda: [each.matches_event(ENVELOPE) for each in theirs])
    assert matching == [name in ours.matching(ENVELOPE) for name in FOUR_RULES]
    their_seconds = seconds_for(lambda: [each.matches_event(ENVELOPE) for each in theirs], 2_000)
    ratio = their_seconds / seconds_for(lambda: ours.matching(ENVELOPE), 20_000)
    benchmark.extra_info["times_as_fast_as_moto"] = round(ratio, 1)
    with capsys.disabled():
        sys.stdout.write(f"\nfour rules on a parsed event: {ratio:.0f} times as fast as moto\n")
