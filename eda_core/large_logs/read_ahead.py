"""Files of a store read ahead, so that many small parts near each other are one request.

DuckDB reads a column of a row group at a time, some kilobytes, and each is a request for which S3
takes some 20 ms and a price. What is read here are blocks: the parts of the next columns, and the
end of a file with its whole index, are mostly in a block that is there. Where blocks are read one
after the other, each request takes in as much again as was read without a gap before it.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Final

from eda_core.domain.stored_files import FileStore, StoredFile

BLOCK: Final = 256 * 2**10
"""Bytes of a block. S3 delivers them in some milliseconds, less than it takes to begin."""

AHEAD: Final = 16
"""Blocks at most that are read beyond those asked for: 4 MiB."""

KEPT: Final = 256
"""Blocks that are kept, those asked for last: 64 MiB."""


class ReadAhead:
    """Reads parts of the files of a store; safe to be asked by several threads at once.

    Blocks are counted from the end of a file, where its index is, so that the first is the short
    one. A block that one thread is reading is waited for by the others.
    """

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self._lock = Lock()
        self._blocks: OrderedDict[tuple[str, int], Future[bytes]] = OrderedDict()

    def read(self, file: StoredFile, first: int, count: int) -> bytes:
        """Return bytes of a file as `FileStore.read` does; raises what it raises."""
        end = min(first + count, file.size)
        if end <= first:
            return b""
        shift = -file.size % BLOCK
        places = range((first + shift) // BLOCK, (end - 1 + shift) // BLOCK + 1)
        blocks, missing = self._claimed(file, places)
        for run in missing:
            self._fetch(file, run)
        start = max(0, places[0] * BLOCK - shift)
        found = b"".join(block.result() for block in blocks)
        return found[first - start : end - start]

    def _claimed(
        self, file: StoredFile, places: range
    ) -> tuple[list["Future[bytes]"], list[dict[int, "Future[bytes]"]]]:
        """Return the blocks at these places, and those that this call has to read: each run of
        them, with what is to be read ahead, is one request.
        """
        with self._lock:
            missing = [place for place in places if (file.name, place) not in self._blocks]
            if missing and missing[-1] == places[-1]:
                missing += self._ahead(file, places)
            for place in missing:
                self._blocks[file.name, place] = Future()
            blocks = [self._blocks[file.name, place] for place in places]
            runs = [{at: self._blocks[file.name, at] for at in run} for run in _runs(missing)]
            for place in places:
                self._blocks.move_to_end((file.name, place))
            while len(self._blocks) > max(KEPT, len(places)):
                self._blocks.popitem(last=False)
        return blocks, runs

    def _ahead(self, file: StoredFile, places: range) -> Sequence[int]:
        """Return the places after these that are to be read with them."""
        before = places[0]
        while before and places[0] - before < AHEAD and (file.name, before - 1) in self._blocks:
            before -= 1
        last = (file.size - 1 + -file.size % BLOCK) // BLOCK
        ahead: list[int] = []
        for place in range(places[-1] + 1, min(last, places[-1] + places[0] - before) + 1):
            if (file.name, place) in self._blocks:
                break
            ahead.append(place)
        return ahead

    def _fetch(self, file: StoredFile, run: dict[int, "Future[bytes]"]) -> None:
        """Read a run of blocks by one request; what fails is kept for nobody who asks later."""
        shift = -file.size % BLOCK
        starts = {place: max(0, place * BLOCK - shift) for place in run}
        begin, end = min(starts.values()), min((max(run) + 1) * BLOCK - shift, file.size)
        try:
            found = self._store.read(file, begin, end - begin)
        except BaseException as failure:  # whoever waits for a block must hear of any
            with self._lock:
                for place in run:
                    self._blocks.pop((file.name, place), None)
            for block in run.values():
                block.set_exception(failure)
            raise
        for place, block in run.items():
            block.set_result(found[starts[place] - begin : (place + 1) * BLOCK - shift - begin])


def _runs(places: Sequence[int]) -> Iterator[Sequence[int]]:
    """Return places in rising order in runs without a gap."""
    begin = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or places[at] != places[at - 1] + 1:
            if places:
                yield places[begin:at]
            begin = at
