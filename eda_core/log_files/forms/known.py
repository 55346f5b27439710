"""All forms, in the order in which they are tried: the first that recognises the text reads it.

Sources are named where each is read; docs/LOG_FORMS.md lists them with an example each.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from eda_core.log_files.forms import cells, json_text, printed_tables, timed_lines, yaml_items
from eda_core.log_files.rows import Row

Recognise = Callable[[str], bool]
Read = Callable[[Iterable[str]], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its name on screen, whether a text begins as it does, and how its rows are read."""

    name: str
    recognise: Recognise
    read: Read


def _has(*patterns: str) -> Recognise:
    parts = [re.compile(pattern) for pattern in patterns]
    return lambda head: all(part.search(head) for part in parts)


def _begins_as(ours: str) -> Recognise:
    return _has(rf'\A\s*\{{[^\n]*"format"\s*:\s*"eda-live {ours}"')


def _anything(_head: str) -> bool:
    return True


_WHAT_JSON_HOLDS: Final[tuple[tuple[str, Recognise], ...]] = (
    (
        "subscription payload",
        _has(
            r'"(?:logEvents|awslogs|kinesis)"|"messageType"\s*:\s*"(?:DATA|CONTROL)_|"[rR]ecords"\s*:\s*\[\s*\{\s*"'
        ),
    ),
    ("live tail", _has(r'"session(?:Update|Results|Start)"')),
    (
        "aws logs (JSON)",
        _has(r'"events"\s*:|"Events"\s*:|"logStreamName"|"LogStreamName"|"logRecord"'),
    ),
    ("Logs Insights (JSON)", _has(r'"@message"|"field"\s*:\s*"@|"results"\s*:\s*\[')),
    ("our export", _has(r'\A\s*\{"ingestionTime":\d+,"message":"')),
    ("bus log", _has(r'"resource_arn"\s*:', r'"(?:message_type|messageType)"\s*:')),
    ("events with metadata", _has(r'"SystemMetadata"\s*:')),
    (
        "list of times and messages",
        _has(r'\A\s*\[\s*(?:\[|"(?:[^"\\]|\\.)*+"\s*,\s*\d|\d+\s*,\s*")'),
    ),
    ("list of messages", _has(r'\A\s*\[?\s*"')),
    ("bare events", _has(r'\A\s*\[?\s*\{[^}]*"detail-type"')),
    ("a recording, which the menu Record takes in", _begins_as("recording")),
    ("a room, which the menu Room takes in", _begins_as("room")),
    ("JSON", _anything),
)
"""What JSON holds, by the names in it: all are read alike."""

_JSON: Final = tuple(
    Form(name, lambda head, holds=holds, laid_out=laid_out: laid_out(head) and holds(head), read)  # type: ignore[misc]
    for laid_out, read in (
        (json_text.is_json_lines, json_text.read_lines),
        (json_text.is_json, json_text.read_documents),
    )
    for name, holds in _WHAT_JSON_HOLDS
)

FORMS: Final = (
    Form(
        "aws logs --output text", printed_tables.is_command_text, printed_tables.read_command_text
    ),
    Form("aws logs --output table", printed_tables.is_drawn_table, printed_tables.read_drawn_table),
    Form("table of Markdown", printed_tables.is_markdown, printed_tables.read_markdown),
    Form("subscription payload", json_text.is_packed, json_text.read_packed),
    Form("CSV", cells.has_names, cells.read_named),
    Form("columns of a --query", cells.has_events, cells.read_unnamed),
    *_JSON,
    Form("aws logs --output yaml", yaml_items.is_yaml, yaml_items.read_yaml),
    Form("S3 export", timed_lines.is_export, timed_lines.read_export),
    Form("aws logs tail", timed_lines.is_tail, timed_lines.read_tail),
    Form("aws logs tail --format short", timed_lines.is_short_tail, timed_lines.read_short_tail),
    Form("awslogs get", timed_lines.is_prefixed, timed_lines.read_prefixed),
)

LINES: Final = Form("lines of text", _anything, json_text.read_lines)
"""What reads a text that no form recognises: each line may still be an event."""

_NEAREST: Final[tuple[tuple[str, Recognise], ...]] = (
    ("a binary file", _has(r"\x00")),
    ("a web page", _has(r"\A\s*<")),
    (
        "CSV without a column called message or @message",
        _has(r"\A[^\n{]*@?timestamp[^\n{]*[,;\t]|\A\w+(?:[,;]\w+)+\s"),
    ),
    ("an S3 export or aws logs tail", _has(r"\A\s*\d{4}-\d\d-\d\d")),
    ("JSON", _has(r"[{\[]")),
)


def form_of(head: str) -> Form:
    """Return the form of a text that begins so."""
    return next((form for form in FORMS if form.recognise(head)), LINES)


def nearest(head: str) -> str:
    """Return what a text that no form recognises looks most like."""
    return next((name for name, looks_so in _NEAREST if looks_so(head)), "bare messages")
