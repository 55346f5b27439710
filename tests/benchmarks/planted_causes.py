"""200 seeded logs with one planted cause each: how often it is the first sentence; with the
endings dealt out anew, how often nothing is found; and beside the same log in another order, how
often no difference. ``python -m tests.benchmarks.planted_causes``.

The same logs, fewer of them, are in ``tests/unit/sets``. What this prints is in docs/SETS.md.
"""

import sys
from collections import Counter

from tests.unit.sets.planted import (
    CAUSES,
    STRAIGHT,
    differences_from_itself_shuffled,
    failed_against_succeeded,
    is_cause,
)

LOGS = 200


def tell(name, number, differences):
    keys = [difference.answer.fact.key for difference in differences]
    sys.stdout.write(f"{name}, seed {number}: {keys}\n")


def main():
    first, of = Counter(), Counter()
    for number in range(LOGS):
        name = [*CAUSES][number % len(CAUSES)]
        log = CAUSES[name](number)
        differences = failed_against_succeeded(log.tables()).differences
        of[name] += 1
        if differences and is_cause(name, differences[0].answer.fact, log):
            first[name] += 1
        else:
            tell(name, number, differences)
    for name in CAUSES:
        sys.stdout.write(f"{name:<14} ranked first in {first[name]} of {of[name]}" + "\n")
    sys.stdout.write(f"{'all':<14} ranked first in {first.total()} of {LOGS}" + "\n")
    nothing = 0
    for number in range(LOGS):
        log = CAUSES[STRAIGHT[number % len(STRAIGHT)]](1_000 + number).shuffled()
        differences = failed_against_succeeded(log.tables()).differences
        nothing += not differences
        if differences:
            tell("dealt out anew", number, differences)
    sys.stdout.write(f"{'dealt out anew':<14} nothing found in {nothing} of {LOGS}" + "\n")
    same = 0
    for number in range(LOGS):
        differences = differences_from_itself_shuffled(
            CAUSES[STRAIGHT[number % len(STRAIGHT)]](number)
        )
        same += not differences
        if differences:
            tell("another order", number, differences)
    sys.stdout.write(f"{'another order':<14} no difference in {same} of {LOGS}" + "\n")


if __name__ == "__main__":
    main()
