"""The garbage collector leaves out what lives long, and finds it when it lives no longer."""

import asyncio
import gc
import weakref

import pytest

from eda_core.doors.event_loop import freeze, freeze_again


class Node:
    """Something in a circle: it is found by the collector alone."""

    def __init__(self):
        self.itself = self


@pytest.fixture(autouse=True)
def thawed():
    yield
    gc.unfreeze()


def test_what_lives_is_frozen():
    freeze()
    assert gc.get_freeze_count() > 0


def test_what_was_frozen_and_left_is_found():
    node = Node()
    freeze()
    seen = weakref.ref(node)
    del node
    gc.collect()
    assert seen() is not None
    freeze()
    assert seen() is None


def test_it_is_done_again_while_pages_are_run_and_no_longer_after_the_last():
    counts = asyncio.run(freeze_counts())
    assert counts == [True, False]


async def freeze_counts():
    """Whether it was done after a run of a page, and after none."""
    task, counts = asyncio.create_task(freeze_again(0)), []
    for runs in (1, 0):
        gc.unfreeze()
        for _ in range(runs):
            gc.collect()
        for _ in range(3):
            await asyncio.sleep(0)
        counts.append(gc.get_freeze_count() > 0)
    task.cancel()
    return counts
