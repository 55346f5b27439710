"""Messages taken packed are those taken one by one, whatever their texts are."""

import json

from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.chunks import Chunk, pack
from eda_core.ports import Notification
from eda_core.read_model.messages import NO_ORDER, Messages, order_of

USUAL = json.dumps({"source": "s", "event": "OrderCreated", "order": 12, "time": "t"})
FAKE = f'[1,"subject",{json.dumps(USUAL)}]'
TEXTS = st.one_of(
    st.text(max_size=20),
    st.just(FAKE),
    st.builds(
        lambda order, source: json.dumps(
            {"source": source, "event": "e", "order": order, "time": "t"}
        ),
        st.one_of(st.integers(), st.text(max_size=5), st.none(), st.floats()),
        st.sampled_from(["order-service", 'a "quoted" one', FAKE]),
    ),
)


def code_for(order):
    return order if isinstance(order, int) and 0 <= order < 2**31 else NO_ORDER


@given(
    st.lists(
        st.builds(Notification, st.integers(0, 2**42), st.sampled_from(["one", FAKE]), TEXTS),
        min_size=1,
    )
)
def test_packed_or_one_by_one_messages_are_the_same(messages):
    packed, single = Messages(), Messages()
    ((count, data),) = pack([m.sent_ms, m.subject, m.message] for m in messages)
    packed.add_chunk(Chunk(1, count, data), code_for)
    for message in messages:
        single.add(message, code_for(order_of(message.message)))
    assert (packed.at, packed.orders) == (single.at, single.orders)
