"""What a press does is done whole: nothing that comes meanwhile ends it.

Streamlit (1.67) ends a run for the next request wherever the run looks into its state or writes to
the browser, in a callback as well: a press that came a moment after another one ended what that one
was doing, and it was done by half or not at all. The request comes as an exception, once. So it is
held until the press is served, and raised then: the run that was asked for begins.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

T = TypeVar("T")

HELD: Final = ContextVar[list[BaseException] | None]("whole.held", default=None)
"""The requests that came while something is done whole; where it is looked often, `touch` is asked
only then.
"""


@contextmanager
def whole() -> Iterator[None]:
    """Heed what comes meanwhile at the end of what is done inside; of several requests the newest,
    which tells all that the ones before do but for their presses.
    """
    if HELD.get() is not None:
        yield
        return
    held: list[BaseException] = []
    token = HELD.set(held)
    try:
        yield
    finally:
        HELD.reset(token)
    if held:
        raise held[-1]


def touch(look: Callable[..., T], *arguments: Any) -> T:
    """Return what a look into Streamlit's state returns, or a change of it that may be made twice.

    A second request in the same look is the wish to end for good, which Streamlit repeats.
    """
    held = HELD.get()
    if held is None:
        return look(*arguments)
    try:
        return look(*arguments)
    except Exception:
        raise
    except BaseException as request:  # noqa: BLE001 - Streamlit keeps their class to itself
        held.append(request)
        return look(*arguments)
