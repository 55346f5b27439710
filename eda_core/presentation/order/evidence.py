"""In which words it stands how a delivery is known: reported, from a log, or inferred."""

from collections.abc import Iterable
from typing import Final

from eda_core.read_model.event_steps import EventDeliveries
from eda_core.stack.bus_words import BusWords

INFERRED: Final = "inferred from the patterns"
"""Nobody reports the delivery: patterns and later events say that it was."""


def by_log(words: BusWords) -> str:
    """Return how a delivery is known that the bus of a deployed stack has logged, or its
    subscriber.
    """
    return f"known from the {words.log}"


def how_all_known(deliveries: Iterable[EventDeliveries], words: BusWords) -> str:
    """Return how the deliveries of some events are known; nothing where a world reports them."""
    known = list(deliveries)
    is_inferred = any(each.inferred for each in known)
    if not any(each.bus_log for each in known):
        return INFERRED if is_inferred else ""
    count = sum(len(each.inferred_rules) for each in known)
    return f"{count} {INFERRED}, the others {by_log(words)}" if count else by_log(words)


def how_known(known: EventDeliveries, rule: str, words: BusWords) -> str:
    """Return how it is known that this rule took the event; nothing where a world reports it."""
    if known.is_known(rule):
        return by_log(words) if known.bus_log else ""
    return INFERRED if known.inferred else ""


def after_comma(words: str) -> str:
    """Return the words as the end of a sentence, if there are any."""
    return f", {words}" if words else ""
