"""Tables filled with what was kept of them are those folded from the records, at any place."""

import json
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from eda_core.domain.chunks import Chunk, pack, pack_log
from eda_core.domain.errors import BackendError
from eda_core.domain.events import MalformedRecord
from eda_core.domain.faults import Fault, FaultKind
from eda_core.ports import SLICE, Backend, Cursor, KeptColumns, News, PackedNews
from eda_core.read_model import ReadModel
from eda_core.read_model.kept_tables import ORDERS, REST, parts_of
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.examples import examples
from tests.unit.read_model.conftest import START_MS, as_read

STACK = demo_stack()
FAULTS = (
    *(FaultKind.DROP, FaultKind.DUPLICATE, FaultKind.DELAY),
    *(FaultKind.TARGET_THROWS, FaultKind.TASK_FAILS),
)


def faulty_world():
    """A world with late, doubled and lost events, failed executions, odd ids, a change,
    and dead letters sent again."""
    world = World(STACK, START_MS, 11)
    now_ms = START_MS
    backend = simulated_backend(world, lambda: now_ms)
    for kind in FAULTS:
        backend.faults.arm(Fault(kind, share=0.08, next_n=None))
    for number in range(60):
        order = {"id": 101 + number % 50, "amount": (100, 900, 12.5)[number % 3]}
        backend.api.place(json.dumps(order))
        now_ms += 30
        if number == 30:
            backend.editor.set_idempotent(True)
    for detail in ('{"id": 7}', '{"id": "A7\\ud800", "amount": 5}', '{"no": "id"}', '{"id": -4}'):
        entry = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": detail}
        backend.bus.put_events([entry])
    now_ms += 3_000_000
    backend.faults.disarm()
    assert backend.dead_letters.redrive() > 1
    now_ms += 3_000_000
    return backend.news.after(Cursor())


ALL = faulty_world()
LOG = [*ALL.log, MalformedRecord(9001, ALL.log[5].ingested_ms, "nonsense", "Not JSON.")]


class Told:
    """A world that tells lists, as far as ``come`` says, and keeps columns in memory."""

    def __init__(self, log, come, kept=None, until=None):
        self.log = log
        self.come = come
        self.kept = kept or {}
        self.until = until or Cursor()

    def but(self, until=None, **parts):
        """The same world with other parts kept."""
        return Told(self.log, self.come, self.kept | parts, until or self.until)

    def backend(self):
        nothing = object()
        return Backend("Told", nothing, nothing, self, nothing, nothing, columns=self)

    def after(self, cursor, most=SLICE, *, packed=False):
        """See `eda_core.ports.NewsSource`."""
        return News(
            self.come,
            log=self.log[cursor.log : self.come.log],
            deliveries=ALL.deliveries[cursor.deliveries : self.come.deliveries][:most],
            notifications=ALL.notifications[cursor.notifications : self.come.notifications],
            failed=ALL.failed[cursor.failed : self.come.failed],
            changes=ALL.changes[cursor.changes : self.come.changes],
        )

    def keep(self, version, until, parts):
        """See `eda_core.ports.ColumnStore`."""
        self.kept, self.until = {name: bytes(part) for name, part in parts}, until

    def read(self, version):
        """See `eda_core.ports.ColumnStore`."""
        told = [[m.sent_ms, m.subject, m.message] for m in ALL.notifications]
        records = PackedNews(log=chunks(pack_log(self.log)), notifications=chunks(pack(told)))
        return KeptColumns(self.until, dict(self.kept), records)


def chunks(packed):
    found, first = [], 1
    for count, data in packed:
        found.append(Chunk(first, count, data))
        first += count
    return found


def everything(model):
    """All that tables consist of."""
    parts = {name: bytes(part) for name, part in parts_of(model.tables)}
    rest = json.loads(parts.pop(REST))
    del parts[ORDERS]
    rows = model.tables.index.table.execute("SELECT * FROM orders ORDER BY number").fetchall()
    records = [model.record(number) for number in range(1, model.last_sequence + 1)]
    orders = [model.ask(lambda tables, o=order: tables.messages_of(o)) for order in (101, 7)]
    return rest, parts, rows, records, orders, model.ask(lambda tables: tables.flow.counts())


def model_of(world):
    return ReadModel(world.backend(), STACK)


@st.composite
def worlds(draw):
    """A log in some order, with records read twice, and how much of all is told at first."""
    doubled = draw(st.lists(st.sampled_from(LOG), max_size=10))
    log = as_read(draw(st.permutations(LOG)) if draw(st.booleans()) else LOG)
    log = as_read([*log, *doubled])
    first = {
        name: draw(st.integers(0, len(records)))
        for name, records in {
            "log": log,
            "deliveries": ALL.deliveries,
            "notifications": ALL.notifications,
            "failed": ALL.failed,
            "changes": ALL.changes,
        }.items()
    }
    return log, Cursor(**first)


@given(worlds())
@settings(max_examples=examples(30))
def test_tables_that_were_kept_go_on_as_those_that_were_folded(given):
    log, first = given
    world = Told(log, first)
    folded = model_of(world)
    folded.refresh()
    assert folded.keep() is (first.log > 0)
    if not first.log:
        return
    restored = model_of(world)
    assert restored.restore()
    restored.refresh()
    assert everything(restored) == everything(folded)
    everything_came = replace(ALL.cursor, log=len(log))
    world.come = everything_came
    for model in (folded, restored):
        model.refresh()
    assert everything(restored) == everything(folded)


def whole_log():
    """A world that has kept the tables of all there is, and those tables."""
    world = Told(as_read(LOG), replace(ALL.cursor, log=len(LOG)))
    model = model_of(world)
    model.refresh()
    assert model.keep()
    return world, everything(model)


KEPT, FOLDED = whole_log()
NAMES = sorted(KEPT.kept)


def test_the_log_is_one_in_which_much_goes_wrong():
    model = model_of(KEPT)
    model.restore()
    model.refresh()
    troubles = model.troubles()
    assert min(troubles.executions, troubles.dead_letters + troubles.retrying, troubles.stuck) > 0
    assert model.tables.events.original
    assert model.totals().malformed == 1


@given(st.integers(0, len(NAMES) - 1), st.floats(0, 1, exclude_max=True))
@settings(max_examples=examples(60))
def test_a_part_that_is_cut_off_is_not_believed(place, share):
    name = NAMES[place]
    part = KEPT.kept[name]
    model = model_of(KEPT.but(**{name: part[: int(len(part) * share)]}))
    assert model.restore() is (not part)
    model.refresh()
    assert everything(model) == FOLDED


@given(
    st.integers(0, len(NAMES) - 1),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=5),
)
@example(30, [(0.359375, 0)])  # an entry of an index of the orders' table
def test_no_part_whatever_it_holds_breaks_the_opening(place, changed):
    name = NAMES[place]
    part = bytearray(KEPT.kept[name])
    for share, byte in changed if part else ():
        part[int(len(part) * share)] = byte
    model = model_of(KEPT.but(**{name: bytes(part)}))
    model.restore()
    model.refresh()


def test_what_is_kept_of_another_number_of_records_is_not_believed():
    for name in ("log", "deliveries", "notifications"):
        for more in (-1, 1):
            until = replace(KEPT.until, **{name: getattr(KEPT.until, name) + more})
            assert not model_of(KEPT.but(until)).restore()


def test_enough_must_have_come_to_be_kept_again():
    model = model_of(KEPT)
    assert model.restore()
    model.refresh()
    assert not model.keep()


def test_a_world_that_cannot_keep_them_is_not_asked_again_and_again():
    world, asked = KEPT.but(), []

    def keep(*given):
        asked.append(given)
        raise BackendError("no room left")

    world.keep = keep
    model = model_of(world)
    model.refresh()
    assert not any(model.keep() for _ in range(3))
    assert len(asked) == 1
