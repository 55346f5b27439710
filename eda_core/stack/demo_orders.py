"""Orders to show the demo with: a chosen number of them, a chosen share over the limit."""

from collections.abc import Iterator
from random import Random
from typing import Final

from eda_core.domain.orders import Order

LIMIT: Final = 500
"""The amount above which the payment definition declines; exactly this much is taken."""


def demo_orders(
    first_id: int, count: int, over_share: float, seed: int, limit: int = LIMIT
) -> Iterator[Order]:
    """``count`` orders with ids from ``first_id`` on, evenly mixed, drawn from the seed.

    Exactly ``round(count * over_share)`` of them are over the limit: whole amounts up to twice
    the limit; the others are whole amounts from 1 to the limit. ``limit`` is at least 1.
    """
    random = Random(f"orders {seed} {first_id}")  # noqa: S311 - repeatable, not secret
    over_left = round(count * over_share)
    for index in range(count):
        is_over = random.random() * (count - index) < over_left
        over_left -= is_over
        yield Order(first_id + index, _amount(random, is_over, limit))


def _amount(random: Random, over: bool, limit: int) -> int:
    return random.randint(limit + 1, 2 * limit) if over else random.randint(1, limit)
