"""The Payment service page: which order is shown, and one state of it close up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from eda_core.asl import StateMachine
from eda_core.domain.durations import duration_text
from eda_core.domain.orders import label_of
from eda_core.presentation.graph.order_path import PathProgress, progress_along
from eda_core.presentation.order.looks import FATE_LOOKS, OUTCOME_LOOKS
from eda_core.presentation.payment.definition_editor import state_definition
from eda_core.presentation.wording import amount_text, clock_time, count_text
from eda_core.read_model.execution_paths import PathTaken
from eda_core.read_model.order_query import OrderQuery
from eda_core.read_model.order_status import OrderVerdict
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.state_traffic import Traffic
from eda_core.read_model.stays import Stay
from eda_core.read_model.tables import Tables

CHOOSE_AN_ORDER: Final = "Choose an order to see what came in and went out."
NOT_HERE: Final = "This order did not come here."
MAX_TEXT: Final = 20_000
"""Characters of an input or output that are shown; Step Functions allows 262,144 bytes."""


def order_words(tables: Tables, count: int, now_ms: int) -> dict[str, str]:
    """Return what each of the newest orders is called in a list, by its label, newest first."""
    newest = tables.index.find(OrderQuery(size=count), now_ms).rows
    return {label_of(verdict.row.order): _words(verdict) for verdict in newest}


def _words(verdict: OrderVerdict) -> str:
    look = FATE_LOOKS[verdict.fate]
    order, amount = label_of(verdict.row.order), amount_text(verdict.row.amount)
    return f"{order} · {amount} · {look.glyph} {look.word.lower()}"


def traffic_note(traffic: Traffic, *, of_all: bool = True) -> str:
    """Return how many orders the counts are of, and what is special about them.

    Where they are not ``of_all``, they are of the newest.
    """
    newest = "" if of_all else "of the newest, "
    parts = [f"{newest}{_orders(traffic.orders)} ran this definition"]
    if traffic.under_way:
        parts.append(f"{count_text(traffic.under_way)} under way")
    if traffic.not_arrived:
        parts.append(f"{count_text(traffic.not_arrived)} not arrived")
    if traffic.contradicted:
        parts.append(f"{count_text(traffic.contradicted)} paid otherwise than it says")
    if traffic.uncounted:
        parts.append(f"{count_text(traffic.uncounted)} still to be counted")
    return " · ".join(parts)


def _orders(count: int) -> str:
    return f"{count_text(count)} order{'s' if count != 1 else ''}"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the page looks at: one order or all of them, and the definition that goes with it.

    ``machine`` is that of the order's time, without an order the one in force. ``progress`` is
    None where all orders are shown.
    """

    machine: StateMachine
    view: OrderView | None
    progress: PathProgress | None

    @property
    def label(self) -> str:
        """The label of the order, empty for all orders."""
        return "" if self.view is None else label_of(self.view.row.order)

    @property
    def tone(self) -> str:
        """The tone of what became of the order."""
        if self.progress is not None and self.progress.failed:
            return "stuck"
        return "none" if self.view is None else OUTCOME_LOOKS[self.view.row.outcome].tone

    @property
    def cause(self) -> str:
        """Error and cause of an execution that failed, else empty."""
        path = None if self.view is None else self.view.path
        return "" if path is None else ": ".join(filter(None, (path.error, path.cause)))


def scene(in_force: StateMachine, view: OrderView | None, now_ms: int) -> Scene:
    """Return the scene of this order, or of all orders, at ``now_ms``, epoch milliseconds."""
    if view is None or view.path is None:
        return Scene(in_force, view, None if view is None else PathProgress())
    reached = progress_along(view.path, now_ms)
    machine = view.path.machine or in_force
    return Scene(machine, replace(view, path=_so_far(view.path, reached)), reached)


def _so_far(path: PathTaken, reached: PathProgress) -> PathTaken:
    """Return a path as far as it has come: a prediction knows more than has happened."""
    if reached.status is None:
        return path
    states = tuple(stay.state for stay in reached.stays)
    asked = {choice.state_name for choice in path.choices}
    count = sum(state in asked for state in states)
    return replace(path, states=states, status=reached.status, choices=path.choices[:count])


@dataclass(frozen=True, slots=True)
class StateCard:
    """One state close up: what it is, what came in and what went out, and how it is defined.

    ``caption`` says in words how the stay went; the texts are JSON, empty where there is none.
    """

    title: str
    caption: str
    input: str = ""
    output: str = ""
    definition: str = ""


def stays_in(progress: PathProgress | None, name: str) -> Sequence[Stay]:
    """Return the stays of an execution in one state, in order."""
    return [stay for stay in progress.stays if stay.state == name] if progress else ()


def state_card(scene: Scene, name: str, at: int = 0) -> StateCard:
    """Return a state close up: the stay numbered ``at`` from 0, or the last if there are fewer.

    The machine of the scene must have the state.
    """
    progress = scene.progress
    title = f"{name} · {scene.machine.every_state[name].kind}"
    found = state_definition(scene.machine.definition, name)
    definition = pretty(json.dumps(found, ensure_ascii=False))
    if progress is None:
        return StateCard(title, CHOOSE_AN_ORDER, definition=definition)
    stays = stays_in(progress, name)
    if not stays:
        return StateCard(title, NOT_HERE, definition=definition)
    stay = stays[min(at, len(stays) - 1)]
    failed = progress.failed == name and scene.cause
    fate = f"Failed with {scene.cause}" if failed else _stay_words(stay)
    if progress.is_unseen:
        fate = "It would come here with this input: no execution has been seen yet."
    return StateCard(title, fate, pretty(stay.input), pretty(stay.output), definition)


def _stay_words(stay: Stay) -> str:
    entered = f"Entered at {clock_time(stay.entered_ms)} UTC"
    if stay.exited_ms is None:
        return f"{entered}, not left."
    if stay.exited_ms == stay.entered_ms:
        return f"{entered}, left at once."
    return f"{entered}, left after {duration_text(stay.exited_ms - stay.entered_ms)}."


def pretty(text: str) -> str:
    """JSON text indented and cut to what can be read; text that is no JSON as it came."""
    try:
        shown = json.dumps(json.loads(text), indent=2, ensure_ascii=False) if text else ""
    except (ValueError, RecursionError):
        shown = text
    if len(shown) <= MAX_TEXT:
        return shown
    return f"{shown[:MAX_TEXT]}\n… and {count_text(len(shown) - MAX_TEXT)} characters more"
