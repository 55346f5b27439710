"""Searches a long log in steps, so that no page waits for all of it.

The newest records are looked at first; each time the same question is asked, as a live page does
every second, the search goes on a step further back, until it has seen all.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from eda_core.domain.events import AnyRecord
from eda_core.read_model.event_search import EventFilter, Taken
from eda_core.read_model.folds import Folds

STEP: Final = 25_000
"""Records looked at in one step: about a tenth of a second for a search in the whole text."""


def searched(folds: Folds, wanted: EventFilter, step: int = STEP) -> Taken:
    """What fits of the log as far as it has been looked at, which this call takes further."""
    records = folds.records
    newest, left = islice(reversed(records.values()), step), max(0, len(records) - step)
    known = folds.searches.skipped(wanted)
    if known:
        first = max(0, known - step)
        newest, left = islice(records.values(), first, known), first
    search = folds.searches.search(wanted, newest, left)
    return Taken(search.found(), len(records) - search.skipped, len(records))


def fitting(records: Sequence[AnyRecord], wanted: EventFilter, most: int) -> tuple[AnyRecord, ...]:
    """The newest of these records that fit, at most ``most``, oldest first."""
    fit = (record for record in reversed(records) if wanted.takes(record))
    return tuple(islice(fit, most))[::-1]
