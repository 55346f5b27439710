"""What lives long is kept out of the garbage collector's rounds.

Each of Python's full rounds goes through all modules and all that every session holds, while nobody
is answered, and that grows with the viewers. (Streamlit's own round after every run is switched off
in ``.streamlit/config.toml``.) What is frozen is left out; what has become garbage meanwhile is
found by thawing it first.
"""

import asyncio
import gc
from typing import Final

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
