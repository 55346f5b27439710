import pytest

from eda_core.presentation.order.evidence import how_all_known, how_known
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.stack import demo_stack

WORDS = demo_stack().words
REPORTED = EventDeliveries(("a", "b"))
INFERRED = EventDeliveries(("a", "b"), inferred=True, inferred_rules=("a", "b"))
LOGGED = EventDeliveries(("a", "b"), bus_log=True)
PARTLY = EventDeliveries(("a", "b"), inferred=True, inferred_rules=("b",), bus_log=True)


@pytest.mark.parametrize(
    ("deliveries", "words"),
    [
        ([], ""),
        ([REPORTED], ""),
        ([REPORTED, INFERRED], "inferred from the patterns"),
        ([LOGGED], "known from the bus log"),
        ([LOGGED, PARTLY], "1 inferred from the patterns, the others known from the bus log"),
    ],
)
def test_a_title_says_how_all_of_it_is_known(deliveries, words):
    assert how_all_known(deliveries, WORDS) == words


@pytest.mark.parametrize(
    ("known", "rule", "words"),
    [
        (REPORTED, "a", ""),
        (INFERRED, "a", "inferred from the patterns"),
        (LOGGED, "a", "known from the bus log"),
        (PARTLY, "a", "known from the bus log"),
        (PARTLY, "b", "inferred from the patterns"),
        (REPORTED, "c", ""),
    ],
)
def test_a_cell_says_how_it_is_known(known, rule, words):
    assert how_known(known, rule, WORDS) == words
