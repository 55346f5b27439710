"""What a dashboard on a room of a million orders takes: folded, and opened again.

``python tests/benchmarks/large_room.py [orders]`` makes a room in a folder for temporary files and
opens it three times, each in a process of its own. It is no part of `make bench`: making the room
takes some minutes.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
ORDERS = 1_000_000


def run(folder, *given):
    """Run a command of the project on the rooms in a folder; returns the JSON it prints last."""
    done = subprocess.run(
        [sys.executable, "-m", "eda_core", *given],
        cwd=ROOT,
        env=os.environ | {"EDA_DATA": folder},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout[done.stdout.rindex("{") if given[0] == "rooms" else 0 :])


def main(orders=ORDERS):
    """Print a line for each opening: what `rooms check` says, and kB an order at the peak."""
    with TemporaryDirectory() as folder:
        run(folder, "simulate", "--count", str(orders), "--room", "large")
        for options in (["--fresh"], [], []):
            checked = run(folder, "rooms", "check", "large", *options)
            kib = 1024 * checked["peak_mib"] / orders
            line = json.dumps({**checked, "peak_kib_an_order": round(kib, 2)})
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
