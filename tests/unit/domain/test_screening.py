from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.events import Event, LogRecord, MalformedRecord
from eda_core.domain.masking import DEEPEST, screened_record, screened_value

ACCOUNT = "123456789012"
ARN = f"arn:aws:states:eu-central-1:{ACCOUNT}:execution:pay:1"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from((ACCOUNT, ARN, "a@b.org", "plain")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
)


def record(detail):
    event = Event(
        "1", "OrderCreated", "order-service", ACCOUNT, "2026-01-31T12:00:00Z", "x", (ARN,), detail
    )
    return LogRecord(1, 0, event)


@given(JSON)
def test_no_text_of_an_event_names_the_account(detail):
    shown = screened_record(record({"any": detail})).event.to_text()
    assert f'"{ACCOUNT}' not in shown
    assert f":{ACCOUNT}:" not in shown
    assert "a@b.org" not in shown


def test_an_order_and_its_amount_stay_what_they_are():
    detail = {"id": 123456789012, "amount": 500.01}
    assert screened_record(record(detail)).event.detail == detail


def test_what_is_no_event_is_masked_too():
    shown = screened_record(MalformedRecord(1, 0, f"from {ACCOUNT}", "It is not JSON."))
    assert ACCOUNT not in shown.text


def test_what_is_nested_too_deep_is_not_shown():
    value = ACCOUNT
    for _ in range(DEEPEST + 1):
        value = [value]
    assert ACCOUNT not in str(screened_value(value))
