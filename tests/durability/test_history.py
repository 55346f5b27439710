"""The history of a world is a promise: one seed and one script of calls, one log, byte for byte.

A world that is made quicker must not become another one, and a room of an earlier version must go
on as it would have. The digests, and the room, were made by version c7301cd.
"""

import gzip
from pathlib import Path

import pytest

from tests.durability.golden import digest, played
from tests.news import all_news

ROOM_OF_C7301CD = Path(__file__).with_name("c7301cd.room.gz")
"""Left as by `kill -9` in slow motion: a checkpoint, and every kind of command after it."""

DIGESTS = (
    "c0dcde412ed8c4a790aa68a16067b1528fb1ca8fcd16822841d4decce8102686",
    "5e1e59d2935a3b0b4b30c6513605d0c7efeb8906bc15dfa192bb02d0b0796bbe",
    "8afa5309b031d52b981f948139cfe8187519b5c60752a4db2182d9849c732cc7",
    "5c890dad727b1c2d74ee0be005223deaf205a8b5f55c86d1c167f92f044550b3",
    "eec3f12bbf7b785cbfa70a599d95814518b93984e1ab423bb8262a19e4e9fcf3",
    "76559710251f75d94acc88926cb14d7245ce85f01d0bff0c72591caefbb99155",
    "c6af17846b6f4f7e5dba32d8e2e0ee7fab1dc959dfd2449807ad141a4a3ef9e5",
    "e8230434975893f373ceb421ad103938edbb4d1178850e279136f995cd3cfb52",
    "5b52a1eb0e294ecf5ca5607ca01ce1fa651a25ca14fd5794d0ccfd91ecc4add0",
    "9841d9344fbd1ff550458adf173d9b8ef4e5635f7241701b1c5cb700b3f22be8",
    "20e8b3ef1e2a41b28d0c1d6bb3f9801e06ffb0323e98b4a6a655a5bba156e90a",
    "d0724cfb4ab14406d1d02cf4fc091142b2d16dbe3b6d90edecf5de25abf8a3e7",
)
"""By seed; with 0, nothing goes wrong."""


@pytest.mark.parametrize("seed", range(len(DIGESTS)))
def test_a_seed_gives_the_history_it_always_gave(seed):
    assert digest(played(seed)) == DIGESTS[seed]


@pytest.fixture
def old(rooms):
    rooms.folder.mkdir()
    rooms.path().write_bytes(gzip.decompress(ROOM_OF_C7301CD.read_bytes()))
    rooms.now_ms += 2_400
    return rooms.open(seed=1)


def test_a_room_of_an_earlier_version_opens_as_it_was_left(old):
    assert (old.notice, old.state().warning, old.state().orders) == ("", "", 60)
    assert (old.world.scheduler.executed, old.world.scheduler.now_ms) == (310, 1_769_860_802_183)
    assert all_news(old.backend()).instant.time.paused


def test_a_room_of_an_earlier_version_goes_on_as_it_would_have(old):
    old.advance(None)
    expected = "56e1035af306369d78f73670e5d2a3e6b4da1571c77f2be34558f17fd948969f"
    assert digest(old.world) == expected


def test_a_room_of_an_earlier_version_is_written_and_opened_again(old, rooms):
    old.advance(None)
    expected = digest(old.world)
    old.close()
    assert digest(rooms.open().world) == expected
