"""What the parts of a bus are called: the one place where the two kinds have their own words.

Sentences that speak of a rule take the words of their stack (`Stack.words`), and so do pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from eda_core.domain.settings import BusKind


@dataclass(frozen=True, slots=True)
class BusWords:
    """The words of one kind of bus.

    ``rule`` and ``rules`` take events, ``title`` is the page that shows them; one that takes
    events is ``on``, one that takes nothing for now ``off``, in a list ``short_off``, until
    ``switch_on``. What is logged of deliveries on AWS is its ``log``.
    Of a past event ``absent`` and ``was_off`` say why one did not take it. ``adds_arns`` says who
    names the execution in what a state machine publishes.
    """

    name: str
    service: str
    rule: str
    rules: str
    title: str
    on: str
    off: str
    short_off: str
    switch_on: str
    absent: str
    was_off: str
    adds_arns: str
    log: str


BUS_WORDS: Final[Mapping[BusKind, BusWords]] = {
    BusKind.CLASSIC: BusWords(
        name="classic bus",
        service="EventBridge event bus",
        rule="rule",
        rules="rules",
        title="Rules",
        on="enabled",
        off="disabled",
        short_off="off",
        switch_on="Enable",
        absent="there was no such rule then",
        was_off="the rule was disabled then",
        adds_arns="Step Functions adds its ARNs to resources.",
        log="bus log",
    ),
    BusKind.CUSTOM: BusWords(
        name="custom bus",
        service="EventBridge Custom Event Bus",
        rule="subscriber",
        rules="subscribers",
        title="Subscribers",
        on="running",
        off="paused",
        short_off="paused",
        switch_on="Resume",
        absent="there was no such subscriber then",
        was_off="the subscriber was paused then",
        adds_arns="The function that publishes for the state machine adds its ARNs to resources.",
        log="subscriber log",
    ),
}


def counted_rules(words: BusWords, count: int) -> str:
    """``4 rules``, ``1 subscriber``."""
    return f"{count} {words.rule if count == 1 else words.rules}"
