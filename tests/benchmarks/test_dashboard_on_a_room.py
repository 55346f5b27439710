"""A dashboard on a large room, opened once and again, and a look back in it.

All is measured beside the build of commit c7301cd, which keeps no columns.

``ROOM_ORDERS=1000000 make bench ARGS="-k dashboard_on_a_room"`` takes half an hour, most of it to
make the room.
"""

import os
import subprocess
import sys

import pytest

from tests.benchmarks.builds import NOW, measured
from tests.benchmarks.earlier_build import check_out

ORDERS = int(os.environ.get("ROOM_ORDERS", "200000"))
LOOKED_BACK = 33_334
"""Orders of the room in which somebody looks back: 100,002 events."""

READY = """
begin()
room = open_room(Path(sys.argv[1]), demo_stack(), lambda: NOW_MS, seed=0)
model = ReadModel(room.backend(), demo_stack())
if hasattr(model, "restore"):
    model.restore()
model.refresh()
end(orders=model.totals().orders)
if hasattr(model, "keep"):
    model.keep()
room.close()
"""

BACK = """
room = open_room(Path(sys.argv[1]), demo_stack(), lambda: NOW_MS, seed=0)
model = ReadModel(room.backend(), demo_stack())
model.refresh()
newest = model.newest_orders(1)[0].timeline[0].at_ms
first = newest - 10 * int(sys.argv[2])
at_ms = (first + newest) // 2
moment = MomentModel(past_of(model), first)
moment.show(first)
if past_of(model) is not model:
    model.past.read()
begin()
moment.show(at_ms)
totals, troubles = moment.totals(), moment.troubles()
end(orders=totals.orders, stuck=troubles.stuck)
room.close()
"""


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return check_out(tmp_path_factory.mktemp("before"), "eda_core")


def made(folder, build, orders):
    """A room as the build before made it: both must open it."""
    path = folder / f"{orders}.room"
    command = [sys.executable, "-m", "eda_core", "simulate", "--count", str(orders)]
    subprocess.run([*command, "--store", str(path)], cwd=build, check=True, capture_output=True)
    return path


def compared(benchmark, script, old, path, *given):
    new = benchmark.pedantic(measured, (NOW, script, path, *given), rounds=1)
    assert {**new, **old}.keys() == old.keys()
    assert [new[name] for name in new if name in ("orders", "stuck")] == [
        old[name] for name in old if name in ("orders", "stuck")
    ]
    info = benchmark.extra_info
    info["s of processor, now"] = round(new["cpu_seconds"], 3)
    info["s of processor, before"] = round(old["cpu_seconds"], 3)
    info["of the processor time before"] = round(new["cpu_seconds"] / old["cpu_seconds"], 3)
    info["MiB at most, now"] = round(new["peak_mib"])
    info["MiB at most, before"] = round(old["peak_mib"])
    info["of the memory before"] = round(new["peak_mib"] / old["peak_mib"], 3)


def test_dashboard_on_a_room(benchmark, before, tmp_path):
    path = made(tmp_path, before, ORDERS)
    compared(benchmark, READY, measured(before, READY, path), path)


def test_dashboard_on_a_room_opened_again(benchmark, before, tmp_path):
    """The columns kept the time before are all that is read, but for the records' checksums."""
    path = made(tmp_path, before, ORDERS)
    old = measured(before, READY, path)
    measured(NOW, READY, path)
    compared(benchmark, READY, old, path)


def test_look_back_on_a_room(benchmark, before, tmp_path):
    path = made(tmp_path, before, LOOKED_BACK)
    old = measured(before, BACK, path, LOOKED_BACK)
    compared(benchmark, BACK, old, path, LOOKED_BACK)
