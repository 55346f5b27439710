"""What is pressed counts once.

A press is on its way for a moment before it is forgotten in the browser, and a refresh of a
fragment that is sent in that moment takes it along (Streamlit 1.67): the button's callback would
run twice, and one key would place two orders. The press always comes with a run of its own, too.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from streamlit.runtime.scriptrunner import get_script_run_ctx

Given = ParamSpec("Given")


def once(deed: Callable[Given, None]) -> Callable[Given, None]:
    """A callback for what stands on a page outside its fragments, to run with the page only."""

    @wraps(deed)
    def act(*args: Given.args, **kwargs: Given.kwargs) -> None:
        context = get_script_run_ctx()
        if context is None or not context.fragment_ids_this_run:
            deed(*args, **kwargs)

    return act
