from hypothesis import given
from hypothesis import strategies as st

from eda_core.read_model.order_numbers import OrderNumbers

NUMBERS = st.integers(-3, 60) | st.integers(4000, 6000) | st.integers(-(2**70), 2**70)
ORDERS = st.lists(NUMBERS | st.text(max_size=3), unique=True, max_size=40)


def numbered(orders):
    numbers = OrderNumbers()
    for order in orders:
        numbers.add(order)
    return numbers


@given(ORDERS)
def test_orders_are_known_by_their_numbers_and_numbers_by_their_orders(orders):
    numbers = numbered(orders)
    assert [numbers.number_of(order) for order in orders] == list(range(1, len(orders) + 1))
    assert [numbers.ids[place] for place in range(len(orders))] == orders
    assert [*numbers.ids] == orders


def test_orders_of_details_are_numbered_once_each():
    """Also one above the reach of the first that the next one brings within it."""
    numbers = OrderNumbers()
    ids = (4099, 5000, 5000, 5000.0, True, None, "5000", -1, 2**70, -1, 2**70)
    assert numbers.number_all({"id": each} for each in ids) == [1, 2, 2, 2, 0, 0, 3, 4, 5, 4, 5]


@given(ORDERS, st.integers(0, 40), st.integers(0, 40), st.sampled_from((1, 2, 3)))
def test_ids_are_cut_as_a_list_is(orders, start, stop, step):
    assert numbered(orders).ids[start:stop:step] == orders[start:stop:step]


def test_a_whole_number_costs_eight_bytes():
    ids = numbered(range(1, 1001)).ids
    assert (ids.column.itemsize, ids.named) == (8, {})
