"""A script run with this build or an earlier one, each in a process of its own, and measured."""

import json
import os
import subprocess
import sys
from pathlib import Path

NOW = Path(__file__).parents[2]


def measured(build, script, *given):
    """Run a script with a build in a process of its own; returns the JSON object it prints last.

    ``cpu_seconds`` and ``peak_mib`` are of the part between ``begin()`` and ``end()``.
    """
    environment = os.environ | {"PYTHONPATH": str(build)}
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + script, *map(str, given)],
        cwd=build,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


PRELUDE = """
import json, resource, sys, time
from pathlib import Path
try:
    from eda_core.rooms.opening import open_room
except ImportError:
    from eda_core.simulator.rooms import open_room
from eda_core.read_model import MomentModel, ReadModel
from eda_core.stack import demo_stack
NOW_MS = 1_800_000_000_000
def begin():
    global started
    started = time.process_time()
def end(**more):
    used = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_seconds": used, "peak_mib": peak, **more}))
def past_of(live):
    return live if not hasattr(live, "past") else live.past
"""
