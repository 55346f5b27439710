"""One attempt of a Parallel state (AWS: *Parallel workflow state*)."""

from eda_core.asl.failure import StateFailed
from eda_core.asl.model import ParallelState
from eda_core.asl.payload import Json
from eda_core.asl.running.dataflow import admit, effective_input
from eda_core.asl.running.fan_out import Lane, SideBySide
from eda_core.asl.running.run import BranchRun, Steps


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

    def succeeded(self, lane: Lane, output: Json) -> Json:
        """Let what follows the state follow the last branch to end."""
        self._parent.previous = lane.branch.previous
        return output

    def failed(self, lane: Lane) -> None:
        """Let what follows the state follow the branch that failed."""
        self._parent.previous = lane.branch.previous

    def aborted(self, lane: Lane) -> None:
        """Note the state in which a branch was ended."""
        lane.branch.abort_state()

    def tolerated(self, _: Lane, failure: StateFailed) -> Json:
        """Let no branch fail."""
        raise failure
