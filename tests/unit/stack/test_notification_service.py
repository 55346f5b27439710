import json

from hypothesis import given
from hypothesis import strategies as st

from eda_core.stack.notification_service import MAX_SUBJECT, notify

EVENT = {
    "source": "order-service",
    "detail-type": "OrderCompleted",
    "time": "2026-01-31T12:00:00Z",
    "detail": {"id": 101},
}


def sent(event):
    messages = []
    notify(event, lambda subject, message: messages.append((subject, json.loads(message))))
    return messages


def test_a_notification_says_what_happened_to_which_order():
    assert sent(EVENT) == [
        (
            "Order 101: OrderCompleted",
            {
                "source": "order-service",
                "event": "OrderCompleted",
                "order": 101,
                "time": "2026-01-31T12:00:00Z",
            },
        )
    ]


def test_a_long_subject_is_cut():
    ((subject, _),) = sent(EVENT | {"detail": {"id": "x" * 500}})
    assert len(subject) == MAX_SUBJECT


def test_an_event_without_an_order_is_told_all_the_same():
    ((subject, message),) = sent(EVENT | {"detail": {}})
    assert (subject, message["order"]) == ("Order None: OrderCompleted", None)


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())


@given(VALUES, VALUES, VALUES, VALUES)
def test_a_message_is_the_json_of_its_four_fields(source, kind, order, time):
    fields = {"source": source, "event": kind, "order": order, "time": time}
    texts = []
    event = {"source": source, "detail-type": kind, "time": time, "detail": {"id": order}}
    notify(event, lambda _, message: texts.append(message))
    assert texts == [json.dumps(fields)]
