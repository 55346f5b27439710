"""What experiments do to a world with either kind of bus.

A script places orders in a world, breaks something, and lets time pass. What it does to one kind
alone (a rule is disabled, a subscriber is stopped) is what people do there for the same purpose. A
fault strikes chosen orders and not by chance, so that both worlds are broken at the same places.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Order, Source
from eda_core.domain.settings import BusKind
from eda_core.experiments.bus_figures import LATE_RULE
from eda_core.simulator.commands import SetSubscriberState
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.world import World
from eda_core.stack import Rule, Stack, Subscriber, demo_stack
from eda_core.stack.subscribers import Invocation, Ordering, PointInTime

GAP_MS: Final = 100
"""Milliseconds of the world's time between two orders."""

MOST_STRUCK: Final = 40
MINUTE_MS: Final = 60_000


@dataclass(slots=True)
class BusScript:
    """A world, the orders that an experiment places in it, and what it was answered.

    ``report`` hears the share of the orders that are placed, 0 to 1.
    """

    world: World
    orders: tuple[Order, ...]
    report: Callable[[float], None] = lambda _: None
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def struck(self) -> tuple[Order, ...]:
        """The orders at which something is broken: every tenth, and not more than 40."""
        return self.orders[::10][:MOST_STRUCK]

    def place(self, before: Mapping[int, Callable[[Order], None]] = MappingProxyType({})) -> None:
        """Place all orders, one after the other; ``before`` some, by their number, do this."""
        for number, order in enumerate(self.orders):
            if number % 50 == 0:
                self.report(number / len(self.orders))
            if order.id in before:
                before[order.id](order)
            self.world.place(order.to_body())
            self.wait(GAP_MS)

    def wait(self, for_ms: int) -> None:
        """Let the world go on for so long."""
        self.world.advance(self.world.scheduler.now_ms + for_ms)

    def arm(self, kind: FaultKind, where: str) -> None:
        """Break something once for each of the orders that are struck."""
        for order in self.struck:
            self.world.arm(Fault(kind, where, order=order.id))

    def answer(self, question: str, ask: Callable[[], object]) -> None:
        """Note what is answered, or the code with which it is refused."""
        try:
            self.answers[question] = str(ask())
        except InvalidRequest as refused:
            self.answers[question] = refused.code

    def put(self, count: int, **system: str) -> Any:
        """Return how so many entries at once are answered, of a source that no service has."""
        more = {"SystemMetadata": system} if system else {}
        entry = {"Source": "audit", "DetailType": "Seen", "Detail": '{"note": 1}', **more}
        results = self.world.put_events([entry] * count)
        return [each.success_code or each.error_code or "accepted" for each in results]


def with_subscriber(stack: Stack, target: str, **changes: Any) -> Stack:
    """Return the stack with its subscriber of this target changed; a classic one as it is."""
    rules = tuple(
        replace(rule, **changes)
        if isinstance(rule, Subscriber) and rule.target.name == target
        else rule
        for rule in stack.rules
    )
    return replace(stack, rules=rules)


def place_twice(script: BusScript) -> None:
    """Place every order twice, one right after the other."""
    for order in script.orders:
        for _ in range(2):
            script.world.place(order.to_body())
            script.wait(GAP_MS)


def place_again_late(script: BusScript) -> None:
    """Place every order again, ten minutes later."""
    script.place()
    script.wait(10 * MINUTE_MS)
    script.place()


def fault_at(kind: FaultKind, where: Callable[[Stack], str]) -> Callable[[BusScript], None]:
    """Return a script that breaks this place for the orders that are struck."""

    def script(given: BusScript) -> None:
        given.arm(kind, where(given.world.stack))
        given.place()

    return script


def update_rule(stack: Stack) -> str:
    """Return the name of the rule that calls Update Order."""
    return next(rule.name for rule in stack.rules if rule.target.name == stack.update_order)


def message_rule(stack: Stack) -> str:
    """Return the name of the rule that calls Notification."""
    return next(rule.name for rule in stack.rules if rule.target.name == stack.notification)


def with_ordered_messages(stack: Stack) -> Stack:
    """Return the stack with Notification FIFO and waited for."""
    ordered = {"ordering": Ordering.FIFO, "invocation": Invocation.REQUEST_RESPONSE}
    return with_subscriber(stack, stack.notification, **ordered)


def publish_poison(script: BusScript) -> None:
    """Publish, before some orders and in the group of each, a payment of an unknown order."""
    unknown = {"Source": Source.PAYMENT_SERVICE.value, "DetailType": "PaymentSucceeded"}

    def before(order: Order) -> None:
        detail = json.dumps({"id": -order.id, "amount": 1})
        system = {"EventGroupId": str(order.id), "DeduplicationId": f"poison {order.id}"}
        script.world.put_events([{**unknown, "Detail": detail, "SystemMetadata": system}])

    script.place({order.id: before for order in script.struck})


def break_payments(script: BusScript) -> None:
    """Let the payment service be out of reach for ten minutes."""
    number = script.world.arm(
        Fault(FaultKind.TARGET_THROWS, script.world.stack.state_machine, None, 1.0)
    )
    script.place()
    script.wait(10 * MINUTE_MS)
    script.world.disarm(number)


def with_patience(stack: Stack) -> Stack:
    """Return the stack with payments retried as long as a rule retries."""
    return with_subscriber(stack, stack.state_machine, most_retries=185, most_age_s=86_400)


def _add(script: BusScript) -> None:
    """Add one that takes what Notification takes; on the custom bus from the oldest event on."""
    stack = script.world.stack
    like = next(rule for rule in stack.rules if rule.target.name == stack.notification)
    past: dict[str, Any] = {"start": PointInTime()} if isinstance(like, Subscriber) else {}
    added: Rule = replace(like, name=LATE_RULE, **past)
    script.world.use(replace(stack, rules=(*stack.rules, added)), "added later")


def add_later(script: BusScript) -> None:
    """Add a rule or subscriber ten minutes after the orders."""
    script.place()
    script.wait(10 * MINUTE_MS)
    _add(script)
    script.wait(MINUTE_MS)


def add_too_late(script: BusScript) -> None:
    """Add a rule or subscriber 25 hours after the orders."""
    script.place()
    script.wait(25 * 60 * MINUTE_MS)
    _add(script)
    script.wait(MINUTE_MS)


def pause_messages(script: BusScript) -> None:
    """Pause Notification while the orders run."""
    name = message_rule(script.world.stack)
    _set_state(script.world, name, running=False)
    script.place()
    script.wait(MINUTE_MS)
    _set_state(script.world, name, running=True)


def _set_state(world: World, name: str, *, running: bool) -> None:
    if world.stack.kind is BusKind.CUSTOM:
        world.handle(SetSubscriberState(name, running=running))
        return
    rules = (replace(r, enabled=running) if r.name == name else r for r in world.stack.rules)
    world.use(replace(world.stack, rules=tuple(rules)), "enabled" if running else "disabled")


def with_batches(stack: Stack) -> Stack:
    """Return the stack with up to ten events in a call of Notification."""
    return with_subscriber(stack, stack.notification, batch_size=10, batch_window_s=5)


def with_batches_unpacked(stack: Stack) -> Stack:
    """Return the same with functions that take each event of an array."""
    return replace(with_batches(stack), unpacks=True)


def with_classic_definition(stack: Stack) -> Stack:
    """Return the stack with the state machine of the classic bus."""
    return replace(stack, machine=demo_stack().machine)


def ask_at_limits(script: BusScript) -> None:
    """Ask what the two buses answer to requests at their limits."""
    script.place()
    script.answer("11 entries", lambda: len(script.put(11)))
    script.answer("100 entries", lambda: len(script.put(100)))
    script.answer("101 entries", lambda: len(script.put(101)))
    script.answer("same id twice", lambda: script.put(2, DeduplicationId="once"))
    script.answer("same id, two groups", lambda: _two_groups(script))
    if isinstance(script.world.bus, CustomBus):
        script.wait(10 * MINUTE_MS)
        for minutes in (1, 6):
            script.answer(f"start {minutes} min ago", partial(_ask_start, script, minutes))


def _ask_start(script: BusScript, minutes: int) -> str:
    """Return ``accepted`` if a subscriber may start so long ago; else raises `InvalidRequest`."""
    bus, now_ms = script.world.bus, script.world.scheduler.now_ms
    start = PointInTime((now_ms - minutes * MINUTE_MS) // 1000)
    if isinstance(bus, CustomBus):
        bus.check_start(replace(script.world.stack.subscribers[0], start=start))
    return "accepted"


def _two_groups(script: BusScript) -> list[str]:
    answers = []
    for group in ("one", "other"):
        answers += script.put(1, DeduplicationId="shared", EventGroupId=group)
    return answers
