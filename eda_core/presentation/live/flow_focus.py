"""A chosen part of the flow map: what it is, in a sentence, and which events go through it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from eda_core.domain.errors import InvalidEvent
from eda_core.domain.events import Event
from eda_core.domain.orders import DetailType, Source
from eda_core.presentation.wording import MAX_VALUE, counted
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.flow import FlowCounts
from eda_core.read_model.flow_elements import Element, Origin, origin_of, rule_of, target_elements
from eda_core.stack import Rule, Stack
from eda_core.stack.bus_words import BusWords


@dataclass(frozen=True, slots=True)
class Focus:
    """The part chosen. ``takes`` says of an event whether it goes through.

    ``by_kind``: it depends on nothing but source and detail-type.
    ``pattern`` is the JSON of the one event pattern that says the same, where one does, and
    ``wanted`` the nearest a filter by source and detail-type comes.
    """

    element: str
    sentence: str
    wanted: EventFilter
    takes: Callable[[Event], bool]
    pattern: str = ""
    by_kind: bool = False


def focus_on(element: str, stack: Stack, counts: FlowCounts) -> Focus | None:
    """Return the focus on a part of the map, or None where this names none."""
    if element in _PUBLISHERS:
        origins, (one, many), wanted = _PUBLISHERS[element]
        least = "At least " if element in counts.least else ""
        sentence = f"{least}{counted(_published(element, counts), one, many)}"
        by_kind = len(origins) == len(Origin)
        return Focus(element, sentence, wanted, partial(_came_by, origins), by_kind=by_kind)
    rules = _rules_of(element, stack)
    if rules is None:
        return None
    sentence = _sentence(element, rules, counts, stack.words)
    takes = partial(_is_taken, rules)
    pattern = json.dumps(_parsed(rules[0])) if len(rules) == 1 else ""
    return Focus(element, sentence, _wanted(rules), takes, pattern, _is_by_kind(rules))


_CREATED: Final = EventFilter(
    source=Source.ORDER_SERVICE.value, detail_type=DetailType.ORDER_CREATED.value
)
_ORDERS: Final = EventFilter(source=Source.ORDER_SERVICE.value)
_PLACED: Final = frozenset((Origin.CREATED,))


def _of(noun: str, done: str) -> tuple[str, str]:
    return f"{noun} was {done}", f"{noun}s were {done}"


_PUBLISHERS: Final[dict[str, tuple[frozenset[Origin], tuple[str, str], EventFilter]]] = {
    Element.CUSTOMER: (_PLACED, _of("order", "submitted by customers."), _CREATED),
    Element.API: (_PLACED, _of("order", "taken by POST /order."), _CREATED),
    Element.CREATE_ORDER: (_PLACED, _of("OrderCreated event", "put by Create Order."), _CREATED),
    Element.TABLE: (
        frozenset((Origin.CREATED, Origin.UPDATED)),
        _of("item", "put: a new one for every status an order has."),
        _ORDERS,
    ),
    Element.OTHERS: (
        frozenset((Origin.BY_HAND,)),
        _of("event", "put by PutEvents from outside the demo's services."),
        EventFilter(),
    ),
    Element.BUS: (frozenset(Origin), _of("event", "carried by the bus."), EventFilter()),
    Element.DEAD_LETTERS: (
        frozenset(Origin),
        (
            "event is kept here, because its target never took it.",
            "events are kept here, because their targets never took them.",
        ),
        EventFilter(),
    ),
}
"""Parts that events come from or stay at: whose, what is said of one and of many, the filter."""


def _published(element: str, counts: FlowCounts) -> int:
    outward = (Element.CUSTOMER, Element.OTHERS)
    return counts.out_of(element) if element in outward else counts.into(element)


def _rules_of(element: str, stack: Stack) -> tuple[Rule, ...] | None:
    """Return the rules whose events go through this element, if it is a rule or a target."""
    if name := rule_of(element):
        return tuple(rule for rule in stack.rules if rule.name == name) or None
    named: dict[str, str] = {part: name for name, part in target_elements(stack).items()}
    named[Element.TOPIC] = stack.notification
    if element not in named:
        return None
    return tuple(rule for rule in stack.rules if rule.target.name == named[element])


def _sentence(element: str, rules: tuple[Rule, ...], counts: FlowCounts, words: BusWords) -> str:
    came = counted(counts.into(element), "event", "events")
    if rule_of(element):
        taken = f"{came} matched {words.rule} {rules[0].name}"
        off = "" if rules[0].enabled else f" (it is {words.short_off} now)"
        return f"{taken}: {_pattern(rules[0])}{off}"
    names = ", ".join(rule.name for rule in rules) or f"no {words.rule}"
    failed = counts.failed.get(element, 0)
    came = f"{came} came here, by {names}"
    return f"{came}; {counted(failed, 'time', 'times')} it failed." if failed else f"{came}."


def _pattern(rule: Rule) -> str:
    text = json.dumps(_parsed(rule), ensure_ascii=False)
    most = 2 * MAX_VALUE
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _is_by_kind(rules: tuple[Rule, ...]) -> bool:
    return all(_KIND_FIELDS.issuperset(_parsed(rule)) for rule in rules)


_KIND_FIELDS: Final = frozenset(("source", "detail-type"))


def _parsed(rule: Rule) -> Any:
    """Return the pattern as JSON; one beyond parsing has been refused when it was compiled."""
    return json.loads(rule.pattern_text)


def _wanted(rules: tuple[Rule, ...]) -> EventFilter:
    """Return what the patterns ask of source and detail-type, where each asks for one
    thing only.
    """
    if len(rules) != 1:
        return EventFilter()
    pattern = _parsed(rules[0])
    return EventFilter(
        source=_single(pattern, "source"), detail_type=_single(pattern, "detail-type")
    )


def _single(pattern: Any, name: str) -> str:
    wanted = pattern.get(name)
    is_single = isinstance(wanted, list) and len(wanted) == 1 and isinstance(wanted[0], str)
    return wanted[0] if is_single else ""


def _came_by(origins: frozenset[Origin], event: Event) -> bool:
    return origin_of(event) in origins


def _is_taken(rules: tuple[Rule, ...], event: Event) -> bool:
    """Return whether one of the rules matches; what cannot be matched is not taken."""
    envelope = event.to_envelope()
    try:
        return any(rule.pattern.matches(envelope) for rule in rules)
    except InvalidEvent:
        return False
