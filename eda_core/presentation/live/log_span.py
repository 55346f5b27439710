"""An imported log in a few words: how much it holds, and from when until when."""

from eda_core.presentation.wording import counted, date_text

READ_ONLY = "It can be looked at, and nothing can be submitted to it."


def log_span(records: int, first_ms: int | None, last_ms: int | None) -> str:
    """Return ``6 records, 1 Jan 2026, 00:00:01 to 1 Jan 2026, 00:00:25 UTC``."""
    words = counted(records, "record", "records")
    if first_ms is None or last_ms is None:
        return words
    return f"{words}, {date_text(first_ms)} to {date_text(last_ms)} UTC"
