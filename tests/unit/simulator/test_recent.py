import pytest

from eda_core.simulator.recent import Recent


@pytest.fixture
def recent():
    """The last three of a sequence of five; the first two are elsewhere."""
    recent = Recent(before=2, older=lambda after, most: list("ab")[after : after + most])
    recent.extend("cde")
    return recent


def test_recent_counts_what_comes_before(recent):
    assert recent.total == 5


@pytest.mark.parametrize(
    ("count", "found"), [(0, "abcde"), (1, "bcde"), (2, "cde"), (3, "de"), (5, ""), (9, "")]
)
def test_recent_returns_what_comes_after(recent, count, found):
    assert "".join(recent.after(count)) == found


def test_recent_returns_at_most_so_many(recent):
    assert recent.after(3, most=1) == ["d"]


def test_recent_goes_on_where_it_forgot(recent):
    recent.forget()
    recent.append("f")
    assert (recent.total, recent.after(5)) == (6, ["f"])


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_recent_goes_on_from_what_is_older_to_what_is_newer(recent, most):
    assert "".join(recent.after(1, most)) == "bcde"[:most]
