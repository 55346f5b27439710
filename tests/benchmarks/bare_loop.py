"""The demo system as a bare loop: what its rules and its definition say is written out by hand.

It makes what the simulator makes of an order: three events in their envelopes, eight deliveries
after the delays of the demo, two items, an execution, three messages, a step for each rule that
matched and each target that took an event. It can do nothing else: no rule or definition can be
changed, nothing fails or is tried again, nothing is explained.
"""

import heapq
import json
from datetime import UTC, datetime
from functools import lru_cache
from random import Random

LIMIT = 500
ARN = "arn:aws:states:us-east-1:123456789012"
MACHINE = f"{ARN}:stateMachine:eda-demo-payment-service"


@lru_cache(4096)
def iso(second):
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


class BareLoop:
    """Runs orders as `World` does, on the same kind of clock (epoch milliseconds)."""

    def __init__(self, start_ms, seed):
        self.now_ms = start_ms
        self.random = Random(seed)
        self.heap, self.serial = [], 0
        self.log, self.steps, self.messages = [], [], []
        self.items, self.executions = {}, {}

    def advance(self, to_ms):
        heap = self.heap
        while heap and (to_ms is None or heap[0][0] <= to_ms):
            self.now_ms, _, take, event = heapq.heappop(heap)
            take(event)
            self.steps.append((self.now_ms, "INVOCATION_SUCCESS", event["id"], take.__name__))
        if to_ms is not None:
            self.now_ms = to_ms

    def place(self, body):
        order = json.loads(body)
        detail = {"id": int(order["id"]), "amount": order["amount"]}
        self.put_item({**detail, "status": "OrderCreated"})
        self.publish("order-service", "OrderCreated", detail)

    def put_item(self, item):
        stamp = f"{iso(self.now_ms // 1000)}.{self.now_ms % 1000:03d}Z"
        self.items.setdefault(item["id"], {})[stamp] = {**item, "timestamp": stamp}

    def uuid(self):
        text = f"{self.random.getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"

    def publish(self, source, kind, detail, resources=()):
        event = {
            "version": "0",
            "id": self.uuid(),
            "detail-type": kind,
            "source": source,
            "account": "123456789012",
            "time": f"{iso(self.now_ms // 1000)}Z",
            "region": "us-east-1",
            "resources": list(resources),
            "detail": detail,
        }
        self.send(event, self.write, 30, 50)
        if kind == "OrderCreated":
            self.send(event, self.pay, 130, 120)
        if source == "payment-service":
            self.send(event, self.update, 100, 120)
        self.send(event, self.notify, 100, 120)
        return event["id"]

    def send(self, event, take, base_ms, jitter_ms):
        self.steps.append((self.now_ms, "RULE_MATCH", event["id"], take.__name__))
        self.serial += 1
        due_ms = self.now_ms + base_ms + int(self.random.random() * jitter_ms)
        heapq.heappush(self.heap, (due_ms, self.serial, take, event))

    def write(self, event):
        self.log.append((len(self.log) + 1, self.now_ms, event))

    def pay(self, event):
        arn = f"{ARN}:execution:eda-demo-payment-service:{self.uuid()}"
        state = "Payment Failed" if event["detail"]["amount"] > LIMIT else "Payment Succeeded"
        detail = {"id": event["detail"]["id"]}
        kind = state.replace(" ", "")
        event_id = self.publish("payment-service", kind, detail, (MACHINE, arn))
        output = {"Entries": [{"EventId": event_id}], "FailedEntryCount": 0}
        path = ("isFraud", state, "Notify EventBus")
        self.executions[arn] = (event, output, self.now_ms, path)

    def update(self, event):
        history = self.items[event["detail"]["id"]]
        failed = event["detail-type"] == "PaymentFailed"
        status = "OrderCancelled" if failed else "OrderCompleted"
        item = {**history[max(history)], "status": status}
        self.put_item(item)
        detail = {"id": item["id"], "amount": item["amount"]}
        self.publish("order-service", status, detail)

    def notify(self, event):
        order, kind = event["detail"]["id"], event["detail-type"]
        message = {"source": event["source"], "event": kind, "order": order, "time": event["time"]}
        self.messages.append((self.now_ms, f"Order {order}: {kind}", json.dumps(message)))
