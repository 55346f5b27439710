"""The hops of one event: each place it was at, and the JSON it was there.

Read from where it is kept if the world tells it: the log, the table, the execution history, the
messages. What nobody keeps is worked out from what came after and from the demo's own functions,
and says so: a request body, an entry for PutEvents, a mail that SNS keeps no copy of.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from eda_core.asl import ChoiceExplanation, Execution
from eda_core.domain.errors import InvalidEvent
from eda_core.domain.events import Event, epoch_ms, execution_arn
from eda_core.ports import Notification
from eda_core.presentation.live.shape_changes import NOTHING, Path
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.execution_paths import PathOrigin, PathTaken
from eda_core.read_model.flow_elements import Element, Origin, origin_of
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.rule_grid import GridRow
from eda_core.stack import Rule, Stack, TargetKind
from eda_core.stack.notification_service import notify
from eda_core.stack.order_service import STATUS_AFTER

MOST_STATES: Final = 3
"""Outputs of states that are shown; a definition may go round thousands of times."""


@dataclass(frozen=True, slots=True)
class HopShape:
    """One place of an event's way, and what the event is there.

    ``at_ms`` is when, in epoch milliseconds, None where nobody tells; ``known`` says that it is
    read from where it is kept. ``before`` is the shape it came from, or `NOTHING`. ``branch`` is
    set on the first hop behind the bus. ``framed`` are the paths of the field that decides,
    ``element`` is the part of the architecture that stands for the place.
    """

    title: str
    place: str
    shape: Any
    at_ms: int | None = None
    known: bool = False
    note: str = ""
    before: Any = NOTHING
    branch: str = ""
    framed: Collection[Path] = ()
    element: str = ""


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What is known of an event: its place in the log, its rules, its order, and the messages.

    ``asked`` is its row of the rule grid; ``view`` is None for an event that names no order.
    """

    event: Event
    at_ms: int
    asked: GridRow
    stack: Stack
    view: OrderView | None = None
    notifications: Sequence[Notification] = field(default=())

    @property
    def envelope(self) -> dict[str, Any]:
        """The event as the bus carries it."""
        return self.event.to_envelope()

    @property
    def rules_that_took(self) -> tuple[Rule, ...]:
        """The rules that took it, by the grid; one gone since is not among them."""
        taken = {cell.rule for cell in self.asked.cells if cell.taken}
        return tuple(rule for rule in self.stack.rules if rule.name in taken)

    def is_reported(self, rule: str) -> bool:
        """Return whether a delivery record says that this rule took the event."""
        return self.deliveries.is_known(rule)

    @property
    def deliveries(self) -> EventDeliveries:
        """What became of the event on its way to its targets, as far as anything tells."""
        known = None if self.view is None else self.view.deliveries.get(self.event.id)
        return EventDeliveries() if known is None else known


def hops_of(facts: EventFacts) -> tuple[HopShape, ...]:
    """Return the hops of an event from where it began, each with the shape it came from."""
    onto_bus = tuple(_ONTO_BUS[origin_of(facts.event)](facts))
    note = "The bus adds id, time and where."
    if not onto_bus:
        note = "Nobody tells how it came onto the bus."
    elif execution_arn(facts.event):
        note += f" {facts.stack.words.adds_arns}"
    envelope = HopShape(
        "Envelope",
        f"on {facts.stack.bus}",
        facts.envelope,
        facts.at_ms,
        known=True,
        note=note,
        element=Element.BUS,
    )
    before = onto_bus[0].before if onto_bus else NOTHING
    return (*_chained([*onto_bus, envelope], before), *_behind_bus(facts))


def _chained(hops: Sequence[HopShape], before: Any = NOTHING) -> Iterator[HopShape]:
    """Give each hop the shape of the one in front of it."""
    for hop in hops:
        yield replace(hop, before=before)
        before = hop.shape


def start_ms(facts: EventFacts) -> int:
    """Return when the request for the order came (epoch milliseconds), as far as anything tells."""
    if facts.view is None or not facts.view.timeline:
        return facts.at_ms
    times = [_stamp_ms(item) for item in facts.view.items[:1]]
    return min([facts.view.timeline[0].at_ms, *(at for at in times if at is not None)])


def _created(facts: EventFacts) -> Iterator[HopShape]:
    item = _item_of(facts)
    detail = dict(facts.event.detail)
    body = detail if item is None else {n: item[n] for n in ("id", "amount") if n in item}
    where = "the event" if item is None else "the table item"
    yield HopShape(
        "Request body",
        "POST /order",
        body,
        start_ms(facts),
        note=f"The API keeps no body: read back from {where}.",
        element=Element.API,
    )
    yield _item_hop(facts, item, "Create Order adds what happened, and when.")
    yield _entry_hop("Create Order", facts, facts.event.detail_type, detail)


def _updated(facts: EventFacts) -> Iterator[HopShape]:
    item = _item_of(facts)
    note = "A new item for a new status: the table is a history. Lit is what is not as in the last."
    yield replace(_item_hop(facts, item, note), before=_item_before(facts, item))
    detail = dict(facts.event.detail)
    yield _entry_hop("Update Order", facts, facts.event.detail_type, detail)


def _paid(facts: EventFacts) -> Iterator[HopShape]:
    path = None if facts.view is None else facts.view.path
    if path is not None and path.execution is not None and path.arn in facts.event.resources:
        given = path.execution.input
        states = list(_chained(list(_states(path, path.execution, given)), given))[-2:]
        if states and states[-1].title == _ENTRY:
            yield from states
            return
    entry = {
        "Detail": dict(facts.event.detail),
        "DetailType": facts.event.detail_type,
        "EventBusName": facts.stack.bus,
        "Source": facts.event.source,
    }
    place, note = "putEvents by the execution", "Read back from the event."
    yield HopShape(_ENTRY, place, entry, note=note, element=Element.PAYMENT)


def _by_hand(_: EventFacts) -> Iterator[HopShape]:
    """Nobody tells how the event came to be: there is the event alone."""
    return iter(())


_ONTO_BUS: Final = {
    Origin.CREATED: _created,
    Origin.UPDATED: _updated,
    Origin.PAID: _paid,
    Origin.BY_HAND: _by_hand,
}
_ENTRY: Final = "Bus entry"


def _entry_hop(function: str, facts: EventFacts, kind: str, detail: Mapping[str, Any]) -> HopShape:
    """Return the entry as the functions of the order service make it: the order as text inside
    Detail.
    """
    entry = {
        "Source": "order-service",
        "DetailType": kind,
        "Detail": json.dumps(detail, ensure_ascii=False),
        "EventBusName": facts.stack.bus,
    }
    note = "The order is now text inside Detail. Nobody keeps entries."
    element = Element.UPDATE_ORDER if function == "Update Order" else Element.CREATE_ORDER
    return HopShape(_ENTRY, f"PutEvents by {function}", entry, note=note, element=element)


def _item_hop(facts: EventFacts, item: Mapping[str, Any] | None, note: str) -> HopShape:
    known = item is not None
    detail = facts.event.detail
    shape = dict(item) if item is not None else {**detail, "status": facts.event.detail_type}
    note = note if known else "This world's table has no such item: read back from the event."
    return _table_hop(facts, shape, known=known, note=note)


def _table_hop(facts: EventFacts, shape: Mapping[str, Any], *, known: bool, note: str) -> HopShape:
    place, at_ms = facts.stack.table, _stamp_ms(shape)
    return HopShape("Table item", place, shape, at_ms, known, note, element=Element.TABLE)


def _item_of(facts: EventFacts) -> Mapping[str, Any] | None:
    """Return the item that this event is about: of several alike, the one in the same place."""
    if facts.view is None:
        return None
    alike = [
        entry.event.id
        for entry in facts.view.timeline
        if (entry.event.source, entry.event.detail_type)
        == (facts.event.source, facts.event.detail_type)
    ]
    nth = alike.index(facts.event.id) if facts.event.id in alike else 0
    return _nth_item(facts.view, facts.event.detail_type, nth)


def _item_before(facts: EventFacts, item: Mapping[str, Any] | None) -> Any:
    """Return the item of the order that was there when this one was put."""
    items = () if facts.view is None else facts.view.items
    places = [at for at, each in enumerate(items) if each is item]
    return dict(items[places[0] - 1]) if places and places[0] else NOTHING


def _nth_item(view: OrderView, status: str, nth: int = 0) -> Mapping[str, Any] | None:
    items = (item for item in view.items if item.get("status") == status)
    return next(islice(items, nth, None), None)


def _stamp_ms(item: Mapping[str, Any]) -> int | None:
    try:
        return epoch_ms(str(item.get("timestamp")))
    except InvalidEvent:
        return None


def _behind_bus(facts: EventFacts) -> Iterator[HopShape]:
    for rule in facts.rules_that_took:
        if rule.target.kind is TargetKind.STATE_MACHINE:
            yield from _branch(rule, "payment", facts, _executed(facts))
        elif rule.target.name == facts.stack.update_order:
            yield from _branch(rule, "Update Order", facts, _stored(facts))
        elif rule.target.name == facts.stack.notification:
            yield from _branch(rule, "notification", facts, _messages(facts, rule.name))


def _branch(
    rule: Rule, target: str, facts: EventFacts, hops: Iterator[HopShape]
) -> Iterator[HopShape]:
    chained = list(_chained(list(hops), facts.envelope))
    yield from (replace(hop, branch=f"to {target}, by {rule.name}") for hop in chained[:1])
    yield from chained[1:]


def _executed(facts: EventFacts) -> Iterator[HopShape]:
    """Yield what the execution that this event started made of it, up to the entry of the next
    event.
    """
    path = None if facts.view is None else facts.view.path
    if path is None or path.execution is None or not path.started:
        return
    given = path.execution.input
    if not isinstance(given, dict) or given.get("id") != facts.event.id:
        return
    decisive = path.choices[-1] if path.choices else None
    framed = _read_by(decisive, given)
    note = "The input is the envelope as it is."
    if decisive is not None:
        reads = " reads the framed field" if framed else ""
        note = f"{decisive.state_name}{reads}: {decisive.sentence.removesuffix('.')}."
    yield HopShape(
        "Execution input",
        facts.stack.state_machine,
        given,
        path.execution.started_ms if path.origin.is_reported else None,
        _is_recorded(path),
        note,
        framed=framed,
        element=Element.PAYMENT,
    )
    yield from _states(path, path.execution, given)


def _is_recorded(path: PathTaken) -> bool:
    return path.origin is PathOrigin.RECORDED


_REFERENCE: Final = re.compile(r"\$(?:states\.input)?((?:\.\w[\w-]*)+)")


def _read_by(choice: ChoiceExplanation | None, given: Any) -> Collection[Path]:
    """Return the path of the field that the last rule read first, if it is plain and is there."""
    tried = choice.rules[-1].comparisons if choice is not None and choice.rules else ()
    found = _REFERENCE.fullmatch(tried[0].variable) if tried else None
    path = () if found is None else tuple(found[1][1:].split("."))
    for name in path:
        if not isinstance(given, dict) or name not in given:
            return ()
        given = given[name]
    return (path,) if path else ()


def _states(path: PathTaken, execution: Execution, given: Any) -> Iterator[HopShape]:
    """Yield each output that differs from what the state was given, then the entry, if any."""
    known, shown, state = _is_recorded(path), 0, ""
    for step in execution.history:
        at_ms = step.timestamp_ms if path.origin.is_reported else None
        details = step.details
        state = step.state_name or state
        if step.type.endswith("StateExited"):
            output = _parsed(details.get("output"))
            if output != given and shown < MOST_STATES:
                shown += 1
                yield HopShape("State output", state, output, at_ms, known, element=Element.PAYMENT)
            given = output
        elif step.type == "TaskScheduled" and details.get("resourceType") == "events":
            entry = _only_entry(_parsed(details.get("parameters")))
            note = "The bus answers with the id of the next event."
            place, element = f"putEvents by {state}", Element.PAYMENT
            yield HopShape(_ENTRY, place, entry, at_ms, known, note, element=element)
            return


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return text


def _only_entry(parameters: Any) -> Any:
    """Return the one entry of a request, or the request whole."""
    entries = parameters.get("Entries") if isinstance(parameters, dict) else None
    return entries[0] if isinstance(entries, list) and len(entries) == 1 else parameters


def _stored(facts: EventFacts) -> Iterator[HopShape]:
    """Yield what Update Order made of a payment event: an item, and the entry of the next event."""
    status = STATUS_AFTER.get(facts.event.detail_type)
    item = None if status is None or facts.view is None else _nth_item(facts.view, status)
    if status is None or item is None:
        return
    note = "Update Order is given the envelope, reads the latest item and puts a new one."
    yield _table_hop(facts, dict(item), known=True, note=note)
    detail = {name: item[name] for name in ("id", "amount") if name in item}
    yield _entry_hop("Update Order", facts, status, detail)


def _messages(facts: EventFacts, rule: str) -> Iterator[HopShape]:
    """Yield the message about this event; where nobody keeps messages, as Notification
    writes it.
    """
    written: list[tuple[str, str]] = []
    notify(facts.envelope, lambda subject, message: written.append((subject, message)))
    subject, text = written[0]
    sent = next(
        (each for each in facts.notifications if _parsed(each.message) == _parsed(text)), None
    )
    if sent is not None:
        note = f"Subject: {sent.subject}"
        shape = _parsed(sent.message)
        place, at_ms = facts.stack.topic, sent.sent_ms
        yield HopShape("Message", place, shape, at_ms, True, note, element=Element.TOPIC)
    elif not facts.is_reported(rule) or facts.deliveries.bus_log:
        note = f"Subject: {subject}. The mail is kept nowhere: as Notification writes it."
        shape, place = _parsed(text), facts.stack.topic
        yield HopShape("Message", place, shape, note=note, element=Element.TOPIC)


def place_of(hops: Sequence[HopShape], element: str = "") -> int:
    """Return the place of the hop that is at this element; of the envelope where none is.

    A target has the event behind the bus, whatever published it.
    """
    bus = next(at for at, hop in enumerate(hops) if hop.element == Element.BUS)
    wanted = _BEHIND_BUS.get(element)
    places = range(bus) if wanted is None else range(bus + 1, len(hops))
    found = (at for at in places if hops[at].element in (wanted or (element,)))
    return next(found, bus)


_BEHIND_BUS: Final[Mapping[str, Collection[str]]] = {
    Element.PAYMENT: (Element.PAYMENT,),
    Element.UPDATE_ORDER: (Element.TABLE, Element.UPDATE_ORDER),
    Element.NOTIFICATION: (Element.TOPIC,),
    Element.TOPIC: (Element.TOPIC,),
}
