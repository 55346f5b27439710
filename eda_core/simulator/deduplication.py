"""Repeats recognised at publishing: an id, or a hash of the content, seen within 300 seconds.

Documented (User Guide, eb-custom-bus-ordering; quotas): the window, that it is one for each event
group where a group is given, that a repeat is answered as a success and stores nothing. Assumed,
unknown 8: a repeat does not begin the window anew, and the answer has the ids of the first.
"""

import json
from hashlib import sha256
from typing import Final

from eda_core.simulator.entries import Entry

WINDOW_MS: Final = 300_000

Key = tuple[str, str]
"""The group that was given, or nothing, and the id."""


class DeduplicationWindow:
    """The places on the bus of what was published with an id in the last 300 seconds, and of some
    before.

    There are two dictionaries, each of 300 seconds, so nothing has to be thrown away one by one.
    """

    __slots__ = ("_earlier", "_newest", "_until_ms")

    def __init__(self) -> None:
        self._earlier: dict[Key, int] = {}
        self._newest: dict[Key, int] = {}
        self._until_ms = 0

    def find(self, key: Key) -> int:
        """Return the place of the last that had this key, or 0; it may have been before that."""
        return self._newest.get(key) or self._earlier.get(key, 0)

    def note(self, key: Key, place: int, now_ms: int) -> None:
        """Note that this was published now."""
        if now_ms >= self._until_ms:
            is_just_over = now_ms < self._until_ms + WINDOW_MS
            self._earlier = self._newest if is_just_over else {}
            self._newest, self._until_ms = {}, now_ms + WINDOW_MS
        self._newest[key] = place


def content_id(entry: Entry) -> str:
    """Return what stands for an id where repeats are recognised by their content.

    Assumed, unknown 8: all that was given counts, and the time only where it was given.
    """
    source, detail_type, detail, resources, at_ms, *_ = entry
    text = json.dumps([source, detail_type, detail, resources, at_ms], sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
