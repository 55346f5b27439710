from random import Random

from eda_core.simulator.retries import RetryPolicy, next_invocation_ms


def delays(policy, attempts):
    random = Random(1)
    return [policy.next_ms(0, 0, attempt, random) for attempt in range(1, attempts + 1)]


def test_the_bus_backs_off_exponentially_with_jitter():
    first, second, third = delays(RetryPolicy(), 3)
    assert 500 <= first <= 1000 <= second <= 2000 <= third <= 4000


def test_the_bus_waits_a_quarter_of_an_hour_at_most():
    assert max(delays(RetryPolicy(), 185)) <= 900_000


def test_the_bus_gives_up_after_so_many_attempts():
    assert delays(RetryPolicy(most_attempts=2), 3)[2] is None


def test_the_bus_gives_up_after_so_long():
    policy = RetryPolicy(most_age_ms=60_000)
    assert policy.next_ms(0, 59_900, 1, Random(1)) is None


def test_lambda_runs_a_function_twice_more():
    assert [next_invocation_ms(0, attempt) for attempt in (1, 2, 3)] == [60_000, 120_000, None]
