"""One attempt of a Map state, inline or distributed (AWS: *Map workflow state*).

The items of a distributed Map run as executions of their own, so their events are not part of the
history. What an ItemReader reads a mock has to say; what a ResultWriter writes goes nowhere.
"""

from typing import Final

from eda_core.asl.failure import (
    EXCEED_TOLERATED_FAILURE_THRESHOLD,
    EvaluationFailed,
    MockNeeded,
    StateFailed,
)
from eda_core.asl.model import MapState
from eda_core.asl.payload import UNKNOWN_WEIGHT, Json, to_label
from eda_core.asl.running.dataflow import admit, build, read_required, select_input
from eda_core.asl.running.fan_out import Lane, SideBySide
from eda_core.asl.running.map_run import (
    TOO_MANY_FAILED,
    Batches,
    Tolerance,
    batches_of,
    failed_result,
    items_read,
    succeeded_result,
    tolerance_of,
    wants_metadata,
    whole_number,
    written,
)
from eda_core.asl.running.run import BranchRun, Steps

MAX_INLINE_CONCURRENCY: Final = 40
"""Most items of an inline Map that run at the same time (AWS: *Using Map state in Inline mode*)."""

MAX_DISTRIBUTED_CONCURRENCY: Final = 10_000
"""The same of a distributed Map (AWS: *Using Map state in Distributed mode*)."""


def attempt_map(branch: BranchRun, state: MapState, data: Json) -> Steps[tuple[Json, int]]:
    """Run the item processor of ``state`` on each item; return the array of the outputs.

    Raises ``StateFailed`` as the first item to fail does; a distributed Map raises
    ``States.ExceedToleratedFailureThreshold`` once more have failed than it tolerates.
    """
    selected, weight = select_input(state.flow, data, branch)
    items = _items(state, selected, branch)
    limit = _concurrency(state, selected, branch)
    tolerance = tolerance_of(state, selected, branch, len(items))
    batches = batches_of(state, items, selected, branch)
    branch.begin("MapStateStarted", (len(items),))
    run_arn = _map_run_arn(branch, state)
    if state.distributed:
        branch.record("MapRunStarted", (run_arn,))
    iterations = _Iterations(branch, state, selected, weight, batches, tolerance)
    outputs, total = yield from SideBySide(branch, iterations, len(batches), limit).run()
    outputs, total = written(state.distribution.writer, outputs, total, selected, branch, run_arn)
    weight = admit(outputs, total)
    if state.distributed:
        branch.record("MapRunSucceeded")
    branch.record_aside("MapStateSucceeded")
    return outputs, weight


def _items(state: MapState, selected: Json, branch: BranchRun) -> list[Json]:
    if state.distribution.reader is not None:
        return items_read(state, state.distribution.reader, selected, branch)
    if state.read_items is not None:
        read: list[Json] = state.read_items(selected, branch)
        return read
    path = state.items_path
    items = selected if path is None else read_required(path, selected, branch)
    if not isinstance(items, list):
        place = "The input" if path is None else f"The value at ItemsPath '{path.text}'"
        raise EvaluationFailed(f"{place} of a Map state must be an array, not {to_label(items)}.")
    return items


def _concurrency(state: MapState, selected: Json, branch: BranchRun) -> int:
    most = MAX_DISTRIBUTED_CONCURRENCY if state.distributed else MAX_INLINE_CONCURRENCY
    wanted = whole_number(state.max_concurrency, "MaxConcurrencyPath", selected, branch)
    return min(wanted or most, most)


def _map_run_arn(branch: BranchRun, state: MapState) -> str:
    """Return a map run ARN; it ends in the name of the execution, where AWS draws a UUID."""
    journal = branch.journal
    prefix = journal.environment.state_machine_arn.replace(":stateMachine:", ":mapRun:", 1)
    return f"{prefix}/{state.name}:{journal.arn.rpartition(':')[2]}"


class _Iterations:
    """Starts the items of a Map state and notes how each ended."""

    __slots__ = ("_batches", "_begun", "_data", "_parent", "_state", "_tolerance", "_weight")

    def __init__(
        self,
        parent: BranchRun,
        state: MapState,
        data: Json,
        weight: int,
        batches: Batches,
        tolerance: Tolerance,
    ) -> None:
        self._parent = parent
        self._state = state
        self._data = data
        self._weight = weight
        self._batches = batches
        self._tolerance = tolerance
        self._begun: dict[int, tuple[int, Json]] = {}

    def start(self, index: int, previous: int) -> Lane:
        """Begin the item or batch numbered ``index``. A bad ItemSelector fails the whole state."""
        child = self._parent.child(previous, UNKNOWN_WEIGHT)
        child.hidden = child.hidden or self._state.distributed
        places = self._batches.places(index)
        child.item = (places[0], self._batches.items[places[0]])
        child.record("MapIterationStarted", (self._state.name, index))
        if self._batches.given is None:
            value, child.weight = self._input(child, self._batches.items[index])
        else:
            value, child.weight = self._batch(child, places)
        if self._state.distributed:
            self._begun[index] = (child.journal.now_ms, value)
        return Lane(index, child, child.walk(self._state.item_processor, value))

    def _input(self, child: BranchRun, item: Json) -> tuple[Json, int]:
        selector = self._state.item_selector
        if selector is None:
            weight = self._weight if self._batches.of_input else UNKNOWN_WEIGHT
            return item, admit(item, weight)
        child.state = self._parent.state
        child.entered_id = self._parent.entered_id
        child.entered_ms = self._parent.entered_ms
        return build(selector, self._data, self._weight, child)

    def _batch(self, child: BranchRun, places: range) -> tuple[Json, int]:
        """Return what a batch starts with (AWS: *ItemBatcher*)."""
        selected = []
        for place in places:
            child.item = (place, self._batches.items[place])
            selected.append(self._input(child, self._batches.items[place])[0])
        child.item = None
        value = {"Items": selected} | self._batches.beside
        return value, admit(value, UNKNOWN_WEIGHT)

    def tolerate(self, lane: Lane, failure: StateFailed) -> Json:
        """Return the result of an item that failed, in a distributed Map that goes on.

        Raises ``failure``, or that the Map has had enough.
        """
        if not self._state.distributed or isinstance(failure, MockNeeded):
            raise failure
        if not self._tolerance.holds(len(self._batches.places(lane.index))):
            raise StateFailed(EXCEED_TOLERATED_FAILURE_THRESHOLD, TOO_MANY_FAILED)
        self.fail(lane)
        began_ms, value = self._begun.pop(lane.index)
        return failed_result(self._parent, self._state, lane.index, (began_ms, value), failure)

    def end(self, lane: Lane, output: Json) -> Json:
        """Note that an item is done. The next in its place follows its last state (recorded)."""
        values = (self._state.name, lane.index)
        self._follow(lane, lane.branch.record_aside("MapIterationSucceeded", values))
        begun = self._begun.pop(lane.index, None)
        if begun is None or not wants_metadata(self._state.distribution.writer):
            return output
        return succeeded_result(self._parent, self._state, lane.index, begun, output)

    def fail(self, lane: Lane) -> None:
        """Note that an item failed. The end of the state follows its last state (recorded)."""
        lane.branch.record_aside("MapIterationFailed", (self._state.name, lane.index))
        self._follow(lane, lane.branch.previous)

    def abort(self, lane: Lane) -> None:
        """Note that an item was ended because another failed."""
        lane.branch.abort_state()
        lane.branch.record_aside("MapIterationAborted", (self._state.name, lane.index))

    def _follow(self, lane: Lane, previous: int) -> None:
        if not lane.branch.hidden:
            self._parent.previous = previous
