from random import Random
from uuid import RFC_4122, UUID

from eda_core.simulator.chance import Ids, Latency


def test_ids_are_version_4_uuids():
    ids = Ids(1)
    uuid = UUID(ids.uuid())
    assert (uuid.version, uuid.variant) == (4, RFC_4122)


def test_one_seed_gives_the_same_ids():
    assert [Ids(7).uuid() for _ in range(3)] == [Ids(7).uuid() for _ in range(3)]


def test_ids_differ_by_seed_and_by_draw():
    one, other = Ids(1), Ids(2)
    assert len({one.uuid(), one.uuid(), other.uuid(), other.uuid()}) == 4


def test_a_latency_lies_between_its_bounds():
    random = Random(1)
    delays = {Latency(30, 50).draw(random) for _ in range(500)}
    assert min(delays) >= 30
    assert max(delays) < 80


def test_a_latency_without_jitter_is_always_the_same():
    assert Latency(5).draw(Random(1)) == 5
