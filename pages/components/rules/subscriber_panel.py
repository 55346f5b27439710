"""The subscribers of a custom bus: the list, the chosen one, and what can be done with it."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.bus_state import CustomBusState, SubscriberControl, SubscriberState
from eda_core.ports import StackEditor
from eda_core.presentation.live.submission import Answer
from eda_core.presentation.rules.event_matrix import log_warning, rule_form
from eda_core.presentation.rules.subscriber_detail import (
    FROM_OLDEST,
    FROM_TIME,
    REPLAY_STARTS,
    RESUME_WORDS,
    THEN,
    THEN_LIVE,
    WORKS_AGAIN,
    paused_answer,
    replay_name,
    replayed_answer,
    resumed_answer,
    subscriber_detail,
)
from eda_core.presentation.rules.subscriber_list import (
    newest_delivered,
    subscriber_list,
    unplaced_list,
)
from eda_core.presentation.wording import as_markdown, clock_time
from eda_core.read_model import Reading
from eda_core.read_model.event_search import EventFilter
from pages.components.kit import assets, fields
from pages.components.kit.action import Action
from pages.components.kit.param import Param
from pages.components.rules import delivery_form
from pages.components.rules import session as rules_session

NEWEST_EVENTS: Final = 30
"""Events of which it is looked whether a subscriber's log tells of them: as many as in the grid."""

NOT_PLACED: Final = (
    "Where its subscribers are is known of a bus that runs here, and not of this world."
)
AS_DEPLOYED: Final = (
    "These are the subscribers of the demo, as they are deployed; the preflight on the Connection "
    "page looks whether the stack still has them, and whether one is stopped. Where each is on the "
    "bus, and what is still to come to it, no call of AWS tells. What its log says of a delivery "
    "is known; the rest is inferred from its filter."
)

AS_OF: Final = (
    "As of {clock}, worked out from the log and the delivery records. How many repeats the bus had "
    "dropped by then is known only for now. Pausing, going on and replaying is done live."
)
AS_RECORDED: Final = (
    "Worked out from the log and the delivery records of the recording; how many repeats the bus "
    "had dropped it does not tell."
)

_CHANGE: Final = Action("subscribers.change")
_SKIP: Final = Param("subscribers.skip", usual=False)
_FROM: Final = Param("subscribers.from", FROM_OLDEST)
_MINUTES: Final = Param("subscribers.minutes", 10)
_THEN: Final = Param("subscribers.then", THEN_LIVE)


@dataclass(frozen=True, slots=True)
class ShownBus:
    """What a page looks at: a log as it is or was at ``now_ms`` (epoch milliseconds), and how the
    bus stood then, where that is known. ``live`` says that it is as it is.
    """

    reading: Reading
    now_ms: int
    live: bool
    bus: CustomBusState | None


def show_list(connection: Connection, look: ShownBus) -> None:
    """Show the subscribers, each with its place on the bus where that is known."""
    bus, stack = look.bus, look.reading.stack
    name = rules_session.CHOSEN_RULE.get()
    if bus is None:
        data = unplaced_list(stack, _newest_delivered(look.reading), name)
    else:
        data = subscriber_list(stack, bus, name)
    choose = partial(_choose, look)
    assets.mount("subscribers", data, key="subscribers.list", on_pick=choose)
    for words in (_how_known(connection, look), log_warning(stack)):
        if words:
            st.caption(words)


def _how_known(connection: Connection, look: ShownBus) -> str:
    """Return how the places are known, where the bus itself does not tell them."""
    if look.bus is None:
        return NOT_PLACED if connection.backend.feed is None else AS_DEPLOYED
    if look.bus.repeats is not None:
        return ""
    is_recorded = connection.model.instant.bus is None
    return AS_RECORDED if is_recorded else AS_OF.format(clock=clock_time(look.now_ms)[:8])


def _newest_delivered(reading: Reading) -> dict[str, int]:
    """Return what is reported of the newest events, where no bus tells its subscribers' places."""
    judged = reading.grid(EventFilter(None), NEWEST_EVENTS)
    deliveries = reading.ask(
        lambda tables: {r.event.id: tables.deliveries.of_event(r) for r in judged.records}
    )
    return newest_delivered(judged, deliveries)


def show_chosen(connection: Connection, look: ShownBus) -> None:
    """Show the chosen subscriber; under it what can be done with it now."""
    control, editor = connection.backend.subscribers, connection.backend.editor
    bus, name = look.bus, rules_session.CHOSEN_RULE.get()
    data = subscriber_detail(look.reading.stack, bus, name, look.now_ms)
    assets.mount("subscriber", data, key="subscribers.chosen")
    if bus is None or control is None or editor is None or not look.live:
        return
    state = bus.of(name)
    if state is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="subscriber-state"):
            _show_actions(control, state)
        _show_replay(connection, control, name)
        subscriber = next(each for each in look.reading.stack.subscribers if each.name == name)
        delivery_form.show(connection, subscriber, bus)
    with st.container(horizontal=True, vertical_alignment="center", key="rule-actions"):
        if not _CHANGE.show_question():
            _show_changes(editor, state)
    _CHANGE.show_answer()


def _choose(look: ShownBus, picked: Any) -> None:
    rule = rule_form(look.reading.stack, str(picked or ""))
    _CHANGE.drop()
    _CHANGE.answer(None)
    delivery_form.forget()
    if rule is not None:
        rules_session.choose_rule(rule)


def _show_actions(control: SubscriberControl, state: SubscriberState) -> None:
    """Show how to pause it, or to let it go on: from where it stopped, or from the newest."""
    if state.running:
        pause = partial(_pause, control, state.name)
        icon = ":material/pause:"
        st.button("Pause", icon=icon, key="subscribers.pause", on_click=pause)
        return
    words = RESUME_WORDS.__getitem__
    fields.segments(_SKIP, "From where", tuple(RESUME_WORDS), format_func=words)
    resume = partial(_resume, control, state.name)
    icon = ":material/play_arrow:"
    st.button("Resume", icon=icon, key="subscribers.resume", type="primary", on_click=resume)


def _show_changes(editor: StackEditor, state: SubscriberState | None) -> None:
    if state is not None:
        delete = partial(_delete, editor, state.name)
        ask = partial(_CHANGE.ask, f"Delete {state.name}?", "Delete", delete)
        st.button("Delete …", icon=":material/delete:", key="subscribers.delete", on_click=ask)
    restore = partial(_restore, editor)
    ask = partial(_CHANGE.ask, _RESTORE_ALL, "Restore", restore)
    icon, label = ":material/restart_alt:", "Restore the demo's …"
    st.button(label, icon=icon, key="subscribers.restore", on_click=ask)


_RESTORE_ALL: Final = "Replace all subscribers by the four of the demo?"


def _show_replay(connection: Connection, control: SubscriberControl, like: str) -> None:
    """Show how to make a subscriber that begins in the past, like the chosen one."""
    name = replay_name(like, connection.model.stack)
    with st.container(horizontal=True, vertical_alignment="center", key="subscriber-replay"):
        fields.segments(_FROM, "Replay from", tuple(REPLAY_STARTS))
        if _FROM.get() == FROM_TIME:
            hidden = {"label_visibility": "collapsed", "width": 110}
            fields.number(_MINUTES, "Minutes ago", min_value=1, max_value=1440, **hidden)
        fields.segments(_THEN, "And then", tuple(THEN))
        make = partial(_replay, connection, control, like, name)
        icon = ":material/fast_rewind:"
        st.button("Replay", icon=icon, key="subscribers.replay", on_click=make)
    st.caption(WORKS_AGAIN.format(name=as_markdown(name)))


def _pause(control: SubscriberControl, name: str) -> None:
    def pause() -> None:
        _CHANGE.answer(Answer(True, paused_answer(name, control.set_running(name, False))))

    _CHANGE.run(pause)


def _resume(control: SubscriberControl, name: str) -> None:
    """Let it go on; another may have done so since it was drawn, and events have come since."""
    skip = _SKIP.get()

    def resume() -> None:
        skipped = control.set_running(name, True, skip=skip)
        _CHANGE.answer(Answer(True, resumed_answer(name, skipped, skip=skip)))

    if _CHANGE.run(resume):
        _SKIP.reset()


def _replay(connection: Connection, control: SubscriberControl, like: str, name: str) -> None:
    minutes = _MINUTES.get() if _FROM.get() == FROM_TIME else None
    from_ms = None if minutes is None else connection.now_ms() - 60_000 * minutes
    make = partial(control.replay, like, name, from_ms, live=_THEN.get() == THEN_LIVE)
    if _CHANGE.run(make, replayed_answer(name)):
        rules_session.note_rule(name)


def _delete(editor: StackEditor, name: str) -> None:
    _CHANGE.run(partial(editor.delete_rule, name), f"{name} is deleted; its past stays.")


def _restore(editor: StackEditor) -> None:
    done = "The demo's subscribers are back, for events from now on."
    _CHANGE.run(editor.restore_rules, done)
