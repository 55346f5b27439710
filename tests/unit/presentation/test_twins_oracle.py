"""The sentence of first divergence, held against the simulator's own records.

The oracle reads what the world wrote down: its log, its delivery records and the histories of its
executions. It knows nothing of the projections.
"""

import json
from collections import Counter, defaultdict
from random import Random

import pytest

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.order.twins import twins_card, twins_of
from eda_core.stack.demo_orders import demo_orders
from tests.rooms import Room

ORDERS = 2_000
PAIRS = 600
PAY = "payment-service-filtering-orders"
UPDATE = "order-service-filtering-payments"
UPDATE_ORDER = "eda-demo-update-order"
ON_THE_WAY = {"OrderCreated": "eda-demo-payment-service"} | dict.fromkeys(
    ("PaymentSucceeded", "PaymentFailed"), UPDATE_ORDER
)
STAGES = {"OrderCreated": 0, "PaymentSucceeded": 1, "PaymentFailed": 1}
GOOD = (DeliveryStep.INVOCATION_SUCCESS, DeliveryStep.FUNCTION_SUCCESS)
NOT_TROUBLE = (DeliveryStep.RULE_MATCH, DeliveryStep.NO_STANDARD_RULES_MATCHED)
FAULTS = (
    Fault(FaultKind.DROP, next_n=None, share=0.02),
    Fault(FaultKind.DUPLICATE, UPDATE, next_n=None, share=0.03, delay_ms=900),
    Fault(FaultKind.DUPLICATE, PAY, next_n=None, share=0.02, delay_ms=900),
    Fault(FaultKind.RULE_DISABLED, PAY, next_n=None, share=0.02),
    Fault(FaultKind.DELAY, UPDATE, next_n=None, share=0.03, delay_ms=4_000),
    Fault(FaultKind.TARGET_THROWS, UPDATE_ORDER, next_n=None, share=0.05),
    Fault(FaultKind.TARGET_THROWS, "eda-demo-notification", next_n=None, share=0.05),
    Fault(FaultKind.TARGET_THROWS, "eda-demo-payment-service", next_n=None, share=0.03),
    Fault(FaultKind.TASK_FAILS, next_n=None, share=0.03),
)


@pytest.fixture(scope="module")
def room():
    room = Room(seed=11)
    for fault in FAULTS:
        room.world.arm(fault)
    for order in demo_orders(1, ORDERS, 0.4, 5):
        if order.id == ORDERS // 2:
            _raise_the_limit(room)
        body = order.to_body() if order.id % 40 else json.dumps({"id": order.id})
        _place(room, order.id, body)
    room.world.run_to_end()
    room.now_ms = room.world.scheduler.now_ms
    room.model.refresh()
    return room


def _place(room, order_id, body):
    room.world.advance(room.world.scheduler.now_ms + 20)
    if order_id % 40:
        room.world.place(body)
    else:
        entry = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": body}
        room.world.put_events([entry])


def _raise_the_limit(room):
    definition = room.stack.machine.definition
    text = json.dumps(definition).replace('"NumericGreaterThan": 500', '"NumericGreaterThan": 800')
    room.now_ms = room.world.scheduler.now_ms
    room.editor.put_definition(text)


class Oracle:
    """What the world wrote down of each order, in the order of cause and effect."""

    def __init__(self, world):
        self.world = world
        self.logged = defaultdict(dict)
        for record in world.log:
            self.logged[record.event.detail["id"]].setdefault(record.event.id, record)
        self.steps = defaultdict(list)
        after = 0
        while read := world.deliveries.read_after(after):
            for step in read:
                self.steps[step.event_id].append(step)
            after = read[-1].sequence
        self.told = Counter(json.loads(n.message)["order"] for n in world.notifications_after(0))
        self.failed = {e.input["detail"]["id"]: e for e in world.payments.failed}

    def account(self, order):
        records = sorted(self.logged[order].values(), key=self._place)
        kinds = [record.event.detail_type for record in records]
        last = max((at for at, kind in enumerate(kinds) if kind == "OrderCreated"), default=-1)
        facts = [] if last >= 0 else self._history(order)
        for at, record in enumerate(records):
            kind = record.event.detail_type
            facts.append(("event", kind, kinds[: at + 1].count(kind)))
            matched = {s.rule for s in self.steps[record.event.id] if s.rule}
            facts.append(("rules", kind, frozenset(matched)))
            facts += self._troubles(record, ON_THE_WAY.get(kind), on_the_way=True)
            facts += self._history(order) if at == last else []
        for record in records:
            way = ON_THE_WAY.get(record.event.detail_type)
            facts += self._troubles(record, way, on_the_way=False)
        return [*facts, ("told", self.told[order])] if self.told[order] else facts

    @staticmethod
    def _place(record):
        event = record.event
        return event.time, STAGES.get(event.detail_type, 2), record.ingested_ms, record.sequence

    def _troubles(self, record, target, on_the_way):
        found, failed = [], set()
        for step in self.steps[record.event.id]:
            if step.step in NOT_TROUBLE or (step.step in GOOD and step.rule not in failed):
                continue
            failed.add(step.rule)
            if (step.target == target) is on_the_way:
                found.append(("delivery", record.event.detail_type, step.target, step.step))
        standing = {step.rule: step for step in self.steps[record.event.id] if step.rule}
        for rule, step in standing.items():
            is_open = step.step is DeliveryStep.RULE_MATCH and rule not in failed
            if is_open and (step.target == target) is on_the_way:
                found.append(("delivery", record.event.detail_type, step.target, "open"))
        return found

    def execution(self, order):
        arns = (arn for r in self.logged[order].values() for arn in r.event.resources)
        arn = next((arn for arn in arns if ":execution:" in arn), None)
        return self.world.execution(arn) if arn else self.failed.get(order)

    def amount_and_limit(self, order):
        """What was compared: the amount of its input, and the limit in force when it started."""
        execution = self.execution(order)
        (change,) = self.world.changes
        return execution.input["detail"].get("amount"), (
            500 if execution.started_ms < change.at_ms else 800
        )

    def _history(self, order):
        execution = self.execution(order)
        if execution is None:
            return []
        entered = [e for e in execution.history if e.type.endswith("StateEntered")]
        names = [event.details["name"] for event in entered]
        facts = []
        for at, event in enumerate(entered):
            following = names[at + 1] if at + 1 < len(names) else execution.error
            is_choice = event.type.startswith("Choice")
            facts.append(("choice", names[at], following) if is_choice else ("state", names[at]))
        if execution.status == "FAILED":
            facts.append(("failure", execution.error))
        return facts


@pytest.fixture(scope="module")
def oracle(room):
    return Oracle(room.world)


def first_difference(left, right):
    for at, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return at, a, b
    at = min(len(left), len(right))
    if len(left) == len(right):
        return None
    return at, *(each[at] if at < len(each) else None for each in (left, right))


def words_wanted(oracle, orders, difference):
    """Words that the sentence must hold to be right about this difference."""
    _, *facts = difference
    wanted = []
    for order, fact, other in zip(orders, facts, reversed(facts), strict=True):
        if fact is None:
            continue
        kind = fact[0]
        if kind == "choice" and other is not None and other[0] == "choice":
            amount, limit = oracle.amount_and_limit(order)
            if amount is not None:
                wanted.append(f"{amount:g} > {limit} is {str(amount > limit).lower()}")
        elif kind == "rules" and other is not None and other[0] == "rules":
            wanted += [rule for rule in fact[2] if rule not in other[2]]
    return wanted


def places_of(difference):
    """What the sentence may name as the place: the fact of one of the two, in words."""
    words = {
        "event": lambda f: f[1],
        "rules": lambda f: f"who took {f[1]}",
        "delivery": lambda f: f"the delivery of {f[1]} to {f[2]}",
        "choice": lambda f: f[1],
        "state": lambda f: f[1],
        "failure": lambda f: "the end of the execution",
        "told": lambda f: "the notifications",
    }
    return {words[fact[0]](fact) for fact in difference[1:] if fact is not None}


def sampled_pairs():
    random = Random(3)
    return [tuple(random.sample(range(1, ORDERS + 1), 2)) for _ in range(PAIRS)]


def told_of(room, *orders):
    return tuple(
        room.model.ask(lambda tables, order=order: tables.messages_of(order)) for order in orders
    )


def sentence_of(room, left, right):
    views = room.model.order(left), room.model.order(right)
    return sentence_on(room, (left, right), views)


def sentence_on(room, orders, views):
    card = twins_card(twins_of(*views, told_of(room, *orders)), room.now_ms)
    return "".join(words for words, _ in card["sentence"])


@pytest.mark.unmeasured
def test_the_sentence_is_right_for_every_sampled_pair(room, oracle):
    compared, kinds = 0, set()
    for left, right in sampled_pairs():
        views = room.model.order(left), room.model.order(right)
        if None in views:
            continue  # every event of it was lost on the way to the log
        difference = first_difference(oracle.account(left), oracle.account(right))
        sentence = sentence_on(room, (left, right), views)
        compared += 1
        if difference is None:
            assert sentence.startswith("The same all the way:"), (left, right, sentence)
            continue
        kinds |= {fact[0] for fact in difference[1:] if fact}
        place = sentence.partition(": ")[0].removeprefix("Same until ")
        place = place.removeprefix("Apart from the start, at ")
        assert any(place.startswith(each) for each in places_of(difference)), (difference, sentence)
        for words in words_wanted(oracle, (left, right), difference):
            assert words in sentence, (difference, sentence)
    assert compared > PAIRS * 0.9
    assert kinds >= {"event", "rules", "delivery", "choice"}


def test_the_two_orders_of_the_demo():
    room = Room()
    room.place(101, 100)
    room.place(102, 900)
    wanted = "Same until isFraud: 900 > 500 is true, 100 > 500 is false."
    assert sentence_of(room, 102, 101) == wanted
