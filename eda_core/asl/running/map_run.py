"""What a distributed Map does beside running its items: reading, batching, tolerating, writing.

Source: AWS, *Using Map state in Distributed mode* and the pages on ItemReader, ItemBatcher,
ResultWriter and the tolerated failure thresholds.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from eda_core.asl.failure import ITEM_READER_FAILED, EvaluationFailed, StateFailed
from eda_core.asl.jsonata.expression import Expression
from eda_core.asl.model import ItemReader, MapState, Number, ResultWriter
from eda_core.asl.payload import UNKNOWN_WEIGHT, Json, text_size, to_label, to_text
from eda_core.asl.running.dataflow import build, read_required
from eda_core.asl.running.run import BranchRun
from eda_core.asl.running.task_state import mocked_answer, refuse_unanswered, unanswered
from eda_core.asl.tasks import TaskFailed
from eda_core.asl.timestamps import to_timestamp

TOO_MANY_FAILED: Final = "The specified tolerated failure threshold was exceeded"

_INTEGER: Final = re.compile(r"\d{1,9}", re.ASCII)


def whole_number(wanted: Number, path_field: str, data: Json, branch: BranchRun) -> int:
    """Return the number that a field names; raises ``EvaluationFailed`` where it is none.

    ``path_field`` is what the field is called where it is a path (text recorded).
    """
    if isinstance(wanted, int):
        return wanted
    if isinstance(wanted, Expression):
        return wanted.whole(data, branch)
    value = read_required(wanted, data, branch)
    shown = value if isinstance(value, str) else to_text(value)
    if _INTEGER.fullmatch(shown) is None:
        raise EvaluationFailed(
            f'The {path_field} field refers to value "{shown}" '
            f"which is not a valid integer: {wanted.text}"
        )
    return int(shown)


def items_read(state: MapState, reader: ItemReader, data: Json, branch: BranchRun) -> list[Json]:
    """Return the items that the mock of the state says were read.

    Raises ``MockNeeded`` without one, and ``StateFailed`` where reading failed.
    """
    answer = branch.journal.ask(
        lambda: (
            mocked_answer(branch, state.name, reader.resource)
            or unanswered(state.name, reader.resource)
        )
    )
    refuse_unanswered(answer, state.name, reader.resource)
    if isinstance(answer, TaskFailed):
        raise StateFailed(answer.error, answer.cause)
    items = answer.output
    if not isinstance(items, list):
        reason = f"The mock of an ItemReader returns an array of items, not {to_label(items)}."
        raise StateFailed(ITEM_READER_FAILED, reason)
    most = whole_number(reader.max_items or 0, "MaxItemsPath", data, branch)
    return items[:most] if most else items


@dataclass(slots=True)
class Tolerance:
    """How many items may fail: ``count`` of them, and ``share`` of all ``total``."""

    total: int
    count: int | None
    share: float | None
    failed: int = 0

    def holds(self, more: int) -> bool:
        """Count ``more`` failed items, and say whether that is still tolerated."""
        self.failed += more
        if self.count is None and self.share is None:
            return False
        few = self.count is None or self.failed <= self.count
        return few and (self.share is None or 100 * self.failed <= self.share * self.total)


def tolerance_of(state: MapState, data: Json, branch: BranchRun, total: int) -> Tolerance:
    """Return what the Map tolerates; JSONata evaluates it for an inline one too (recorded)."""
    count, share = state.distribution.tolerated_count, state.distribution.tolerated_percentage
    if not state.distributed:
        for number in (count, share):
            if isinstance(number, Expression):
                number.evaluate_kind("number", {"input": data}, branch)
        return Tolerance(total, None, None)
    return Tolerance(total, _count(count, data, branch), _share(share, data, branch))


def _count(number: Number | None, data: Json, branch: BranchRun) -> int | None:
    if number is None:
        return None
    return whole_number(number, "ToleratedFailureCountPath", data, branch)


def _share(number: Number | float | None, data: Json, branch: BranchRun) -> float | None:
    if isinstance(number, Expression):
        return float(number.evaluate_kind("number", {"input": data}, branch))
    if number is None or isinstance(number, int | float):
        return number
    return whole_number(number, "ToleratedFailurePercentagePath", data, branch)


@dataclass(frozen=True, slots=True)
class Batches:
    """The items, and which of them run together; ``given`` is None where each runs alone.

    ``beside`` is what each batch gets beside its items, ``of_input`` says that the items are the
    input of the state.
    """

    items: list[Json]
    of_input: bool
    given: tuple[range, ...] | None = None
    beside: dict[str, Json] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.items) if self.given is None else len(self.given)

    def places(self, index: int) -> range:
        """Return the numbers of the items of the batch ``index``."""
        return range(index, index + 1) if self.given is None else self.given[index]


def batches_of(state: MapState, items: list[Json], data: Json, branch: BranchRun) -> Batches:
    """Return the batches of ``items``, in order."""
    batcher, of_input = state.distribution.batcher, items is data
    if batcher is None:
        return Batches(items, of_input)
    most_items = whole_number(batcher.max_items or 0, "MaxItemsPerBatchPath", data, branch)
    most_bytes = whole_number(batcher.max_bytes or 0, "MaxInputBytesPerBatchPath", data, branch)
    beside: dict[str, Json] = {}
    if batcher.batch_input is not None:
        beside["BatchInput"] = build(batcher.batch_input, data, UNKNOWN_WEIGHT, branch)[0]
    return Batches(items, of_input, tuple(_ranges(items, most_items, most_bytes)), beside)


def _ranges(items: list[Json], most_items: int, most_bytes: int) -> list[range]:
    """Cut ``items`` into runs within both limits, 0 for none; an item may be too large alone."""
    ranges: list[range] = []
    start = size = 0
    for place, item in enumerate(items):
        weight = text_size(to_text(item)) if most_bytes else 0
        full = bool(most_items) and place - start >= most_items
        heavy = bool(most_bytes) and size + weight > most_bytes
        if place > start and (full or heavy):
            ranges.append(range(start, place))
            start, size = place, 0
        size += weight
    return [*ranges, range(start, len(items))] if items else []


def wants_metadata(writer: ResultWriter | None) -> bool:
    """Say whether results come with what AWS knows of the execution that made them."""
    return writer is not None and writer.resource is None and writer.transformation == "NONE"


def succeeded_result(
    branch: BranchRun, state: MapState, index: int, begun: tuple[int, Json], output: Json
) -> Json:
    """Return the result of an execution that succeeded, with what AWS knows of it."""
    text = {"Output": to_text(output), "OutputDetails": {"Included": True}}
    return _result(branch, state, index, begun, "SUCCEEDED", text)


def failed_result(
    branch: BranchRun, state: MapState, index: int, begun: tuple[int, Json], failure: StateFailed
) -> Json:
    """Return the result of an execution that failed, which no transformation changes."""
    why = {"Error": failure.error, "Cause": failure.cause}
    given = {name: text for name, text in why.items() if text is not None}
    return _result(branch, state, index, begun, "FAILED", given)


def _result(
    branch: BranchRun,
    state: MapState,
    index: int,
    begun: tuple[int, Json],
    status: str,
    outcome: dict[str, Json],
) -> Json:
    """Return the result of a child execution; its name is its number, where AWS draws a UUID."""
    began_ms, value = begun
    machine = f"{branch.journal.environment.state_machine_arn}/{state.name}"
    name = f"{branch.journal.arn.rpartition(':')[2]}-{index}"
    return {
        "ExecutionArn": f"{machine.replace(':stateMachine:', ':execution:', 1)}:{name}",
        "Input": to_text(value),
        "InputDetails": {"Included": True},
        "Name": name,
        **outcome,
        "StartDate": to_timestamp(began_ms),
        "StateMachineArn": machine,
        "Status": status,
        "StopDate": to_timestamp(branch.journal.now_ms),
    }


def _flattened(outputs: list[Json]) -> list[Json]:
    """Return the outputs with those that are arrays spread out."""
    spread = (output if isinstance(output, list) else [output] for output in outputs)
    return [item for items in spread for item in items]


def written(
    writer: ResultWriter | None,
    outputs: list[Json],
    weight: int,
    data: Json,
    branch: BranchRun,
    run_arn: str,
) -> tuple[Json, int]:
    """Return the output of a Map, which says where its results are if they were written."""
    if writer is None or writer.resource is None:
        flatten = writer is not None and writer.transformation == "FLATTEN"
        return (_flattened(outputs) if flatten else outputs), weight
    place: Json = {}
    if writer.arguments is not None:
        place = build(writer.arguments, data, UNKNOWN_WEIGHT, branch)[0]
    given = place if isinstance(place, dict) else {}
    bucket, prefix = (given.get(name) for name in ("Bucket", "Prefix"))
    run = run_arn.rpartition(":")[2]
    key = "/".join(each for each in (str(prefix or "").rstrip("/"), run, "manifest.json") if each)
    details = {"Bucket": bucket, "Key": key}
    return {"MapRunArn": run_arn, "ResultWriterDetails": details}, UNKNOWN_WEIGHT
