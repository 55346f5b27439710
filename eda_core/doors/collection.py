"""What lives long is kept out of the garbage collector's rounds.

Streamlit collects after every run of a script or fragment (``ScriptRunner``, 1.67), through all
modules and all that every session holds. That costs more than the run itself, and grows with the
viewers. What is frozen is left out; what has become garbage meanwhile is found by thawing it first.
"""

import asyncio
import gc
from typing import Final

PAUSE_SECONDS: Final = 20.0
"""One round over everything takes about a tenth of a second, in which nobody is answered."""


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
