import pytest

from eda_core.simulator.tail import Tail


@pytest.fixture
def tail():
    """The last three of a sequence of five."""
    tail = Tail(before=2)
    tail.extend("cde")
    return tail


def test_a_tail_counts_what_comes_before(tail):
    assert tail.total == 5


@pytest.mark.parametrize(("count", "found"), [(0, "cde"), (2, "cde"), (3, "de"), (5, ""), (9, "")])
def test_a_tail_answers_what_comes_after(tail, count, found):
    assert "".join(tail.after(count)) == found


def test_a_tail_answers_at_most_so_many(tail):
    assert tail.after(3, most=1) == ["d"]


def test_a_tail_goes_on_where_it_forgot(tail):
    tail.forget()
    tail.append("f")
    assert (tail.total, tail.after(5)) == (6, ["f"])
