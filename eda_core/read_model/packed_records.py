"""The records of a sequence kept packed: a chunk is opened when one of its records is asked for."""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar

from eda_core.domain.chunks import MAX_CHUNK, Chunk, Packed, expanded

T = TypeVar("T")

OPEN_CHUNKS: Final = 16
"""Chunks kept open, those used last: some 8,000 records."""


class PackedRecords(Generic[T]):
    """A sequence numbered from 1 that only grows.

    What is added one by one is packed when there is a chunk of it; chunks that come packed are
    taken as they are, but only where nothing loose is before them.
    """

    def __init__(
        self,
        pack: Callable[[Iterable[T]], Iterator[Packed]],
        unpack: Callable[[int, Any], Sequence[T]],
    ) -> None:
        self._pack = pack
        self._unpack = unpack
        self._firsts = array("q")
        self._chunks: list[bytes] = []
        self._packed = 0
        self._loose: list[T] = []
        self._open: OrderedDict[int, Sequence[T]] = OrderedDict()

    def __len__(self) -> int:
        return self._packed + len(self._loose)

    def add(self, record: T) -> None:
        """Take the next record."""
        self._loose.append(record)
        if len(self._loose) >= 2 * MAX_CHUNK:  # the newest stay at hand
            self._put_away(MAX_CHUNK)

    def _put_away(self, count: int) -> None:
        some, self._loose = self._loose[:count], self._loose[count:]
        for packed, data in self._pack(some):
            self._append(packed, data)

    def add_chunk(self, chunk: Chunk) -> None:
        """Take the next records, packed."""
        self._put_away(len(self._loose))
        self._append(chunk.count, chunk.data)

    def _append(self, count: int, data: bytes) -> None:
        self._firsts.append(self._packed + 1)
        self._chunks.append(data)
        self._packed += count

    def restore(self, chunks: Sequence[Chunk], count: int) -> None:
        """Take the first ``count`` records, in chunks of which the last may hold more.

        Raises `ValueError` where they are not all there.
        """
        for chunk in chunks:
            if chunk.first != self._packed + 1:
                break
            if chunk.end > count + 1:
                rest = self._unpack(chunk.first, chunk.value())[: count - self._packed]
                self._loose = list(rest)
                break
            self._append(chunk.count, chunk.data)
        if len(self) != count:
            raise ValueError("some records are missing")

    def get(self, number: int) -> T | None:
        """Return the record with this number, or None if there is none."""
        if not 1 <= number <= len(self):
            return None
        if number > self._packed:
            return self._loose[number - self._packed - 1]
        place = bisect_right(self._firsts, number) - 1
        return self._open_chunk(place)[number - self._firsts[place]]

    def _open_chunk(self, place: int) -> Sequence[T]:
        records = self._open.get(place)
        if records is None:
            data = self._chunks[place]
            records = self._open[place] = self._unpack(self._firsts[place], expanded(data))
            if len(self._open) > OPEN_CHUNKS:
                self._open.popitem(last=False)
        else:
            self._open.move_to_end(place)
        return records

    def packed_from(self, first: int) -> Iterator[tuple[int, Any]]:
        """Yield the JSON of each chunk from that of number ``first`` on, with its first number."""
        if first <= self._packed:
            for place in range(bisect_right(self._firsts, first) - 1, len(self._chunks)):
                yield self._firsts[place], expanded(self._chunks[place])

    def loose_from(self, first: int) -> Iterator[tuple[int, T]]:
        """Yield the records from number ``first`` on that are in no chunk yet, with their
        numbers.
        """
        first = max(first, self._packed + 1)
        return enumerate(self._loose[first - self._packed - 1 :], first)

    def between(self, first: int, last: int) -> Iterator[T]:
        """Return the records from number ``first`` up to ``last``, which is among them."""
        return (self._known(number) for number in range(max(1, first), min(last, len(self)) + 1))

    def _known(self, number: int) -> T:
        record = self.get(number)
        assert record is not None  # noqa: S101 - the number is one of ours
        return record
