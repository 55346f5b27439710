"""What comes before and after a submission: a yes where it costs, a sentence where it fails.

On a real account the first one of a session is held until somebody says yes. Refusals of AWS come
while a button is being served, where no part of the page could show them, so they are kept.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from eda_core.app.bootstrap import Connection
from eda_core.domain.orders import COSTS
from eda_core.domain.settings import Settings
from pages.components.kit.action import Action
from pages.components.kit.memo import Memo

QUESTION: Final = f"{COSTS} You are asked once in this session."

SUBMIT: Final = Action("submission")
_AGREED: Final = Memo[Settings]("submission.agreed")


def attempt(
    connection: Connection,
    submit: Callable[..., None],
    *arguments: Any,
    action: Action = SUBMIT,
) -> None:
    """Submit, or ask first; for use in `once` by whatever submits outside a fragment.

    ``action`` is where the question and the answer are shown.
    """
    act = partial(submit, connection, *arguments)
    if connection.backend.capabilities.costs and _AGREED.of() != connection.settings:
        action.ask(QUESTION, "Submit", partial(_agree, connection, action, act), warns=True)
    else:
        action.run(act)


def _agree(connection: Connection, action: Action, act: Callable[[], None]) -> None:
    _AGREED.keep(connection.settings)
    action.run(act)
