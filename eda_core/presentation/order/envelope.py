"""One record of the log, whole."""

import json
from dataclasses import dataclass
from typing import Final

from eda_core.domain.events import AnyRecord, MalformedRecord
from eda_core.presentation.wording import clock_time

MAX_TEXT: Final = 100_000
"""Characters shown at most; an event may be as large as 1 MB."""


@dataclass(frozen=True, slots=True)
class EnvelopeCard:
    """A sentence about a record, and its text to be shown as it is."""

    caption: str
    text: str = ""
    language: str = "json"


def envelope_card(record: AnyRecord | None) -> EnvelopeCard:
    """Return the chosen record; a hint if there is none."""
    if record is None:
        return EnvelopeCard("Choose an event on the left to see all of it.")
    when = f"Record {record.sequence}, logged at {clock_time(record.ingested_ms)} UTC."
    if isinstance(record, MalformedRecord):
        return EnvelopeCard(f"{when} Not an event: {record.reason}", _cut(record.text), "text")
    text = json.dumps(record.event.to_envelope(), indent=2, ensure_ascii=False)
    return EnvelopeCard(f"{when} Event time {record.event.time}.", _cut(text))


def _cut(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}\n… and {len(text) - MAX_TEXT} characters more"
