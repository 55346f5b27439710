"""Reads the rows of a file in any of the forms that tools write; memory does not grow with it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from eda_core.log_files.containers import Damaged, Part, decoded, parts_of
from eda_core.log_files.forms.known import LINES, Form, form_of, nearest
from eda_core.log_files.rows import SHOWN, BadRow, Row, plain

_HEAD: Final = 65_536
BEFORE: Final = "It stands before the log begins."
MOST_BEFORE: Final = 6
"""Lines at the beginning that are tried as the first of the log."""


@dataclass(frozen=True, slots=True)
class PartRead:
    """A file as it was before it was packed: its name, its form, and its rows when asked for.

    ``looks_like`` is the form in a sentence, also where none recognises it.
    """

    name: str
    form: str
    looks_like: str
    rows: Iterator[Row]


Count = Callable[[int], None]


def read_parts(
    name: str, chunks: Iterable[bytes], count: Count = lambda _: None
) -> Iterator[PartRead]:
    """Yield what a file holds, part by part: one, unless it is a zip archive.

    ``count`` gets the size of each piece unpacked, and may raise to end the reading.
    """
    parts = parts_of(Part(name, chunks))
    while True:
        try:
            part = next(parts, None)
            if part is None:
                return
            yield _open(part, count)
        except Damaged as fault:
            yield PartRead(name, "", "", iter((BadRow(0, str(fault), "", name),)))
            return


def _open(part: Part, count: Count) -> PartRead:
    texts = decoded(_count_chunks(part.chunks, count))
    head, fault = "", None
    try:
        for text in texts:
            head += text
            if len(head) >= _HEAD:
                break
    except Damaged as damage:
        fault = damage
    before, log = _begin_of_log(head)
    form = form_of(plain(log))
    looks_like = nearest(plain(head)) if form is LINES else form.name
    if not head.strip():
        return PartRead(part.name, "", looks_like, _rows(form, iter(()), fault))
    rows = _after(before, _rows(form, chain((log,), texts), fault))
    return PartRead(part.name, form.name, looks_like, rows)


def _begin_of_log(head: str) -> tuple[list[str], str]:
    """Return the few lines before a log begins, such as a command or a warning, and the rest."""
    end = 0
    for _ in range(MOST_BEFORE):
        if form_of(plain(head[end:])) is not LINES:
            return head[:end].split("\n")[:-1], head[end:]
        end = head.find("\n", end) + 1
        if not end:
            break
    return [], head


def _after(before: list[str], rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the lines before the log, each refused, and its rows with their numbers in the file."""
    for number, line in enumerate(before, 1):
        if line.strip():
            yield BadRow(number, BEFORE, line[:SHOWN])
    for row in rows:
        if before and isinstance(row, BadRow) and row.number:
            yield replace(row, number=row.number + len(before))
        else:
            yield row


def _count_chunks(chunks: Iterable[bytes], count: Count) -> Iterator[bytes]:
    for chunk in chunks:
        count(len(chunk))
        yield chunk


def _rows(form: Form, texts: Iterator[str], fault: Damaged | None) -> Iterator[Row]:
    """Yield the rows, and one more that says so where the file is damaged."""
    damage = [fault] if fault else []
    yield from form.read(_until_damaged(texts, damage))
    if damage:
        yield BadRow(0, str(damage[0]), "")


def _until_damaged(texts: Iterator[str], damage: list[Damaged]) -> Iterator[str]:
    try:
        yield from texts
    except Damaged as fault:
        damage.append(fault)


def read_rows(chunks: Iterable[bytes], name: str = "") -> Iterator[Row]:
    """Yield the rows of a file, in its order; bytes are read as they are asked for."""
    for part in read_parts(name, chunks):
        for row in part.rows:
            yield replace(row, file=part.name) if isinstance(row, BadRow) and part.name else row
