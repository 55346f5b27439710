"""A page with nothing but the timeline, over a log of ``EDA_BENCH_MARKS`` marks that goes on.

`timeline_in_browser.py` runs it; five marks a second come in addition.
"""

import os
import time
from itertools import count

import streamlit as st

from eda_core.app import bootstrap
from eda_core.domain.events import Event, LogRecord
from eda_core.domain.settings import settings_from
from eda_core.ports import Notification
from pages.components.frame import refresh as frame
from pages.components.frame import shell
from pages.components.kit import column
from pages.components.live import timeline_panel

TIME = "2026-01-31T12:00:00Z"
MARKS = int(os.environ.get("EDA_BENCH_MARKS", "1000"))
APART_MS = 200
KEY = "live.watch"
KINDS = (
    ("order-service", "OrderCreated"),
    ("payment-service", "PaymentSucceeded"),
    ("order-service", "OrderCompleted"),
    ("notification-service", "Notification"),
    ("notification-service", "Notification"),
)


@st.cache_resource
def world():
    connection = bootstrap.connect(settings_from({"EDA_SEED": "7", "EDA_DATA": ":memory:"}))
    numbers = count()
    start_ms = connection.clock() - MARKS * APART_MS
    add(connection, [next(numbers) for _ in range(MARKS)], start_ms)
    return connection, numbers, start_ms


def add(connection, numbers, start_ms):
    def fold(tables):
        for number in numbers:
            at_ms, order = start_ms + number * APART_MS, 101 + number // 5
            source, kind = KINDS[number % 5]
            if source == "notification-service":
                tables.fold_message(Notification(at_ms, "subject", f'{{"order": {order}}}'))
                continue
            detail = {"id": order, "amount": 100}
            event = Event(f"event-{number}", kind, source, "", TIME, "", (), detail)
            tables.fold(LogRecord(len(tables.log) + 1, at_ms, event))

    connection.model.ask(fold)


@st.fragment(run_every=1.0)
def live():
    connection, numbers, start_ms = world()
    began = time.perf_counter()
    add(connection, [next(numbers) for _ in range(5)], start_ms)
    shown = frame.Shown(connection.model, connection.now_ms(), live=True)
    data = timeline_panel.data(connection, shown)
    column.show(column.Column({"timeline": data}), KEY, **timeline_panel.callbacks(connection, KEY))
    st.text(f"server ms {1000 * (time.perf_counter() - began):.2f}")


st.set_page_config(layout="wide")
shell.show(st.navigation([st.Page(live, title="Timeline")], position="hidden"))
