"""The Event log page: a filter from what was typed, saved filters, and what was found in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from eda_core.domain.errors import EdaError
from eda_core.domain.events import epoch_ms, iso_milliseconds
from eda_core.domain.orders import order_from_label
from eda_core.presentation.rules.pattern_playground import Problem, read_pattern
from eda_core.presentation.wording import count_text, counted, value_text
from eda_core.read_model.event_search import EventFilter, Taken
from eda_core.read_model.field_terms import terms_from
from eda_core.stack import Stack
from eda_core.stack.amount_limit import limit_of

ALL: Final = "all"
NOT_AN_EVENT: Final = "not an event"
"""A choice beside the sources: what came to the log and is no event."""

INPUTS: Final = (
    "filter-text",
    "filter-order",
    "filter-source",
    "filter-type",
    "filter-from",
    "filter-before",
    "filter-pattern",
)
"""The inputs of the filter, by their names in the address."""


def presets(stack: Stack) -> dict[str, Mapping[str, str]]:
    """Filters that are there to begin with, by name; one is for the limit in force, if any is."""
    named: dict[str, Mapping[str, str]] = {
        "Cancelled": {"filter-type": "OrderCancelled"},
        "Payments": {"filter-source": "payment-service"},
    }
    limit = limit_of(stack.machine.definition)
    if limit is not None:
        term = f"detail.amount{_SIGNS[limit.sign]}{value_text(limit.value)}"
        name = "Over the limit" if limit.sign in (">", "≥") else "Under the limit"
        named[name] = {"filter-text": term, "filter-type": "OrderCreated"}
    return named | {"Not an event": {"filter-source": NOT_AN_EVENT}}


_SIGNS: Final = {">": ">", "≥": ">=", "<": "<", "≤": "<="}


def search_example(stack: Stack) -> str:
    """Return a search that finds something in a log of orders around the limit in force."""
    term = next((f["filter-text"] for f in presets(stack).values() if "filter-text" in f), "")
    return f"text, or a field: {term or 'detail.amount>500'} source:order"


MOST_EXPORTED: Final = 100_000
"""Records of one export at most, the newest: it is made in memory while the user waits."""

_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter that was typed, and a sentence for each part of it that is no use."""

    filter: EventFilter
    problems: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether it lets everything through."""
        return self.filter == EventFilter()


def wanted_from(inputs: Mapping[str, str], last_ms: int) -> Wanted:
    """Return the filter these inputs make; a part that cannot be read lets everything through.

    ``last_ms`` is when the newest event came: a time without a date is on its day.
    """
    typed = {name: str(inputs.get(name) or "").strip() for name in INPUTS}
    source, kind = typed["filter-source"], typed["filter-type"]
    terms, text = terms_from(typed["filter-text"])
    order, no_order = _order(typed["filter-order"])
    pattern = read_pattern(typed["filter-pattern"]) if typed["filter-pattern"] else None
    from_ms, no_from = _moment(typed["filter-from"], last_ms)
    before_ms, no_before = _moment(typed["filter-before"], last_ms)
    wanted = EventFilter(
        order=order,
        source="" if source in (ALL, NOT_AN_EVENT) else source,
        detail_type="" if kind == ALL else kind,
        text=text,
        terms=terms,
        pattern=None if pattern is None else pattern.query,
        from_ms=from_ms,
        before_ms=before_ms,
        malformed=source == NOT_AN_EVENT,
    )
    no_pattern = "" if pattern is None or pattern.query else _pattern_problem(pattern.problem)
    problems = filter(None, (no_order, no_from, no_before, no_pattern))
    return Wanted(wanted, tuple(problems))


def pattern_label(text: str) -> str:
    """Return what the button of the pattern says: whether there is one, and whether it can
    be read.
    """
    if not text.strip():
        return "Pattern"
    return "Pattern ✓" if read_pattern(text.strip()).query else "Pattern: not readable"


def _order(label: str) -> tuple[int | str | None, str]:
    order = order_from_label(label) if label else None
    if label and order is None:
        return None, 'An order is a number such as 101, or text in quotes such as "A7".'
    return order, ""


def _pattern_problem(problem: Problem | None) -> str:
    if problem is None:
        return "The pattern has too many fields to be tried on the whole log."
    place = f"The pattern, {problem.place}" if problem.place else "The pattern"
    return f"{place}: {problem.sentence}"


def _moment(text: str, last_ms: int) -> tuple[int | None, str]:
    if not text:
        return None, ""
    at_ms = moment_from(text, last_ms)
    if at_ms is None:
        return None, "A time looks like 10:02:03 or 2026-01-31T10:02:03Z, in UTC."
    return at_ms, ""


def moment_from(text: str, last_ms: int) -> int | None:
    """Epoch milliseconds of a time of day, on the day of ``last_ms``, or of a date and time.

    Both are in UTC where no zone is named. None for what is neither.
    """
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return _date_and_time(text)
    hours, minutes, seconds = (int(part or 0) for part in clock.groups()[:3])
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    day_ms = last_ms - last_ms % 86_400_000
    rest_ms = int((clock[4] or "0").ljust(3, "0"))
    return day_ms + ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest_ms


def _date_and_time(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return epoch_ms(aware.isoformat())
    except (ValueError, OverflowError, EdaError):
        return None


def found_note(taken: Taken, wanted: Wanted) -> str:
    """Return how many records fit, how many of them are shown, and how much was looked at."""
    total, shown = taken.found.total, len(taken.found.records)
    newest = f"newest {count_text(shown)} of " if shown < total else ""
    if wanted.is_everything:
        return f"{newest}{count_text(taken.records)} in the log · UTC"
    fit = f"{newest}{count_text(total)} that fit"
    if taken.looked_at < taken.records:
        return (
            f"{fit}, searched {count_text(taken.looked_at)} of {count_text(taken.records)} so far"
        )
    return f"{fit}, of {count_text(taken.records)} · UTC"


def export_sentence(taken: Taken) -> str:
    """Return what an export would hold."""
    total = taken.found.total
    more = taken.looked_at < taken.records
    if total == 0 and not more:
        return "Nothing fits this filter, so there is nothing to export."
    if total > MOST_EXPORTED:
        return (
            f"The newest {count_text(MOST_EXPORTED)} of {count_text(total)} that fit, oldest first."
        )
    if more:
        return f"What fits, at most the newest {count_text(MOST_EXPORTED)}, oldest first."
    return f"The {count_text(total)} that fit, oldest first."


def export_name(world: str, last_ms: int | None, ending: str) -> str:
    """Return a file name for an export: the world, and the time of its newest event."""
    stem = re.sub(r"[^a-z0-9]+", "-", world.lower()).strip("-")[:60] or "log"
    when = "" if last_ms is None else re.sub(r"[^0-9T]", "", iso_milliseconds(last_ms)[:19])
    return f"{stem}-{when}.{ending}" if when else f"{stem}.{ending}"


@dataclass(frozen=True, slots=True)
class TakenFor:
    """What imported files were taken for: forms, files, events, and what was left out, in words.

    ``steps`` of deliveries came with them, from a bus log.
    """

    forms: Sequence[str]
    files: int
    events: int
    left_out: Sequence[tuple[int, str]] = ()
    steps: int = 0

    def __str__(self) -> str:
        """Such as ``S3 export, 12 files, 3 021 events``."""
        parts = [" and ".join(self.forms)]
        if self.files > 1:
            parts.append(counted(self.files, "file", "files"))
        parts.append(counted(self.events, "event", "events"))
        if self.steps:
            steps = counted(self.steps, "step of a delivery", "steps of deliveries")
            parts.append(f"{steps} as logged")
        parts += [f"{count_text(count)} {kind} left out" for count, kind in self.left_out]
        return ", ".join(parts)


def imported_sentence(
    name: str, taken_for: TakenFor, records: int, malformed: int, bad_rows: int
) -> str:
    """Return what an import came to: messages that are no events stay, rows that are none
    do not.
    """
    parts = [f"{counted(records, 'record', 'records')} imported as {name}: {taken_for}."]
    if malformed:
        one = "of them is no event and shows as a grey mark"
        parts.append(f"{counted(malformed, one, 'of them are no events and show as grey marks')}.")
    if bad_rows:
        left_out = (
            "row is no log event and was left out",
            "rows are no log events and were left out",
        )
        parts.append(f"{counted(bad_rows, *left_out)}.")
    return " ".join(parts)


def bad_rows_title(bad_rows: int, listed: int) -> str:
    """Return what a list of bad rows is called."""
    if listed < bad_rows:
        return f"The first {listed} of {count_text(bad_rows)} bad rows"
    return counted(bad_rows, "bad row", "bad rows")


def size_text(size: int) -> str:
    """Bytes in a readable unit: ``812 B``, ``12.3 kB``, ``200.0 MB``."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
