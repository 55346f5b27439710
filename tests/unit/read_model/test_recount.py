"""The totals against a straightforward recount of the log, in whatever state the log is."""

from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.events import MalformedRecord
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Outcome
from eda_core.log_files import SourceFile, import_log, lines_export, log_backend
from eda_core.read_model.event_table import EventTable
from eda_core.read_model.order_table import OrderTable
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.demo_orders import demo_orders
from tests.news import all_news
from tests.unit.read_model.conftest import as_read

FAULTS = (FaultKind.DROP, FaultKind.DUPLICATE, FaultKind.DELAY, FaultKind.REORDER)


def faulty_log():
    world = World(demo_stack(), 1_769_860_800_000, 11)
    for kind in FAULTS:
        world.arm(Fault(kind, share=0.15, next_n=None))
    for order in demo_orders(101, 40, 0.4, 3):
        world.place(order.to_body())
        world.advance(world.scheduler.now_ms + 90)
    world.run_to_end()
    return list(world.log)


LOG = [*faulty_log(), MalformedRecord(9001, 5, "nonsense", "Not JSON.")]


@st.composite
def logs(draw):
    """The log cut at either end, shuffled, with records read twice and events logged twice."""
    start, end = sorted(draw(st.tuples(st.integers(0, len(LOG)), st.integers(0, len(LOG)))))
    cut = LOG[start:end]
    picked = st.lists(st.sampled_from(cut), max_size=30) if cut else st.just([])
    copies = [
        record._replace(sequence=20_000 + at, ingested_ms=record.ingested_ms + at)
        for at, record in enumerate(draw(picked))
    ]
    again = draw(picked)
    return as_read(draw(st.permutations([*cut, *again, *copies])))


def recount(log):
    """Orders by outcome, as one would count them by hand: no class of the project is asked."""
    events = {}
    for record in sorted(log, key=lambda r: (r.ingested_ms, r.sequence)):
        if not isinstance(record, MalformedRecord):
            events.setdefault(record.event.id, record)
    orders = defaultdict(list)
    for record in events.values():
        orders[record.event.detail["id"]].append(record)
    return Counter(map(outcome_of, orders.values())), len(events)


def outcome_of(records):
    kinds = Counter(record.event.detail_type for record in records)
    ended = kinds["OrderCompleted"] + kinds["OrderCancelled"]
    if kinds["OrderCreated"] > ended:
        return "WAITING"
    if not ended:
        return "UNKNOWN"
    endings = [r for r in records if r.event.detail_type in ("OrderCompleted", "OrderCancelled")]
    last = max(endings, key=lambda r: (r.event.time, r.ingested_ms, r.sequence))
    return {"OrderCompleted": "COMPLETED", "OrderCancelled": "CANCELLED"}[last.event.detail_type]


def totals(records):
    orders = OrderTable(EventTable())
    for record in as_read(records):
        orders.fold(record)
    orders.flush()
    found = orders.totals()
    outcomes = {outcome.value: n for outcome, n in found.by_outcome.items() if n}
    return Counter(outcomes), found.events


@given(logs(), st.integers(1, 20))
def test_totals_that_were_asked_before_count_what_came_since(log, apart):
    orders = OrderTable(EventTable())
    for place, record in enumerate(as_read(log)):
        orders.fold(record)
        if place % apart == 0:
            orders.flush()
            orders.totals()
    orders.flush()
    assert orders.totals().events == recount(log)[1]


def test_the_log_has_something_of_everything():
    outcomes, _ = recount(LOG)
    assert set(outcomes) >= {Outcome.COMPLETED.value, Outcome.CANCELLED.value, "WAITING"}


@given(logs())
def test_totals_are_those_of_a_recount(log):
    assert totals(log) == recount(log)


@given(log=logs())
def test_totals_of_an_imported_log_are_those_of_a_recount(log, tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    if log:
        content = lines_export(log).content
        import_log([SourceFile("log", len(content), [content])], folder, "log", old_times=True)
        read = all_news(log_backend(folder, "log")).log
        assert totals(read) == recount(log)
