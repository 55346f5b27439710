"""The fields of the event that created each order, in columns: read once, then only what is new.

Fields are named by their path, ``customer.tier``. Of a list only its length is kept. What comes
from an event is of any shape: fields, depth, words and letters are bounded, and what is beyond is
said not to have been asked.
"""

from array import array
from collections.abc import Iterator, Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from eda_core.domain.events import LogRecord
from eda_core.read_model.event_table import CREATED, EventTable
from eda_core.sets.questions import Aspect, ChosenBy, SetQuestion, Values
from eda_core.sets.word_column import WordColumn, in_order

MOST_FIELDS: Final = 48
MOST_WORDS: Final = 1_000
"""Different texts of a field; one with more is like a name, and tells single orders apart."""

DEEPEST: Final = 4
MOST_LETTERS: Final = 60
FORMS: Final = ("missing", "null", "number", "text", "true or false", "list", "object")
_MISSING, _NULL, _NUMBER, _TEXT, _TRUTH, _LIST, _OBJECT = range(len(FORMS))
_DETAIL: Final = 6
"""The place of the detail in a packed row."""


class _Field:
    """The values of one field by order; grown as orders come."""

    def __init__(self) -> None:
        self.forms = bytearray()
        self.numbers = array("d")
        self.words = array("i")
        self.codes: dict[str, int] = {}
        self.is_countable = True

    def grow(self, count: int) -> None:
        more = count - len(self.forms)
        self.forms.extend(bytes(more))
        self.numbers.extend([np.nan] * more)
        self.words.extend([-1] * more)

    def put(self, place: int, value: Any) -> None:
        form, number, word = _MISSING, np.nan, None
        if value is None:
            form = _NULL
        elif isinstance(value, bool):
            form, word = _TRUTH, str(value).lower()
        elif isinstance(value, int | float):
            form, number = _NUMBER, _float(value)
        elif isinstance(value, str):
            form, word = _TEXT, value[:MOST_LETTERS]
        elif isinstance(value, list):
            form, number = _LIST, len(value)
        else:
            form = _OBJECT
        self.forms[place], self.numbers[place] = form, number
        self.words[place] = -1 if word is None else self._code(word)

    def clear(self, place: int) -> None:
        self.forms[place], self.numbers[place], self.words[place] = _MISSING, np.nan, -1

    def _code(self, word: str) -> int:
        code = self.codes.get(word)
        if code is None and len(self.codes) < MOST_WORDS:
            code = self.codes[word] = len(self.codes)
        self.is_countable = self.is_countable and code is not None
        return -1 if code is None else code


def _float(value: float) -> float:
    """Return a number a column can hold; what is too large for one is as good as none."""
    try:
        number = float(value)
    except OverflowError:
        return np.nan
    return number if np.isfinite(number) else np.nan


def flat_parts(
    detail: Mapping[str, Any], names: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the fields of a detail by the names on the way to them; of objects what is in them, as
    deep as is looked. The order's own number is none of them.
    """
    for name, value in detail.items():
        if isinstance(value, dict) and len(names) + 1 < DEEPEST:
            yield from flat_parts(value, (*names, name))
        elif names or name != "id":
            yield (*names, name), value


class DetailFields:
    """Reads the details of one table of events, as far as it has come."""

    def __init__(self) -> None:
        self._fields: dict[str, _Field] = {}
        self._at = array("d")
        self._read = 0
        self.has_left_out = False
        """Whether there were more fields than are kept."""

    def extend(self, events: EventTable) -> None:
        """Read what is new in the table."""
        count = len(events.numbers.ids)
        self._at.extend([np.inf] * (count - len(self._at)))
        for each in self._fields.values():
            each.grow(count)
        created = events.kind_codes.get(CREATED, -1)
        for number, detail in _details(events, self._read + 1):
            order = events.orders[number - 1]
            is_first = order and events.at[number - 1] < self._at[order - 1]
            if is_first and events.kinds[number - 1] == created:
                self._take(order - 1, events.at[number - 1], detail)
        self._read = len(events)

    def _take(self, place: int, at_ms: float, detail: Mapping[str, Any]) -> None:
        if self._at[place] != np.inf:  # an order created before, says a record that came later
            for each in self._fields.values():
                each.clear(place)
        self._at[place] = at_ms
        for names, value in flat_parts(detail):
            path = ".".join(names)
            field = self._fields.get(path)
            if field is None:
                if len(self._fields) >= MOST_FIELDS:
                    self.has_left_out = True
                    continue
                field = self._fields[path] = _Field()
                field.grow(len(self._at))
            field.put(place, value)

    def words(self) -> Iterator[tuple[SetQuestion, WordColumn]]:
        """Yield a column for each question that words answer: forms, texts, truth values."""
        is_read = np.array(self._at) < np.inf
        for path, field in sorted(self._fields.items()):
            forms = np.frombuffer(bytes(field.forms), np.uint8).astype(np.int32)
            forms = np.where(is_read, forms, -1)  # of bytes -1 would be 255
            yield field_question(Aspect.FORM, path), WordColumn(forms, FORMS)
            if field.codes and field.is_countable:
                codes = np.array(field.words, dtype=np.int32)
                yield field_question(Aspect.WORD, path), in_order(codes, tuple(field.codes))

    def numbers(self) -> Iterator[tuple[SetQuestion, Values]]:
        """Yield a column for each question that numbers answer; NaN where there is none."""
        for path, field in sorted(self._fields.items()):
            forms, numbers = np.frombuffer(bytes(field.forms), np.uint8), np.array(field.numbers)
            for ask, form in ((Aspect.NUMBER, _NUMBER), (Aspect.LENGTH, _LIST)):
                values = np.where(forms == form, numbers, np.nan)
                if not np.isnan(values).all():
                    yield field_question(ask, path), values

    def uncountable(self) -> Iterator[SetQuestion]:
        """Yield the questions that have too many different answers."""
        for path, field in sorted(self._fields.items()):
            if not field.is_countable:
                yield field_question(Aspect.WORD, path)


def field_question(ask: Aspect, path: str) -> SetQuestion:
    """Return a question about the field at this path."""
    return SetQuestion(ask, path, ChosenBy.AMOUNT if path == "amount" else ChosenBy.NONE)


def _details(events: EventTable, first: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the details of events from number ``first`` on, without making records of them."""
    for number, rows in events.records.packed_from(first):
        for at, row in enumerate(rows, number):
            if at >= first and len(row) > _DETAIL:
                yield at, row[_DETAIL]
    for number, record in events.records.loose_from(first):
        if isinstance(record, LogRecord):
            yield number, record.event.detail


_READ: Final[WeakKeyDictionary[EventTable, DetailFields]] = WeakKeyDictionary()


def detail_fields(events: EventTable) -> DetailFields:
    """Return the fields of a table, kept as long as the table is; hold the lock of its model."""
    fields = _READ.setdefault(events, DetailFields())
    fields.extend(events)
    return fields
