"""How often the filters of a subscriber may change: 24 times in 24 hours.

Documented (User Guide, eb-custom-bus-update), as is that filters put again as they are cost none.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from eda_core.domain.errors import InvalidRequest
from eda_core.simulator.world import World
from eda_core.stack import Subscriber, demo_stack

MOST_CHANGES: Final = 24
WITHIN_MS: Final = 24 * 3600 * 1000

_REFUSED: Final = "FILTER_CHANGE_LIMIT_EXCEEDED"


def check_filter_change(world: World, before: Subscriber, after: Subscriber) -> None:
    """Raise `InvalidRequest` where one more change of the filters is one too many."""
    if _filters(before.to_json()) == _filters(after.to_json()):
        return
    since_ms = world.scheduler.now_ms - WITHIN_MS
    if _changes_since(world, before.name, since_ms) >= MOST_CHANGES:
        reason = (
            f"The filters of {before.name} were changed {MOST_CHANGES} times within 24 hours, and "
            "the bus takes no more of that. Make another subscriber, or wait."
        )
        raise InvalidRequest(_REFUSED, reason)


def _changes_since(world: World, name: str, since_ms: int) -> int:
    """Return how often the filters of a subscriber changed since a time; worlds begin as the demo.

    That it was deleted and made again is no change of its filters.
    """
    stack, count = demo_stack(world.stack.kind), 0
    known = next((_filters(r.to_json()) for r in stack.subscribers if r.name == name), None)
    for change in world.changes_after(0):
        found = next((_filters(rule) for rule in change.rules if rule["Name"] == name), None)
        is_change = known is not None and found is not None and found != known
        count += is_change and change.at_ms > since_ms
        known = found
    return count


def _filters(subscriber: Mapping[str, Any]) -> dict[str, Any]:
    given = subscriber.get("FilterConfiguration", {}).get("Filters", ())
    return {each["Scope"]: json.loads(each["Pattern"]) for each in given}
