"""What a log is asked in the contract of large logs, and logs to ask it of."""

import json

from hypothesis import strategies as st

from eda_core.domain.events import MalformedRecord
from eda_core.domain.orders import order_id_of
from eda_core.log_files import SourceFile
from eda_core.log_files.writing import line_of
from eda_core.patterns import compile_pattern
from eda_core.presentation.orders.listing import found_orders, orders_table
from eda_core.read_model.event_search import EventFilter, PatternQuery
from eda_core.read_model.field_terms import terms_from
from eda_core.read_model.groups import cohorts
from eda_core.read_model.order_query import SHOWS, SORTS, OrderQuery
from eda_core.sets.counting import CountsSets, within
from eda_core.sets.members import choice_from
from eda_core.sets.order_columns import order_columns
from eda_core.sets.questions import WordCounts
from eda_core.sets.ranking import compare
from eda_core.stack import demo_stack
from tests.unit.read_model.conftest import simulated_log

STACK = demo_stack()
LOG = list(simulated_log(8))
START_MS = LOG[0].ingested_ms
ODD_ENTRIES = (
    ("order-service", "OrderCreated", {"id": 2**70, "amount": 1}),
    ("order-service", "OrderCreated", {"id": "Straße", "amount": "ten"}),
    ("shop", "Gruß", {"id": 7.0, "amount": [1, 600], "half": "\ud800"}),
    ("payment-service", "PaymentFailed", {"id": 9}),
    ("order-service", "OrderCompleted", {"id": 9, "amount": 1e300}),
    ("order-service", "OrderCreated", {"id": 55, "amount": 12.345}),
    ("x'; DROP TABLE log; --", "{name:String}", {"id": "$1 '\" ; --"}),
    ("tab\there", "back\\slash", {"id": "line\nend \\n"}),
    ("loose", "NoOrder", {"id": True}),
    ("loose", "NoOrder", {}),
)
NO_EVENTS = ('{"half": ', "GRÜSSE, keine Nachricht", '{"id": "x", "time": "yesterday"}')


def envelope(number, entry):
    fixed = {"version": "0", "id": f"id-{number % 5}", "account": "1", "region": "r"}
    source, detail_type, detail = entry
    said = {"source": source, "detail-type": detail_type, "detail": detail}
    return {**fixed, "time": "2026-01-31T12:00:00Z", "resources": [], **said}


def messages():
    simulated = [(record.ingested_ms, record.text) for record in LOG]
    odd = [(START_MS + 100 * n, json.dumps(envelope(n, e))) for n, e in enumerate(ODD_ENTRIES)]
    return [*simulated, *odd, *((START_MS + 50 * n, text) for n, text in enumerate(NO_EVENTS))]


MESSAGES = messages()


@st.composite
def logs(draw):
    """A log with records late, doubled, left out, in any order, and no events among them."""
    some = draw(st.lists(st.sampled_from(MESSAGES), min_size=12, max_size=60))
    kept = draw(st.permutations(some))
    late = st.one_of(st.just(0), st.integers(0, 70_000))
    rows = [(at_ms + draw(late), text) for at_ms, text in kept]
    again = draw(st.lists(st.sampled_from(rows), max_size=8))
    return [*rows, *((at_ms + draw(st.integers(0, 9000)), text) for at_ms, text in again)]


def source_of(rows):
    lines = b"".join(line_of(MalformedRecord(0, at_ms, text, "")) for at_ms, text in rows)
    return [SourceFile("log.jsonl", len(lines), [lines])]


QUERIES = [
    *(OrderQuery(show=show, size=7, page=1) for show in SHOWS),
    *(OrderQuery(sort=sort, descending=way, size=9) for sort in SORTS for way in (True, False)),
    OrderQuery(text="straße"),
    OrderQuery(text="1"),
    OrderQuery(amount_from=100, amount_to=900.5, since_ms=START_MS + 200),
    OrderQuery(text="'; DROP TABLE orders; --"),
]
PATTERN = '{"detail": {"amount": [{"numeric": [">", 500]}]}}'
TERMS = ("detail.amount>500", "detail.amount:1", "source:loose")
FILTERS = [
    EventFilter(),
    EventFilter(source="order-service", detail_type="OrderCreated"),
    EventFilter(detail_type="{name:String}"),
    EventFilter(source="x'; DROP TABLE log; --"),
    EventFilter(malformed=True),
    EventFilter(text="GRÜSSE"),
    EventFilter(text="strasse"),
    EventFilter(text="PaymentSucceeded"),
    EventFilter(text="' OR 1=1 --"),
    EventFilter(from_ms=START_MS + 100, before_ms=START_MS + 900),
    EventFilter(text="\\ud800"),
    *(EventFilter(order=order) for order in (103, 7, 2**70, "Straße", "$1 '\" ; --", "none")),
    *(EventFilter(terms=terms_from(term)[0]) for term in TERMS),
    EventFilter(source="tab\there", detail_type="back\\slash"),
    EventFilter(text="back\\\\slash"),
    EventFilter(pattern=PatternQuery(PATTERN, compile_pattern(PATTERN))),
]
ORDERS = sorted({order_id_of(record.event.detail) for record in LOG} - {None}, key=str)
ODD_ORDERS = [2**70, "Straße", 7, 9, 55, "$1 '\" ; --", "line\nend \\n", "not there", 2**63]


def found(result):
    return result.total, list(result.records)


def story(model, order):
    view = model.order(order)
    return None if view is None else (view, view.expected_next(view.row.last_ms + 60_000))


SETS = [
    ("failed", "succeeded"),
    ("cancelled", "rest"),
    ("rest", "shown"),
    ("before:12:00:01", "from:12:00:01"),
]
SHOWN = OrderQuery(amount_from=100, amount_to=900.5)


def counts_of(tables, choices, now_ms):
    if isinstance(tables, CountsSets):
        return tables.set_counts(choices, SHOWN, now_ms)
    shown = tables.index.numbers(SHOWN, now_ms)
    return within(order_columns(tables, now_ms), choices, shown, SHOWN)


def compared(tables, choices, now_ms):
    """The counts of every question that has several answers, and what is concluded from them."""
    counts = counts_of(tables, tuple(map(choice_from, choices)), now_ms)
    asked = {}
    for each in counts.answers():
        names = each.words if isinstance(each, WordCounts) else each.values.tolist()
        rows = zip(names, each.a.tolist(), each.b.tolist(), strict=True)
        found = [row for row in rows if row[1] or row[2]]
        if len(found) > 1:
            asked[each.question] = found
    ranked = compare(counts)
    said = [(d.answer.fact, d.answer.a, d.answer.b, d.accounts) for d in ranked.differences]
    facts = [fact for fact, *_ in said]
    holds = [counts.holds_for(order, facts) for order in (103, 7, 2**70, "none")]
    concluded = ranked.asked, said, ranked.alike, ranked.unasked, holds
    return counts.sizes, sorted(asked.items()), *concluded


def answers(model, now_ms, queries=QUERIES, filters=FILTERS, orders=(*ORDERS, *ODD_ORDERS)):
    """All that is compared, by name."""
    ask = model.ask
    said = {
        "totals": model.totals(),
        "troubles": model.troubles(),
        "last": (model.last_sequence, model.last_event_ms(), model.next_order_number()),
        "words": model.vocabulary(),
        "overdue": ask(lambda t: t.index.overdue(now_ms)),
        "lacks": ask(lambda t: [t.index.lacks(what) for what in (1, 2)]),
        "arrivals": ask(lambda t: list(t.index.arrivals(START_MS, 50, 40))),
        "counts": ask(lambda t: t.flow.counts()),
        "newest": ask(lambda t: list(t.newest(20))),
        "records": [model.record(number) for number in range(model.last_sequence + 2)],
        "grid": model.grid(EventFilter(), 30),
    }
    for choices in SETS:
        said[f"sets {choices}"] = ask(lambda t, c=choices: compared(t, c, now_ms))
    for query in queries:
        lines = ask(lambda t, q=query: found_orders(t, q, now_ms))
        said[f"table {query}"] = orders_table(lines, query, "", "")
        said[f"counts {query}"] = lines[0].counts, lines[0].first, lines[0].rows
        said[f"groups {query}"] = ask(lambda t, q=query: cohorts(t, now_ms, q, 15))
    for wanted in filters:
        said[f"find {wanted}"] = found(model.find(wanted))
        said[f"export {wanted}"] = ask(lambda t, w=wanted: t.searches.newest(w, t.log, 6))
    for order in orders:
        said[f"order {order}"] = story(model, order)
        said[f"twin {order}"] = ask(lambda t, o=order: t.index.nearest_otherwise(o))
    return said
