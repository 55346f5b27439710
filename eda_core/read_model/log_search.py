"""Searches a long log in steps, so that no page waits for all of it.

The newest records are looked at first; each time the same question is asked, as a live page does
every second, the search goes on a step further back, until it has seen all.
"""

from typing import Final

from eda_core.read_model.event_search import EventFilter, Taken
from eda_core.read_model.tables import Tables

STEP: Final = 25_000
"""Records looked at in one step: about a tenth of a second for a search in the whole text."""


def search_log(tables: Tables, wanted: EventFilter, step: int = STEP) -> Taken:
    """Return what fits of the log as far as it has been looked at, which this call
    takes further.
    """
    log = tables.log
    known = tables.searches.skipped(wanted)
    left = max(0, (len(log) if known is None else known) - step)
    search = tables.searches.search(wanted, log, left)
    return Taken(search.found(), len(log) - search.skipped, len(log))
