"""Parts of files in a store: what they hold, and by how many requests."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import BackendError
from eda_core.domain.stored_files import StoredFile
from eda_core.large_logs import stored_tables
from eda_core.large_logs.stored_tables import BLOCK, ReadAhead
from tests.unit.large_logs.counting_store import CountingStore

MANY = 3 * stored_tables.AHEAD


def store_of(size):
    content = bytes(number * 7 % 251 for number in range(1000)) * (size // 1000 + 1)
    return CountingStore({"log": content[:size]})


@given(
    st.integers(0, 90),
    st.integers(1, 9),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 40)), max_size=12),
)
def test_a_part_is_what_the_file_has_there(size, block, parts):
    store = store_of(size)
    (file,) = store.list_files()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_tables, "BLOCK", block)
        patch.setattr(stored_tables, "KEPT", 3)
        reading = ReadAhead(store)
        for first, count in parts:
            assert reading.read(file, first, count) == store.files["log"][first : first + count]


def test_small_parts_near_each_other_are_one_request():
    store = store_of(9 * BLOCK)
    (file,) = store.list_files()
    reading = ReadAhead(store)
    for place in range(20):
        reading.read(file, 4 * BLOCK + place * 10_000, 100)
    assert store.asked == [("log", 4 * BLOCK, BLOCK)]


def test_the_end_of_a_file_is_one_request_wherever_its_index_begins():
    store = store_of(3 * BLOCK + 5)
    (file,) = store.list_files()
    reading = ReadAhead(store)
    reading.read(file, file.size - 8, 8)
    reading.read(file, file.size - 9_000, 8_992)
    assert store.asked == [("log", 2 * BLOCK + 5, BLOCK)]


def test_what_is_read_from_beginning_to_end_is_read_in_ever_larger_parts():
    store = store_of(MANY * BLOCK)
    (file,) = store.list_files()
    reading = ReadAhead(store)
    for place in range(0, file.size, BLOCK // 4):
        reading.read(file, place, BLOCK // 4)
    assert sum(count for _, _, count in store.asked) == file.size
    assert len(store.asked) <= 8


def test_parts_far_from_each_other_are_read_alone():
    store = store_of(MANY * BLOCK)
    (file,) = store.list_files()
    reading = ReadAhead(store)
    for place in range(1, MANY, 5):
        reading.read(file, place * BLOCK, 100)
    assert {count for _, _, count in store.asked} == {BLOCK}


def test_what_was_read_last_is_kept_and_no_more(monkeypatch):
    monkeypatch.setattr(stored_tables, "KEPT", 2)
    store = store_of(9 * BLOCK)
    (file,) = store.list_files()
    reading = ReadAhead(store)
    for place in (0, 3, 0, 6, 0, 3):
        reading.read(file, place * BLOCK, 1)
    assert [first // BLOCK for _, first, _ in store.asked] == [0, 3, 6, 3]


def test_what_failed_is_asked_for_again():
    store = store_of(10)
    (file,) = store.list_files()
    reading = ReadAhead(store)
    gone = StoredFile("gone", "gone", 10)
    for _ in range(2):
        with pytest.raises(BackendError, match="gone"):
            reading.read(gone, 0, 10)
    assert reading.read(file, 0, 10) == store.files["log"]
    assert len(store.asked) == 3


def test_threads_that_want_the_same_read_it_once():
    store = store_of(40 * BLOCK)
    (file,) = store.list_files()
    reading = ReadAhead(store)
    with ThreadPoolExecutor(8) as threads:
        found = [threads.submit(reading.read, file, 0, file.size) for _ in range(8)]
        assert {each.result() for each in found} == {store.files["log"]}
    assert sum(count for _, _, count in store.asked) == file.size
