"""What a browser says was picked: all of it counts, once, whatever it says."""

import pytest

from pages.components.kit import memo, picks

KEY = "map"


@pytest.fixture(autouse=True)
def session():
    token = memo.IN_HAND.set({})
    yield
    memo.IN_HAND.reset(token)


@pytest.fixture
def done():
    return []


@pytest.fixture
def hear(done):
    """Hears numbered picks of a window; answers what was picked for the run that follows."""

    def hear(*sent, window="w"):
        said = {"window": window, "picks": [list(pick) for pick in sent]}
        picks.do_new(KEY, said, {"pick": done.append})
        return picks.picked(KEY, said)

    return hear


def test_picks_are_done_in_the_order_they_were_made(hear, done):
    hear((1, "pick", "a"), (2, "pick", "b"), (3, "pick", "a"))
    assert done == ["a", "b", "a"]


def test_a_pick_that_is_sent_along_again_is_not_done_again(hear, done):
    assert hear((1, "pick", "a")) == {"pick": "a"}
    assert hear((1, "pick", "a"), (2, "more", "b")) == {"more": "b"}
    assert done == ["a"]


def test_a_pick_that_was_lost_is_done_with_the_next(hear, done):
    hear((1, "pick", "a"))
    assert hear((2, "pick", "b"), (3, "more", "c")) == {"pick": "b", "more": "c"}
    assert done == ["a", "b"]


def test_a_message_that_comes_twice_is_heard_once(hear, done):
    hear((1, "pick", "a"))
    assert hear((1, "pick", "a")) == {}
    assert done == ["a"]


def test_a_run_begun_again_is_told_the_same(hear):
    """Streamlit shows a trigger to the run that replaces one, and calls nothing back for it."""
    said = {"window": "w", "picks": [[1, "pick", "a"]]}
    hear((1, "pick", "a"))
    assert picks.picked(KEY, said) == {"pick": "a"}


def test_a_page_opened_again_counts_from_one(hear, done):
    hear((7, "pick", "a"))
    hear((1, "pick", "b"), window="another")
    assert done == ["a", "b"]
    assert picks.heard(KEY) == picks.Heard("another", 1, 0)


def test_what_fails_is_not_tried_again(hear):
    def fail(_):
        raise ValueError("it fails")

    said = {"window": "w", "picks": [[1, "fail", None], [2, "pick", "a"]]}
    with pytest.raises(ValueError, match="it fails"):
        picks.do_new(KEY, said, {"fail": fail})
    assert picks.heard(KEY).last == 1
    assert hear((1, "fail", None), (2, "pick", "a")) == {"pick": "a"}


def test_each_component_is_heard_by_itself(hear):
    hear((5, "pick", "a"))
    assert picks.heard("timeline") == picks.Heard()


@pytest.mark.parametrize(
    "sent",
    [
        *(None, "pick", 1, [], {}, {"picks": None}, {"picks": {"0": 1}}),
        {"window": "w", "picks": [None, [], [1], [1, "pick"], [True, "pick", "a"], "abc"]},
        {"window": "w", "picks": [["1", "pick", "a"], [1.5, "pick", "a"], [2, ["pick"], "a"]]},
    ],
)
def test_what_is_no_pick_does_nothing(sent, done):
    picks.do_new(KEY, sent, {"pick": done.append})
    assert (done, picks.picked(KEY, sent)) == ([], {})


def test_the_name_of_a_window_is_cut(hear):
    hear((1, "pick", "a"), window="w" * 1000)
    assert len(picks.heard(KEY).window) == 40
