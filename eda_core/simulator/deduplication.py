"""Repeats recognised at publishing: an id, or a hash of the content, seen within 300 seconds.

Documented (User Guide, eb-custom-bus-ordering; quotas): the window, that it is one for each event
group where a group is given, that a repeat is answered as a success and stores nothing. Assumed,
unknown 8: a repeat does not begin the window anew, and the answer has the ids of the first.
"""

import json
from collections import deque
from hashlib import sha256
from typing import Final, NamedTuple

from eda_core.simulator.entries import Entry

WINDOW_MS: Final = 300_000

Key = tuple[str, str]
"""The group that was given, or nothing, and the id."""


class First(NamedTuple):
    """The event that a repeat repeats, and when it came (epoch milliseconds)."""

    published_ms: int
    event_id: str
    sequence: int


class DeduplicationWindow:
    """What was published with an id in the last 300 seconds."""

    __slots__ = ("_firsts", "_keys")

    def __init__(self) -> None:
        self._firsts: dict[Key, First] = {}
        self._keys: deque[Key] = deque()

    def find(self, key: Key, now_ms: int) -> First | None:
        """Return what this repeats, if it repeats anything."""
        firsts, keys = self._firsts, self._keys
        since_ms = now_ms - WINDOW_MS
        while keys and firsts[keys[0]].published_ms <= since_ms:
            del firsts[keys.popleft()]
        return firsts.get(key)

    def note(self, key: Key, first: First) -> None:
        """Note that this was published."""
        self._firsts[key] = first
        self._keys.append(key)


def content_id(entry: Entry) -> str:
    """Return what stands for an id where repeats are recognised by their content.

    Assumed, unknown 8: all that was given counts, and the time only where it was given.
    """
    source, detail_type, detail, resources, at_ms, *_ = entry
    text = json.dumps([source, detail_type, detail, resources, at_ms], sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
