"""PutEvents of the custom bus: what it accepts, how it refuses, and which repeats it recognises.

Another call than that of the classic bus: up to 100 entries, one bus for the request, a group and
an id for repeats with each entry. Limits: service model eventbridgev2, botocore 1.44.8. What an
entry is refused for is known by one code, ``VALIDATION_ERROR``; the words are this project's own.

A repeat is an id, or a hash of the content, seen within 300 seconds. Documented (User Guide,
eb-custom-bus-ordering; quotas): the window, that it is one for each event group where a group is
given, that a repeat is answered as a success and stores nothing. Assumed, unknown 8: a repeat does
not begin the window anew, and the answer has the ids of the first.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from eda_core.domain.errors import InvalidRequest
from eda_core.simulator.entries import MAX_BYTES, Entry, Refusal, entry_size, read_entry

MAX_ENTRIES: Final = 100
MAX_SOURCE: Final = 256
MAX_RESOURCES: Final = 100
MAX_ID: Final = 128

_REFUSED: Final = "VALIDATION_ERROR"
_WHOLE: Final = "InvalidInputException"


def read_publish(entries: Any, *, by_content: bool = False) -> tuple[Entry | Refusal, ...]:
    """Check a request: one `Entry` or `Refusal` for each entry, in their order.

    With ``by_content``, repeats are recognised by what an entry says where it has no id. Raises
    `InvalidRequest` (InvalidInputException) for a request that is refused whole: none or more than
    100 entries, something that is no entry, or more than 1 MiB in all.
    """
    if not isinstance(entries, list | tuple) or not all(isinstance(e, Mapping) for e in entries):
        raise InvalidRequest(_WHOLE, "Entries must be a list of JSON objects.")
    if not 1 <= len(entries) <= MAX_ENTRIES:
        raise InvalidRequest(_WHOLE, f"A request has 1 to {MAX_ENTRIES} entries.")
    if sum(map(entry_size, entries)) > MAX_BYTES:
        raise InvalidRequest(_WHOLE, "The entries of a request are 1 MiB together at most.")
    return tuple(_read(entry, by_content) for entry in entries)


def _read(given: Mapping[str, Any], by_content: bool) -> Entry | Refusal:
    entry = read_entry({**given, "EventBusName": ""})
    if isinstance(entry, Refusal):
        return Refusal(_REFUSED, entry.message)
    system = given.get("SystemMetadata") or {}
    if not isinstance(system, Mapping):
        return Refusal(_REFUSED, "SystemMetadata must be an object.")
    group, repeat = (system.get(name) or "" for name in ("EventGroupId", "DeduplicationId"))
    for check in (
        _too_long("Source", entry.source, MAX_SOURCE),
        _too_long("EventGroupId", group, MAX_ID),
        _too_long("DeduplicationId", repeat, MAX_ID),
    ):
        if check is not None:
            return check
    if len(entry.resources) > MAX_RESOURCES:
        return Refusal(_REFUSED, f"Resources has at most {MAX_RESOURCES} members.")
    if by_content and not repeat:
        repeat = content_id(entry)
    return entry._replace(group=group, deduplication_id=repeat)


def _too_long(name: str, value: Any, most: int) -> Refusal | None:
    if isinstance(value, str) and len(value) <= most:
        return None
    return Refusal(_REFUSED, f"{name} must be text of at most {most} characters.")


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
