"""What one look at the Live page costs the server when the log is long, and a look back in time.

Target: a refresh within 10 ms at 100,000 events.
"""

import json
import time

import pytest

from eda_core.app.bootstrap import simulated_world
from eda_core.presentation.live.flow_map import Play, flow_map, flow_picture
from eda_core.presentation.live.timeline_slices import kinds_data, marks_now, slice_data, waiting
from eda_core.presentation.live.totals import recent_orders, totals_strip
from eda_core.presentation.order.card import order_summary
from eda_core.presentation.order.narrative import order_story
from eda_core.read_model import MomentModel, ReadModel
from eda_core.simulator.backend import simulated_backend
from eda_core.stack import demo_stack

ORDERS = 33_334
APART_MS = 50
START_MS = 1_769_860_800_000


class LongDay:
    """A hundred thousand events, and a clock that goes on."""

    def __init__(self):
        self.now_ms = START_MS
        stack = demo_stack()
        self.backend = simulated_backend(simulated_world(stack, START_MS, 7), lambda: self.now_ms)
        self.model = ReadModel(self.backend, stack)
        self.next_order = 101
        for _ in range(ORDERS):
            self.place(APART_MS)
        self.now_ms += 60_000
        self.model.refresh()
        self.sent = self.model.ask(lambda tables: len(tables.marks))

    def place(self, then_ms):
        body = {"id": self.next_order, "amount": self.next_order * 37 % 1000}
        self.backend.api.place(json.dumps(body))
        self.next_order += 1
        self.now_ms += then_ms

    def a_second(self):
        for _ in range(2):
            self.place(500)

    def look(self):
        """What the Live page asks in one refresh, an order chosen."""
        model, now_ms = self.model, self.now_ms
        model.refresh()
        totals_strip(
            model.totals(), model.troubles(), model.ask(lambda f: recent_orders(f, now_ms))
        )
        flow_map(model.ask(flow_picture), Play(now_ms, True, 100), "101", "")
        marks = model.ask(lambda tables: marks_now(tables, self.sent, None, 101))
        self.sent = marks.total
        found = [slice_data(columns) for columns in marks.slices], kinds_data(marks.kinds)
        model.ask(lambda tables: waiting(tables, now_ms))
        view = model.order(101)
        return found, order_summary(view, now_ms), order_story(view, now_ms)


@pytest.fixture(scope="module")
def day():
    return LongDay()


def test_one_refresh_of_the_live_page(benchmark, day):
    benchmark.pedantic(day.look, setup=day.a_second, rounds=200)
    benchmark.extra_info["ms of the processor in the worst case"] = worst_of(day)


def worst_of(day):
    spent = []
    for _ in range(50):
        day.a_second()
        began = time.process_time()
        day.look()
        spent.append(1000 * (time.process_time() - began))
    return round(max(spent), 1)


def test_a_look_back_at_the_middle_and_on_from_there(benchmark, day):
    middle = START_MS + ORDERS * APART_MS // 2
    began = time.process_time()
    model = MomentModel(day.model, middle)
    benchmark.extra_info["ms of the processor to go back to the middle"] = round(
        1000 * (time.process_time() - began), 1
    )
    moments = iter(range(middle + 1000, middle + 10**7, 1000))
    benchmark.pedantic(lambda: model.show(next(moments)), rounds=50)
