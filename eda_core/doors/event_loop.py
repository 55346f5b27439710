"""What the event loop of the server does beside answering.

It says whether the browser has been sent what a run of the page made. Streamlit sends a run's
elements from its event loop, in rounds of 5 ms. A refresh that waits for the run to end begins
before the last of these rounds, and whatever elements of the refreshed fragment are not sent by
then are dropped (``ForwardMsgQueue.clear``, Streamlit 1.67): the run is reported as finished all
the same, so the browser takes away what it did not get and shows an empty place until the refresh
has brought it. A page that ends its run with the wait here loses nothing.

And it keeps what lives long out of the garbage collector's rounds. Each of Python's full rounds
goes through all modules and all that every session holds, while nobody is answered, and that grows
with the viewers. (Streamlit's own round after every run is switched off in
``.streamlit/config.toml``.) What is frozen is left out; what has become garbage meanwhile is found
by thawing it first.
"""

import asyncio
import gc
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from typing import Final

ROUNDS: Final = 3
ROUND_SECONDS: Final = 0.01
"""Twice what Streamlit waits between two rounds (``MESSAGE_FLUSH_INTERVAL_SECS``)."""
PATIENCE_SECONDS: Final = 2.0
"""A server that is this busy refreshes late anyway, and the wait must not be what holds it up."""


class Sending:
    """The event loop that sends, once the server has one; tests of pages have none."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self) -> None:
        """Note the loop that runs now as the one that sends."""
        self._loop = asyncio.get_running_loop()

    def wait(self) -> None:
        """Return once the loop has had its rounds, counted by the loop itself, however busy."""
        if self._loop is None:
            return
        rounds = asyncio.run_coroutine_threadsafe(_rounds(), self._loop)
        with suppress(TookTooLong, RuntimeError):
            rounds.result(PATIENCE_SECONDS)


async def _rounds() -> None:
    for _ in range(ROUNDS):
        await asyncio.sleep(ROUND_SECONDS)


SENDING: Final = Sending()
"""Of this process: it runs one server."""


PAUSE_SECONDS: Final = 60.0
"""One round over everything takes about a tenth of a second: of 30 viewers' refreshes in this time
less than a hundredth.
"""


def freeze() -> None:
    """Collect all that is garbage by now, and leave the rest out of the rounds to come."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def freeze_again(pause_seconds: float = PAUSE_SECONDS) -> None:
    """Freeze what sessions have come to hold, again and again while pages are run.

    A server that nobody looks at runs nothing, and is left alone.
    """
    rounds = 0
    while True:
        await asyncio.sleep(pause_seconds)
        if _full_rounds() != rounds:
            freeze()
            rounds = _full_rounds()


def _full_rounds() -> int:
    rounds: int = gc.get_stats()[-1]["collections"]
    return rounds
