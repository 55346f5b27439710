"""Steps of deliveries counted; earlier counts are kept, for the picture of a moment."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from eda_core.domain.chunks import Json, StepColumns
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.read_model.columns import Columns, check_lengths
from eda_core.read_model.flow_steps import FlowStep, says_how_target_is, step_of

KEPT_EVERY: Final = 4_096
"""Steps after which the counts are kept."""


class StepCounts:
    """Counts of steps by what they mean, and the last of each target.

    ``read`` is how many steps have been counted. Steps come in the order of their times, or
    ``is_plain`` is False.
    """

    def __init__(self) -> None:
        self.counts: Counter[FlowStep] = Counter()
        self.last: dict[str, FlowStep] = {}
        self.read = 0
        self.is_plain = True
        self._latest_ms = 0
        self._kept: list[tuple[int, Counter[FlowStep], dict[str, FlowStep]]] = []
        self._kept_ms = array("q")

    def add(self, record: DeliveryRecord) -> None:
        """Count the next step, or no longer count one that is taken back."""
        step = step_of(record)
        self.counts[step] += -1 if record.takes_back else 1
        if record.takes_back:
            if self.last.get(record.target) == step:
                del self.last[record.target]
        elif says_how_target_is(step):
            self.last[record.target] = step
        self._note(1, record.at_ms, record.at_ms)

    def add_chunk(self, columns: StepColumns) -> None:
        """Count a chunk of steps."""
        plain = {code: columns.codes.count(code) for code in columns.meanings}
        for place in columns.odd:
            plain[columns.codes[place]] -= 1
            self.counts[step_of(columns.record(place, 0))] += 1
        for code, (kind, rule) in columns.meanings.items():
            if plain[code]:
                self.counts[FlowStep(kind, *rule, True, False)] += plain[code]
        self._note_last(columns)
        later, since_ms = columns.later, columns.since_ms
        in_order = sorted(later)  # no work where they are
        self.is_plain = self.is_plain and later == in_order
        self._note(len(later), since_ms + in_order[0], since_ms + in_order[-1])

    def _note_last(self, columns: StepColumns) -> None:
        """Note the last step of each target, looking from the end of the chunk."""
        missing = {target for _, target in columns.rules}
        for place in range(len(columns.later) - 1, -1, -1):
            if not missing:
                return
            target = columns.rules[columns.rule_places[place]][1]
            if target in missing:
                step = step_of(columns.record(place, 0))
                if says_how_target_is(step):
                    self.last[target] = step
                    missing.discard(target)

    def _note(self, count: int, first_ms: int, last_ms: int) -> None:
        self.is_plain = self.is_plain and first_ms >= self._latest_ms
        self._latest_ms = max(self._latest_ms, last_ms)
        before, self.read = self.read, self.read + count
        if before // KEPT_EVERY != self.read // KEPT_EVERY:
            self._kept.append((self.read, self.counts.copy(), dict(self.last)))
            self._kept_ms.append(self._latest_ms)

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {"kept at": self._kept_ms}

    def kept_rest(self) -> Json:
        """Return what is in no column; steps by their places in a list of all different ones."""
        places = {step: place for place, step in enumerate(self.counts)}
        kept = [(read, *_by_place(counts, last, places)) for read, counts, last in self._kept]
        return {
            "steps": list(self.counts),
            "counts": list(self.counts.values()),
            "last": _by_place(Counter(), self.last, places)[1],
            "read": self.read,
            "is plain": self.is_plain,
            "latest": self._latest_ms,
            "kept": kept,
        }

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        steps = [FlowStep(DeliveryStep(kind), *more) for kind, *more in rest["steps"]]
        self.counts = Counter(dict(zip(steps, rest["counts"], strict=True)))
        self.last = {target: steps[place] for target, place in rest["last"]}
        self.read, self.is_plain = rest["read"], rest["is plain"] is True
        self._latest_ms = rest["latest"]
        self._kept = [
            (
                read,
                Counter({steps[place]: count for place, count in counts}),
                {target: steps[place] for target, place in last},
            )
            for read, counts, last in rest["kept"]
        ]
        check_lengths(len(self._kept), self._kept_ms)

    def kept_before(self, at_ms: float) -> int:
        """Return how many steps there were when counts were last kept, all by this moment."""
        place = bisect_right(self._kept_ms, at_ms) if self.is_plain else 0
        return self._kept[place - 1][0] if place else 0

    def at(self, at_ms: float, later: Sequence[DeliveryRecord]) -> "StepCounts":
        """Return the counts at a moment; ``later`` are the steps by then after `kept_before`."""
        counts = StepCounts()
        place = bisect_right(self._kept_ms, at_ms) if self.is_plain else 0
        if place:
            counts.read, kept, last = self._kept[place - 1]
            counts.counts, counts.last = kept.copy(), dict(last)
        for record in later:
            counts.add(record)
        return counts


def _by_place(
    counts: Counter[FlowStep], last: Mapping[str, FlowStep], places: Mapping[FlowStep, int]
) -> tuple[list[tuple[int, int]], list[tuple[str, int]]]:
    return (
        [(places[step], count) for step, count in counts.items()],
        [(target, places[step]) for target, step in last.items()],
    )
