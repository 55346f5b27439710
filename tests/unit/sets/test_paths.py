"""The path of an order: all its events together, in words."""

from collections import Counter

from eda_core.presentation.orders.set_words import fact_sentence
from eda_core.read_model.event_table import CANCELLED, COMPLETED, CREATED
from eda_core.sets.happenings import PATH, path_of
from eda_core.sets.order_columns import order_columns
from eda_core.sets.questions import Fact, Is
from tests.unit.sets.planted import CAUSES

FAILED = ("payment-service", "PaymentFailed")


def test_a_path_names_events_on_their_way_and_how_often_they_came():
    counts = {CANCELLED: 2, FAILED: 1, ("shop", "Parcel"): 3, CREATED: 1, COMPLETED: 0}
    named = "OrderCreated, PaymentFailed, OrderCancelled twice, Parcel 3 times"
    assert path_of(counts) == named
    assert fact_sentence(Fact(PATH, Is(named))) == f"Its events are {named}"
    assert fact_sentence(Fact(PATH, Is("", negated=True))) == "Its events are not of other kinds"


def test_the_path_of_each_order_is_what_its_records_tell():
    tables = CAUSES["fault"](3).tables()
    column = order_columns(tables, 0).words[PATH]
    for place, order in enumerate(tables.events.numbers.ids):
        kinds = Counter((r.event.source, r.event.detail_type) for r in tables.records_of(order))
        assert column.words[column.codes[place]] == path_of(kinds)
    assert len(column.words) > 1
