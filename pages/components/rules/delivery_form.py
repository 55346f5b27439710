"""How the chosen subscriber delivers, to be changed: order, batch, retries, and what a target gets.

The inputs show how it delivers, until somebody types; a change that comes from elsewhere is shown.
"""

from dataclasses import fields as fields_of
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.bus_state import CustomBusState, SubscriberControl
from eda_core.presentation.rules.delivery_settings import (
    INVOCATIONS,
    MOST_EVENTS,
    ORDERINGS,
    SHAPES,
    UNPACKS,
    UNPACKS_HELP,
    DeliverySettings,
    changed_answer,
    is_function,
    made_again_question,
    properties_changed,
    settings_of,
    to_know,
)
from eda_core.presentation.wording import sentence_as_markdown
from eda_core.stack import Stack, Subscriber
from eda_core.stack.subscribers import Transformer
from pages.components.kit import fields
from pages.components.kit.action import Action
from pages.components.kit.param import Param

_CHANGE: Final = Action("subscribers.delivery")
_OF: Final = Param[Any]("subscribers.delivery-of", None)
"""Whose inputs these are, and how it delivered when they were filled in."""

_TYPED: Final = {
    "ordering": Param("subscribers.ordering", ORDERINGS[0]),
    "invocation": Param("subscribers.invocation", INVOCATIONS[0]),
    "batch_size": Param("subscribers.batch", 1),
    "window_s": Param("subscribers.window", 0),
    "retries": Param("subscribers.retries", 5),
    "age_s": Param("subscribers.age", 300),
    "shape": Param("subscribers.shape", SHAPES[0]),
    "expression": Param("subscribers.expression", ""),
}
_UNPACKS: Final = Param("subscribers.unpacks", usual=False)


def show(connection: Connection, subscriber: Subscriber, bus: CustomBusState) -> None:
    """Show how to change it, folded."""
    fold = fields.fold("Change how it delivers", "subscribers.delivery")
    if not fold.open or connection.backend.subscribers is None:
        return
    control, stack = connection.backend.subscribers, connection.model.stack
    _fill_in(subscriber)
    with fold:
        if _CHANGE.show_question():
            return
        _show_inputs(subscriber)
        if is_function(subscriber):
            _show_unpacking(control, stack)
        for words in to_know(subscriber, _wanted(), stack):
            st.caption(sentence_as_markdown(words))
        change = partial(_change, control, subscriber, bus)
        is_same = not properties_changed(subscriber, _wanted())
        st.button(
            "Change", key="subscribers.put", disabled=is_same, type="primary", on_click=change
        )
        _CHANGE.show_answer()


def forget() -> None:
    """Forget what was asked and answered: another subscriber is chosen."""
    _CHANGE.drop()
    _CHANGE.answer(None)
    _OF.reset()


def _fill_in(subscriber: Subscriber) -> None:
    settings = settings_of(subscriber)
    if _OF.get() != (subscriber.name, settings):
        _OF.put((subscriber.name, settings))
        for name, param in _TYPED.items():
            param.put(getattr(settings, name))


def _wanted() -> DeliverySettings:
    return DeliverySettings(
        **{each.name: _TYPED[each.name].get() for each in fields_of(DeliverySettings)}
    )


def _show_inputs(subscriber: Subscriber) -> None:
    shown: dict[str, Any] = {"label_visibility": "visible"}
    with st.container(horizontal=True, key="delivery-order"):
        fields.segments(_TYPED["ordering"], "Order", ORDERINGS, **shown)
        if is_function(subscriber):
            fields.segments(_TYPED["invocation"], "The function is called by", INVOCATIONS, **shown)
    with st.container(horizontal=True, key="delivery-numbers"):
        if is_function(subscriber):
            _number("batch_size", "Events of a batch", 1, MOST_EVENTS)
            _number("window_s", "Window, seconds", 0, 300)
        _number("retries", "Retries", 0, 185)
        _number("age_s", "Age at most, seconds", 60, 86_400)
    if is_function(subscriber):
        shape = fields.segments(_TYPED["shape"], "What the target gets", SHAPES, **shown)
        if shape == Transformer.JSONATA:
            fields.area(_TYPED["expression"], "Expression, for each event", height=70)


def _number(name: str, label: str, least: int, most: int) -> None:
    fields.number(_TYPED[name], label, min_value=least, max_value=most, width=138)


def _show_unpacking(control: SubscriberControl, stack: Stack) -> None:
    _UNPACKS.put(stack.unpacks)
    fields.switch(_UNPACKS, UNPACKS, then=partial(_set_unpacking, control), help=UNPACKS_HELP)


def _set_unpacking(control: SubscriberControl) -> None:
    control.set_unpacking(_UNPACKS.get())


def _change(control: SubscriberControl, subscriber: Subscriber, bus: CustomBusState) -> None:
    """Change it; where it is to be made again, ask before."""
    name, given = subscriber.name, properties_changed(subscriber, _wanted())
    again = "Type" in given
    update = partial(control.update, name, given)
    change = partial(_CHANGE.run, update, changed_answer(name, again=again))
    if again:
        words = made_again_question(name, given["Type"], bus.of(name))
        _CHANGE.ask(words, "Make it again", change)
    else:
        change()
