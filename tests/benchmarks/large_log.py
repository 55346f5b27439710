"""A log of any number of events, made, judged and asked; ``python tests/benchmarks/large_log.py``.

    large_log.py records EVENTS FOLDER   the table of records, by SQL, ten million at a time
    large_log.py orders FOLDER           the table of orders, as an import makes it
    large_log.py ask FOLDER              each question a page puts, and the peak of memory
    large_log.py read ROWS FOLDER        how fast an import reads our JSON lines

``records`` does not go through a file of some 370 bytes an event; what that would cost is what
``read`` says. It goes on where it was stopped. Each prints lines of a table of Markdown. Nothing
is asserted.
"""

import json
import random
import resource
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from eda_core.app.bootstrap import stack_of_logs
from eda_core.large_logs.asked_tables import AskedModel
from eda_core.large_logs.engines import engine_for
from eda_core.large_logs.order_rows import judge, quoted
from eda_core.large_logs.taking_in import MEMORY, database, import_large, write_about
from eda_core.log_files import SourceFile
from eda_core.log_files.folder import large_path
from eda_core.log_files.imported_log import large_backend
from eda_core.presentation.live.density import density_of
from eda_core.presentation.orders.listing import found_orders
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.groups import cohorts
from eda_core.read_model.log_search import search_log
from eda_core.read_model.order_query import OrderQuery
from eda_core.sets.members import FAILED, SUCCEEDED, SetChoice
from eda_core.sets.ranking import compare

START_MS = 1_769_860_800_000
NAME = "made"
SLOTS = 3_333_333
FIRST = 100_000

# An order each 40 ms; its payment comes 300 ms later and its end 700 ms later, so that the events
# of some twenty orders lie between. One order of a thousand never ends, one event of three
# thousand comes twice.
MAKE = """
COPY (
WITH slots AS (SELECT unnest(range({first_slot}, {end_slot})) AS slot),
events AS (
    SELECT slot, unnest([1, 3, 2]) AS step, unnest([slot, slot - 17, slot - 7]) AS nth,
        unnest([0, 20, 20]) AS after_ms FROM slots
),
kept AS (
    SELECT *, hash(nth) % 999 + 1 AS amount, {start} + slot * 40 + after_ms AS at_ms
    FROM events WHERE nth >= 0 AND nth < {orders} AND NOT (step = 3 AND nth % 1000 = 7)
),
told AS (
    SELECT *, amount > 500 AS over, gen_random_uuid()::VARCHAR AS id,
        strftime(make_timestamp((at_ms // 1000 * 1000000)::BIGINT), '%Y-%m-%dT%H:%M:%SZ') AS time,
        unnest(range(CASE WHEN step = 2 AND nth % 1000 = 11 THEN 2 ELSE 1 END)) AS again
    FROM kept
)
SELECT {before} + row_number() OVER () AS sequence, at_ms, at_ms // 1000 * 1000 AS time_ms,
    CASE step WHEN 2 THEN 'payment-service' ELSE 'order-service' END AS source,
    CASE WHEN step = 1 THEN 'OrderCreated' WHEN step = 2 AND over THEN 'PaymentFailed'
        WHEN step = 2 THEN 'PaymentSucceeded' WHEN over THEN 'OrderCancelled'
        ELSE 'OrderCompleted' END AS detail_type,
    CASE WHEN step = 3 AND over THEN 4 ELSE step END AS step,
    CASE step WHEN 1 THEN 0 WHEN 2 THEN 2 ELSE 1 END AS origin, {first} + nth AS order_id,
    NULL::VARCHAR AS order_key,
    CASE step WHEN 2 THEN 4294967295 ELSE amount * 100 END AS hundredths,
    (hash(id) % 4294967296)::BIGINT AS checksum,
    '{{"version":"0","id":"' || id || '","detail-type":"' || detail_type || '","source":"' || source
    || '","account":"123456789012","time":"' || time || '","region":"us-east-1","resources":['
    || CASE step WHEN 2 THEN '"arn:aws:states:us-east-1:123456789012:stateMachine:eda-demo-payment-'
        || 'service","arn:aws:states:us-east-1:123456789012:execution:eda-demo-payment-service:'
        || id || '"' ELSE '' END
    || '],"detail":{{"id":' || order_id || CASE step WHEN 2 THEN '' ELSE ',"amount":' || amount END
    || '}}}}' AS text,
    NULL::VARCHAR AS folded, 0 AS escaped
FROM told
) TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 32768)
"""


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def row(what, *cells):
    print(f"| {what} | {' | '.join(cells)} |", flush=True)


def load():
    return f"{Path('/proc/loadavg').read_text().split()[0]}"


def records(events, folder):
    path, orders = large_path(folder, NAME), events // 3
    path.mkdir(parents=True, exist_ok=True)
    with database(MEMORY, path) as table:
        for first_slot in range(0, orders + 20, SLOTS):
            part = path / f"log-{first_slot // SLOTS:04d}.parquet"
            if not part.exists():
                end_slot = min(first_slot + SLOTS, orders + 20)
                _records(table, part, orders=orders, first_slot=first_slot, end_slot=end_slot)
    row("peak of memory", f"{peak_mb():,} MiB", "", f"load {load()}")


def _records(table, part, **sizes):
    began, before = time.monotonic(), 0
    if sizes["first_slot"]:
        known = quoted(part.parent / "log-*.parquet")
        ((before,),) = table.execute(f"SELECT max(sequence) FROM '{known}'").fetchall()
    made = part.with_suffix(".made")
    sizes |= {"start": START_MS, "first": FIRST, "before": before}
    table.execute(MAKE.format(path=quoted(made), **sizes))
    made.rename(part)
    row(f"records in {part.name}", "", f"{time.monotonic() - began:.0f} s", f"load {load()}")


def orders(folder):
    path = large_path(folder, NAME)
    began, before = time.monotonic(), time.process_time()
    with database(MEMORY, path) as table:
        table.read_parquet(str(path / "log-*.parquet")).create_view("log")
        count = judge(table, path, stack_of_logs(), lambda _: None)
        ((records,),) = table.execute("SELECT count(*) FROM log").fetchall()
        write_about(table, path, records=records, orders=count)
    took_s, spent_s = time.monotonic() - began, time.process_time() - before
    size = sum(file.stat().st_size for file in path.iterdir())
    row("orders gathered and judged", f"{count:,}", f"{took_s:.0f} s", f"{spent_s:.0f} s")
    row("Parquet", f"{size / 2**20:,.0f} MiB", f"{size / records:.1f} B a record", "")
    row("peak of memory", f"{peak_mb():,} MiB", "", f"load {load()}")


def lines(rows):
    draw = random.Random(1)
    for number in range(rows):
        nth, step = divmod(number, 3)
        amount = nth * 37 % 999 + 1
        kinds = ("OrderCreated", "PaymentFailed", "OrderCancelled") if amount > 500 else (
            "OrderCreated", "PaymentSucceeded", "OrderCompleted")  # fmt: skip
        arn = f"arn:aws:states:us-east-1:123456789012:execution:eda-demo-payment-service:{nth}"
        envelope = {
            "version": "0", "id": f"{draw.getrandbits(128):032x}", "detail-type": kinds[step],
            "source": "payment-service" if step == 1 else "order-service",
            "account": "123456789012", "time": "2026-01-31T12:00:00Z", "region": "us-east-1",
            "resources": [arn] if step == 1 else [], "detail": {"id": nth, "amount": amount},
        }  # fmt: skip
        line = {"ingestionTime": START_MS + number * 13, "message": json.dumps(envelope)}
        yield json.dumps(line).encode() + b"\n"


def read(rows, folder):
    path = large_path(folder, "read")
    shutil.rmtree(path, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "lines.txt"
    with file.open("wb") as out:
        out.writelines(lines(rows))
    began, before, size = time.monotonic(), time.process_time(), file.stat().st_size
    with file.open("rb") as source:
        pieces = iter(lambda: source.read(2**18), b"")
        import_large([SourceFile("read", size, pieces)], folder, "read", stack_of_logs())
    took, spent = time.monotonic() - began, time.process_time() - before
    row("rows imported", f"{rows:,}", f"{took:.0f} s", f"{spent:.0f} s")
    row("rows a second of processor", f"{rows / spent:,.0f}", "", f"load {load()}")
    row("peak of memory", f"{peak_mb():,} MiB", "", "")
    file.unlink()
    shutil.rmtree(path)


def questions(now_ms):
    return {
        "Orders, first page": lambda t: found_orders(t, OrderQuery(), now_ms),
        "totals": lambda t: t.totals(),
        "Orders, by amount": lambda t: found_orders(t, OrderQuery(sort="amount"), now_ms),
        "Orders, cancelled from 990 on": lambda t: found_orders(
            t, OrderQuery(show="cancelled", amount_from=990), now_ms
        ),
        "Orders, text 4711": lambda t: found_orders(t, OrderQuery(text="4711"), now_ms),
        "Groups of 10,000": lambda t: cohorts(t, now_ms),
        "density of all": lambda t: density_of(t.index, START_MS, now_ms),
        "Event log, newest": lambda t: search_log(t, EventFilter()),
        "Event log, PaymentFailed": lambda t: search_log(
            t, EventFilter(detail_type="PaymentFailed")
        ),
        "Event log, text, a step": lambda t: search_log(t, EventFilter(text="no such text")),
        "counts of the map": lambda t: t.flow.counts(),
        "Sets, failed and succeeded": lambda t: compare(t.set_counts(FAILED_AND_NOT, None, now_ms)),
        "Payment service, newest orders": lambda t: t.traffic(),
    }


def ask(folder):
    path, stack = large_path(folder, NAME), stack_of_logs()
    began = time.monotonic()
    model = AskedModel(large_backend(NAME), engine_for(path, ""), stack)
    row("opened", f"{(time.monotonic() - began) * 1000:.0f} ms", "")
    now_ms, count = model.last_event_ms(), json.loads((path / "about.json").read_text())["orders"]
    draw = random.Random(7)
    picked = [FIRST + draw.randrange(count) for _ in range(20)]
    for name, question in questions(now_ms).items():
        began = time.monotonic()
        model.ask(question)
        row(name, f"{(time.monotonic() - began) * 1000:.0f} ms", "")
    times = []
    for order in picked:
        began = time.monotonic()
        assert model.order(order) is not None
        times.append((time.monotonic() - began) * 1000)
    times.sort()
    row("one order of 20", f"{times[10]:.0f} ms", f"slowest {times[-1]:.0f} ms")
    row("peak of memory", f"{peak_mb():,} MiB", f"load {load()}")


FAILED_AND_NOT = SetChoice(FAILED), SetChoice(SUCCEEDED)
VERBS = {
    "records": lambda n, folder: records(int(n), Path(folder)),
    "orders": lambda folder: orders(Path(folder)),
    "ask": lambda folder: ask(Path(folder)),
    "read": lambda n, folder: read(int(n), Path(folder)),
}

if __name__ == "__main__":
    VERBS[sys.argv[1]](*sys.argv[2:])
