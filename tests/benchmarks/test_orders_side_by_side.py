"""Orders a second: this build, that of commit c7301cd, and a bare loop with hard-wired rules.

Each runs in a process of its own, in turn, several times; the best of each is compared, in
processor time with the collector at rest. ``SIDE_BY_SIDE=20000 make bench ARGS="-k side_by_side"``
takes more orders than usual.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.earlier_build import ROOT, check_out

SCRIPT = Path(__file__).with_name("orders_alone.py")
ORDERS = int(os.environ.get("SIDE_BY_SIDE", "5000"))
ROUNDS = 5


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    return check_out(tmp_path_factory.mktemp("earlier"), "eda_core")


def seconds(root, how):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), how, str(ORDERS)],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


@pytest.mark.parametrize("how", ["memory", "room"])
def test_orders_side_by_side(benchmark, earlier, how):
    taken = {"this build": [], "c7301cd": [], "bare loop": []}

    def one_round():
        taken["this build"].append(seconds(ROOT, how))
        taken["c7301cd"].append(seconds(earlier, how))
        taken["bare loop"].append(seconds(ROOT, "bare"))

    benchmark.pedantic(one_round, rounds=ROUNDS)
    best = {name: min(found) for name, found in taken.items()}
    for name, found in best.items():
        benchmark.extra_info[f"orders a second, {name}"] = round(ORDERS / found)
    here = best["this build"]
    benchmark.extra_info["times as many as c7301cd"] = round(best["c7301cd"] / here, 2)
    benchmark.extra_info["of what the bare loop does"] = round(best["bare loop"] / here, 2)
    benchmark.extra_info["of what it does, c7301cd"] = round(best["bare loop"] / best["c7301cd"], 2)
