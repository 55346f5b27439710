"""The experiments that are run the same way on both kinds of bus, and why their figures differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from eda_core.domain.faults import FaultKind
from eda_core.domain.orders import Source
from eda_core.experiments import bus_scripts as scripts
from eda_core.experiments.bus_scripts import BusScript
from eda_core.stack import Stack


@dataclass(frozen=True, slots=True)
class BusExperiment:
    """One experiment: its name in commands and links, what is done, and why figures differ.

    ``prepare`` is what is changed in the stack of either kind before it begins; ``reasons`` are
    keys of `STATEMENTS`, by the figure they explain.
    """

    key: str
    title: str
    does: str
    script: Callable[[BusScript], None]
    reasons: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[Stack], Stack] = lambda stack: stack


_REPEATED_RUN: Final = dict.fromkeys(
    (
        "events",
        "repeats",
        "payments",
        "updates",
        "messages",
        "mixed",
        "failed_calls",
        "dead_letters",
    ),
    "dedup-publish",
)
_LOST_TO_RETRIES: Final = dict.fromkeys(
    (
        "completed",
        "cancelled",
        "waiting",
        "late",
        "events",
        "payments",
        "updates",
        "messages",
        "failed_calls",
        "dead_letters",
    ),
    "retry-default",
)
_SECOND_DELIVERY: Final = {
    "events": "dedup-downstream",
    "repeats": "dedup-downstream",
    "messages": "dedup-downstream",
}

EXPERIMENTS: Final = (
    BusExperiment(
        "plain", "Nothing goes wrong", "Orders are placed, and nothing is broken.", BusScript.place
    ),
    BusExperiment(
        "duplicate",
        "An order sent twice",
        "Every order is placed a second time, 0.1 s later.",
        scripts.place_twice,
        _REPEATED_RUN,
    ),
    BusExperiment(
        "duplicate-late",
        "An order sent again after ten minutes",
        "Every order is placed once more, when 300 s are over.",
        scripts.place_again_late,
    ),
    BusExperiment(
        "delivered-twice",
        "A payment event delivered twice",
        "Every tenth payment event reaches Update Order twice.",
        scripts.fault_at(FaultKind.DUPLICATE, scripts.update_rule),
        _SECOND_DELIVERY,
    ),
    BusExperiment(
        "reorder",
        "Events overtake each other",
        "Every tenth OrderCreated reaches Notification 5 s late. On the custom bus "
        "Notification is FIFO and waited for.",
        scripts.fault_at(FaultKind.DELAY, scripts.message_rule),
        {"mixed": "fifo-order"},
        scripts.with_ordered_messages,
    ),
    BusExperiment(
        "unordered",
        "The same, unordered",
        "Every tenth OrderCreated reaches Notification 5 s late; nothing keeps an order.",
        scripts.fault_at(FaultKind.DELAY, scripts.message_rule),
    ),
    BusExperiment(
        "poison",
        "A poison event",
        "For every tenth order there is a payment that Update Order cannot take, in the "
        "group of the order and before it.",
        scripts.publish_poison,
        {"late": "fifo-holds", "failed_calls": "permanent-retried"},
    ),
    BusExperiment(
        "outage",
        "A target down for ten minutes",
        "The payment service cannot be reached for ten minutes.",
        scripts.break_payments,
        _LOST_TO_RETRIES,
    ),
    BusExperiment(
        "outage-patient",
        "The same, with 185 retries in 24 h",
        "The payment service cannot be reached for ten minutes; its subscriber may retry "
        "as long as a rule does.",
        scripts.break_payments,
        {"failed_calls": "backoff"},
        scripts.with_patience,
    ),
    BusExperiment(
        "later",
        "A subscriber added later",
        "Ten minutes after the orders a rule is added; on the custom bus a subscriber "
        "that starts at the oldest event.",
        scripts.add_later,
        {
            "seen_later": "replay-past",
            "replayed": "replay-marked",
            "messages": "replay-past",
            "mixed": "replay-past",
        },
    ),
    BusExperiment(
        "retention",
        "Added after the retention",
        "The same after 25 h, with a retention of one day.",
        scripts.add_too_late,
    ),
    BusExperiment(
        "pause",
        "A consumer paused",
        "Notification is paused while the orders run, and goes on a minute later: a rule "
        "is disabled, a subscriber is stopped.",
        scripts.pause_messages,
        {"messages": "pause-keeps", "mixed": "backlog-order"},
    ),
    BusExperiment(
        "batch",
        "Batches of ten",
        "Notification gets up to ten events at once on the custom bus; its function was "
        "written for one.",
        BusScript.place,
        {
            "messages": "batch-array",
            "failed_calls": "batch-array",
            "dead_letters": "batch-array",
            "mixed": "batch-array",
        },
        scripts.with_batches,
    ),
    BusExperiment(
        "batch-unpacked",
        "Batches of ten, unpacked",
        "The same, with functions that take each event of an array.",
        BusScript.place,
        prepare=scripts.with_batches_unpacked,
    ),
    BusExperiment(
        "classic-definition",
        "The state machine as it is",
        "The payment service publishes by Step Functions' own integration on both.",
        BusScript.place,
        dict.fromkeys(
            ("completed", "cancelled", "waiting", "events", "updates", "messages"),
            "machine-publishes",
        ),
        scripts.with_classic_definition,
    ),
    BusExperiment(
        "requests",
        "Requests at the limits",
        "Entries are published in numbers and with ids; a replay is asked for.",
        scripts.ask_at_limits,
        {"events": "entries", "repeats": "dedup-group"},
    ),
)
"""In the order they are shown."""


_FAULTS: Final[Mapping[FaultKind, Callable[[Stack], str]]] = {
    FaultKind.DROP: scripts.update_rule,
    FaultKind.DUPLICATE: scripts.message_rule,
    FaultKind.DELAY: scripts.update_rule,
    FaultKind.REORDER: scripts.update_rule,
    FaultKind.RULE_DISABLED: scripts.update_rule,
    FaultKind.TARGET_THROWS: lambda stack: stack.update_order,
    FaultKind.TARGET_SLOW: lambda stack: stack.update_order,
    FaultKind.TASK_FAILS: lambda _: "",
    FaultKind.PUBLISH_THROTTLED: lambda _: Source.ORDER_SERVICE.value,
    FaultKind.TOPIC_UNAVAILABLE: lambda stack: stack.topic,
}
_FAULT_REASONS: Final[Mapping[FaultKind, Mapping[str, str]]] = {
    FaultKind.TARGET_THROWS: {"late": "who-retries"},
}

FAULT_EXPERIMENTS: Final = tuple(
    BusExperiment(
        f"fault-{kind.replace(' ', '-')}",
        f"Fault: {kind}",
        f'The fault "{kind}" strikes every tenth order once.',
        scripts.fault_at(kind, _FAULTS[kind]),
        _FAULT_REASONS.get(kind, {}),
    )
    for kind in FaultKind
)
"""One for each kind of fault there is."""
