"""A simulated world with its read model, on a clock by hand: what many tests start from."""

import json

from eda_core.domain.settings import BusKind
from eda_core.read_model import ReadModel
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.news import all_news

START_MS = 1_769_860_800_000


class Room:
    """One world; ``now_ms`` is the wall clock it goes by."""

    def __init__(self, seed=7, bus=BusKind.CLASSIC):
        self.now_ms = START_MS
        self.stack = demo_stack(bus)
        self.world = World(self.stack, START_MS, seed)
        self.backend = simulated_backend(self.world, lambda: self.now_ms)
        self.editor = self.backend.editor
        self.model = ReadModel(self.backend, self.stack)

    def place(self, order_id, amount=100, seconds=60):
        """Place an order and let time pass."""
        answer = self.backend.api.place(json.dumps({"id": order_id, "amount": amount}))
        self.let_pass(seconds)
        return answer

    def put(self, detail, detail_type="OrderCreated", source="order-service", seconds=60):
        """Put an event on the bus by hand and let time pass."""
        entry = {"Source": source, "DetailType": detail_type, "Detail": detail}
        self.backend.bus.put_events([entry])
        self.let_pass(seconds)

    def let_pass(self, seconds):
        """Let time pass and look."""
        self.now_ms += int(seconds * 1000)
        self.model.refresh()

    def order(self, order_id):
        """All that is known of an order."""
        return self.model.order(order_id)

    def kinds(self, order_id):
        """The detail-types of an order's events, as they were logged."""
        events = (record.event for record in all_news(self.backend).log)
        return [event.detail_type for event in events if event.detail.get("id") == order_id]
