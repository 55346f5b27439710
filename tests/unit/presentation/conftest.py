import pytest

from eda_core.read_model import ReadModel
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000


class Room:
    """A simulated world and its read model, on a clock by hand."""

    def __init__(self):
        self.now_ms = START_MS
        self.stack = demo_stack()
        self.backend = simulated_backend(World(self.stack, START_MS, 7), lambda: self.now_ms)
        self.model = ReadModel(self.backend, self.stack)

    def place(self, order_id, amount, seconds=60):
        self.backend.api.place(f'{{"id": {order_id}, "amount": {amount}}}')
        self.let_pass(seconds)

    def put(self, detail, detail_type="OrderCreated", source="order-service"):
        entry = {"Source": source, "DetailType": detail_type, "Detail": detail}
        self.backend.bus.put_events([entry])
        self.let_pass(60)

    def let_pass(self, seconds):
        self.now_ms += int(seconds * 1000)
        self.model.refresh()

    def order(self, order_id):
        return self.model.order(order_id)


@pytest.fixture
def room():
    return Room()
