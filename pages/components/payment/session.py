"""What a browser session holds on the Payment service page: whose path, which state, a draft."""

from typing import Final

from eda_core.app.bootstrap import Connection
from eda_core.domain.orders import OrderId
from eda_core.presentation.payment.definition_editor import definition_text
from eda_core.presentation.payment.trial_run import FIRST_INPUT
from pages.components.frame import session
from pages.components.kit.draft import Draft
from pages.components.kit.param import Param, tell_address

ALL: Final = ""
"""What stands for all orders among the labels of orders."""

WHY, STATE, DEFINITION, RUN = "Why", "State", "Definition", "Run"
EXECUTIONS: Final = "Executions"
PANELS: Final = (WHY, STATE, DEFINITION, RUN)
"""What may be looked at in any world; a log of executions adds one."""

_IN_LINK: Final = {each.lower(): each for each in (*PANELS, EXECUTIONS)}


def _panel_from(text: str) -> str:
    return _IN_LINK.get(text, WHY)


ORDER: Final = Param("payment.order", ALL)
PANEL: Final = Param("payment.panel", WHY, "panel", _panel_from, str.lower)
DRAFT: Final = Draft("payment.draft")
"""The definition that is edited; it begins with the one in force."""

_LONGEST_NAME: Final = 80
"""Characters of the name of a state (AWS: *State machine structure*)."""

CHOSEN_STATE: Final = Param("payment.state", "", "state", lambda text: text[:_LONGEST_NAME])
"""The name of a state, or nothing; the definition may not have it any more."""

RUN_INPUT: Final = Draft("payment.run.input", FIRST_INPUT)
RUN_MOCKS: Final = Draft("payment.run.mocks")
"""The input of a trial and its mocks, as they were typed."""

RUN_CASE: Final = Param("payment.run.case", "")
_ALL: Final = Param("payment.all", False, "path", lambda text: text == "all", lambda _: "all")


def begin(connection: Connection) -> None:
    """Show the order chosen on any page, and let an untouched draft follow what is in force."""
    tell_address(PANEL, CHOSEN_STATE, _ALL)
    ORDER.put(shown_label())
    DRAFT.follow(definition_text(connection.model.stack.machine))


def shown_label() -> str:
    """Return the label of the order whose path is shown; nothing for all orders."""
    return ALL if _ALL.get() else session.chosen_label()


def shown_order() -> OrderId | None:
    """Return the order whose path is shown, or None for all orders."""
    return None if _ALL.get() else session.chosen_order()


def choose_order() -> None:
    """Take over what was chosen in the list of orders."""
    _ALL.put(ORDER.get() == ALL)
    session.choose_order(ORDER.get())


def choose_state(name: str) -> None:
    """Choose a state and show it close up."""
    if name:
        CHOSEN_STATE.put(name)
        PANEL.put(STATE)
