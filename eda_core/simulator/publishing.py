"""PutEvents of the custom bus: what it accepts, and how it refuses.

Another call than that of the classic bus: up to 100 entries, one bus for the request, a group and
an id for repeats with each entry. Limits: service model eventbridgev2, botocore 1.44.8. What an
entry is refused for is known by one code, ``VALIDATION_ERROR``; the words are this project's own.
"""

from collections.abc import Mapping
from typing import Any, Final

from eda_core.domain.errors import InvalidRequest
from eda_core.simulator.deduplication import content_id
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
