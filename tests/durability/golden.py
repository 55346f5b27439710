"""A script of everything that can happen to a world, and a digest of all that can be read of it."""

import hashlib
import json
import random
from dataclasses import replace

from eda_core.domain.faults import Fault, FaultKind
from eda_core.simulator.world import World
from eda_core.stack import demo_stack, machine_from

START_MS = 1_769_860_800_000
STACK = demo_stack()
SEEDS = range(12)
ENTRIES = (
    {
        "Source": "payment-service",
        "DetailType": "PaymentFailed",
        "Detail": '{"id": 3, "é": "\ud800"}',
    },
    {"Source": "payment-service", "DetailType": "PaymentRefunded", "Detail": '{"id": 3}'},
    {"Source": "order-service", "DetailType": "OrderCreated", "Detail": '{"amount": 1e3}'},
    {"Source": "order-service", "DetailType": "OrderCreated", "Detail": '{"id": "x", "amount": 7}'},
    {"Source": "a", "DetailType": "b", "Detail": "{}", "Time": 1_769_860_000.5, "Resources": ["r"]},
    {"Source": "a", "DetailType": "b", "Detail": "{}", "EventBusName": "no-bus"},
    {"Source": "aws.s3", "DetailType": "b", "Detail": "{}"},
    {"Source": "a", "DetailType": "b", "Detail": "[]"},
)


def waiting(order_id):
    """A definition whose executions wait, draw chance, and may be tried again."""
    return {
        "StartAt": "Wait",
        "States": {
            "Wait": {"Type": "Wait", "Seconds": 2, "Next": "Draw"},
            "Draw": {"Type": "Pass", "Parameters": {"n.$": "States.UUID()"}, "Next": "Say"},
            "Say": {
                "Type": "Task",
                "Resource": "arn:aws:states:::events:putEvents",
                "Parameters": {
                    "Entries": [
                        {
                            "Detail": {"id": order_id, "n.$": "$.n"},
                            "DetailType": "PaymentSucceeded",
                            "EventBusName": "eda-demo",
                            "Source": "payment-service",
                        }
                    ]
                },
                "Retry": [{"ErrorEquals": ["States.ALL"], "JitterStrategy": "FULL"}],
                "End": True,
            },
        },
    }


def disturb(world, chance):
    """Do one thing to the world from outside that is no order."""
    dice = chance.random()
    if dice < 0.35:
        share = chance.choice([None, 0.5, 1.0])
        often = (
            {"next_n": chance.randint(1, 4)} if share is None else {"next_n": None, "share": share}
        )
        order = chance.choice([None, None, chance.randint(1, 40)])
        world.arm(Fault(chance.choice(list(FaultKind)), order=order, **often))
    elif dice < 0.5:
        world.disarm()
    elif dice < 0.7:
        world.put_events(chance.sample(ENTRIES, 2))
    elif dice < 0.85:
        machine = machine_from(json.dumps(chance.choice([waiting(7), STACK.machine.definition])))
        world.use(replace(world.stack, machine=machine), "definition changed")
    else:
        rules = chance.choice([STACK.rules, STACK.rules[:-1], tuple(reversed(STACK.rules))])
        world.use(replace(world.stack, rules=rules, idempotent=chance.random() < 0.5), "rules")


def played(seed):
    """A world in which orders were placed while all kinds of things went wrong."""
    world, chance = World(STACK, START_MS, seed), random.Random(seed)
    for number in range(1, 81):
        world.advance(START_MS + 40 * number)
        amount = chance.choice([100, 500, 500.5, 600, "12", -1])
        world.place(json.dumps({"id": chance.randint(1, 40), "amount": amount}))
        if seed and chance.random() < 0.2:
            disturb(world, chance)
    world.run_to_end()
    return world


def read_all(read_after):
    found = []
    while some := read_after(len(found)):
        found += some
    return found


def facts(world):
    """All that can be read of a world, as text."""
    log = read_all(world.log_after)
    yield from (f"{r.ingested_ms} {r.text}" for r in log)
    for record in read_all(world.deliveries_after):
        assert record[10:] == (False, 0, 1, "")  # otherwise by a bus log or the custom bus alone
        yield repr(tuple(map(str, record[:10])))
    yield from (f"{n.sent_ms} {n.subject} {n.message}" for n in read_all(world.notifications_after))
    yield from (f"{c.at_ms} {c.what} {c.idempotent}" for c in read_all(world.changes_after))
    yield from (each.arn for each in read_all(world.failed_after))
    arns = sorted({arn for r in log for arn in r.event.resources[1:]})
    for execution in filter(None, map(world.execution, arns)):
        yield f"{execution.arn} {execution.status} {execution.path_taken} {execution.output!r}"
        yield json.dumps([event.to_json() for event in execution.history])
    yield from (json.dumps(item) for order in range(41) for item in world.table.history(order))
    yield f"{world.scheduler.now_ms} {world.scheduler.executed}"


def digest(world):
    lines = "\n".join(facts(world)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(lines).hexdigest()
