from hypothesis import given
from hypothesis import strategies as st

from eda_core.stack.demo_orders import LIMIT, demo_orders

counts = st.integers(0, 300)
shares = st.floats(0, 1)


@given(counts, shares, st.integers(0, 99))
def test_the_share_over_the_limit_is_exact(count, share, seed):
    orders = list(demo_orders(1, count, share, seed))
    assert sum(order.amount > LIMIT for order in orders) == round(count * share)


@given(counts, shares)
def test_ids_follow_one_another(count, share):
    assert [order.id for order in demo_orders(101, count, share, 0)] == [*range(101, 101 + count)]


def test_one_seed_gives_the_same_orders():
    assert list(demo_orders(1, 50, 0.3, 7)) == list(demo_orders(1, 50, 0.3, 7))


def test_another_seed_gives_others():
    assert list(demo_orders(1, 50, 0.3, 7)) != list(demo_orders(1, 50, 0.3, 8))
