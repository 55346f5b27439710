"""In which words it stands how a delivery is known: reported, from the bus log, or inferred."""

from collections.abc import Iterable
from typing import Final

from eda_core.read_model.event_steps import EventDeliveries

INFERRED: Final = "inferred from the rules"
"""Nobody reports the delivery: the patterns of the rules and later events say that it was."""

BUS_LOG: Final = "known from the bus log"
"""The bus of a deployed stack has logged it."""


def how_all_known(deliveries: Iterable[EventDeliveries]) -> str:
    """Return how the deliveries of some events are known; nothing where a world reports them."""
    known = list(deliveries)
    is_inferred = any(each.inferred for each in known)
    if not any(each.bus_log for each in known):
        return INFERRED if is_inferred else ""
    count = sum(len(each.inferred_rules) for each in known)
    return f"{count} {INFERRED}, the others {BUS_LOG}" if count else BUS_LOG


def how_known(known: EventDeliveries, rule: str) -> str:
    """Return how it is known that this rule took the event; nothing where a world reports it."""
    if known.is_known(rule):
        return BUS_LOG if known.bus_log else ""
    return INFERRED if known.inferred else ""


def after_comma(words: str) -> str:
    """Return the words as the end of a sentence, if there are any."""
    return f", {words}" if words else ""
