"""Branches side by side on one clock, for Map states and for Parallel states, one attempt of which
is here too (AWS: *Parallel workflow state*).

Branches that are due at the same time go on in the order they paused, so that an execution is the
same each time. The first branch to fail ends the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Protocol

from eda_core.asl.failure import StateFailed
from eda_core.asl.model import ParallelState
from eda_core.asl.payload import CONTAINER_WEIGHT, UNKNOWN_WEIGHT, Json
from eda_core.asl.running.dataflow import admit, effective_input
from eda_core.asl.running.run import BranchRun, Steps


@dataclass(frozen=True, slots=True)
class Lane:
    """One branch under way: its place in the result, its run, and what is left to do."""

    index: int
    branch: BranchRun
    steps: Steps[Json]


class Starter(Protocol):
    """How the branches of one state begin and end."""

    def start(self, index: int, previous: int) -> Lane:
        """Begin the branch numbered ``index`` after the event ``previous``."""

    def end(self, lane: Lane, output: Json) -> Json:
        """Note that a branch has ended; return what the array gets for its output."""

    def fail(self, lane: Lane) -> None:
        """Note that a branch has failed."""

    def abort(self, lane: Lane) -> None:
        """Note that a branch ends because another failed."""

    def tolerate(self, lane: Lane, failure: StateFailed) -> Json:
        """Return what the array gets for a branch that failed; raises what ends all of them."""


class SideBySide:
    """``count`` branches of ``parent``, at most ``limit`` of them at the same time."""

    __slots__ = (
        "_count",
        "_free",
        "_order",
        "_parent",
        "_starter",
        "_waiting",
        "_weight",
        "outputs",
    )

    def __init__(self, parent: BranchRun, starter: Starter, count: int, limit: int) -> None:
        self.outputs: list[Json] = [None] * count
        self._parent = parent
        self._starter = starter
        self._count = count
        # the event that the next branch in this place follows
        self._free = [parent.previous] * min(limit, count)
        self._waiting: list[tuple[int, int, Lane]] = []
        self._order = 0
        self._weight = CONTAINER_WEIGHT + 2 + count

    def run(self) -> Steps[tuple[list[Json], int]]:
        """Run all branches; return their outputs in order, and the weight of that array.

        Raises ``StateFailed`` as the first branch to fail does.
        """
        indexes = iter(range(self._count))
        self._fill(indexes)
        while self._waiting:
            due_ms, _, lane = self._waiting[0]
            if due_ms > self._parent.journal.now_ms:
                yield due_ms
            heappop(self._waiting)
            self._proceed(lane)
            self._fill(indexes)
        return self.outputs, self._weight

    def _fill(self, indexes: Iterator[int]) -> None:
        while self._free:
            index = next(indexes, None)
            if index is None:
                return
            self._proceed(self._starter.start(index, self._free.pop(0)))

    def _proceed(self, lane: Lane) -> None:
        try:
            due_ms = next(lane.steps)
        except StopIteration as end:
            self._end(lane, end.value)
        except StateFailed as failure:
            self._fail(lane, failure)
        else:
            self._order += 1
            heappush(self._waiting, (due_ms, self._order, lane))

    def _end(self, lane: Lane, output: Json) -> None:
        self._weight += lane.branch.weight
        self._free.append(lane.branch.previous)
        self.outputs[lane.index] = self._starter.end(lane, output)

    def _fail(self, lane: Lane, failure: StateFailed) -> None:
        try:
            self.outputs[lane.index] = self._starter.tolerate(lane, failure)
        except StateFailed:
            self._abort(lane)
            raise
        self._weight += UNKNOWN_WEIGHT
        self._free.append(lane.branch.previous)

    def _abort(self, failed: Lane) -> None:
        self._starter.fail(failed)
        for _, _, lane in sorted(self._waiting, key=lambda entry: entry[2].index):
            lane.steps.close()
            self._starter.abort(lane)
        self._waiting.clear()


def attempt_parallel(
    branch: BranchRun, state: ParallelState, data: Json
) -> Steps[tuple[Json, int]]:
    """Run every branch of ``state`` on its effective input; return the array of their outputs.

    Raises ``StateFailed`` as the first branch to fail does.
    """
    value, weight = effective_input(state.flow, data, branch)
    branch.begin("ParallelStateStarted")
    count = len(state.branches)
    lanes = SideBySide(branch, _Branches(branch, state, value, weight), count, count)
    outputs, total = yield from lanes.run()
    weight = admit(outputs, total)
    branch.record_aside("ParallelStateSucceeded")
    return outputs, weight


class _Branches:
    """Starts the branches of a Parallel state, all on the same input."""

    __slots__ = ("_data", "_parent", "_state", "_weight")

    def __init__(self, parent: BranchRun, state: ParallelState, data: Json, weight: int) -> None:
        self._parent = parent
        self._state = state
        self._data = data
        self._weight = weight

    def start(self, index: int, previous: int) -> Lane:
        """Begin the branch numbered ``index``."""
        child = self._parent.child(previous, self._weight)
        return Lane(index, child, child.walk(self._state.branches[index], self._data))

    def end(self, lane: Lane, output: Json) -> Json:
        """Let what follows the state follow the last branch to end."""
        self._parent.previous = lane.branch.previous
        return output

    def fail(self, lane: Lane) -> None:
        """Let what follows the state follow the branch that failed."""
        self._parent.previous = lane.branch.previous

    def abort(self, lane: Lane) -> None:
        """Note the state in which a branch was ended."""
        lane.branch.abort_state()

    def tolerate(self, _: Lane, failure: StateFailed) -> Json:
        """Let no branch fail."""
        raise failure
