"""The pattern playground: a pattern and an event to write in, and what comes of the two."""

from functools import partial
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.ask_aws import ask_match
from eda_core.presentation.rules.pattern_playground import (
    EVENT_CHOICES,
    PASTED,
    EventText,
    ReadPattern,
    editor,
    event_to_try,
    our_match,
    read_pattern,
    taken_list,
    try_out,
)
from eda_core.read_model.event_search import EventFilter, Taken
from pages.components.frame import privacy
from pages.components.kit import ask_aws, assets, fields
from pages.components.log import event_feed
from pages.components.rules import panel as rule_panel
from pages.components.rules import session as rules_session

ASK_HINT: Final = (
    "Sends this pattern and this event to TestEventPattern. Nothing is put on a bus, and it "
    "costs nothing."
)
TAKEN_HEIGHT: Final = 138
_EVERYTHING: Final = EventFilter()


def show(connection: Connection) -> None:
    """Show the playground; the pattern and the event are those of this session."""
    read = read_pattern(rules_session.PATTERN.text)
    taken = None if read.query is None else connection.model.taken_by(read.query)
    pattern, event = st.columns([8, 10])
    with pattern:
        st.markdown("##### Pattern playground")
        _show_pattern(read)
    with event:
        chosen = _show_event(connection, read, taken)
    rule_panel.show_form(connection)
    _show_verdict(read, chosen)
    if chosen.text:
        asked = partial(
            ask_match, pattern=read.text, event=chosen.text, ours=our_match(read, chosen)
        )
        ask_aws.show(connection, "rules.ask", (read.text, chosen.text), asked, ASK_HINT)
    sequence = rules_session.CHOSEN_EVENT.get()
    data = taken_list(read, taken, "" if sequence is None else str(sequence))
    data |= {"height": TAKEN_HEIGHT, "stream": read.text}
    event_feed.show(data, key="rules.taken", on_pick=_choose_event)


def _show_pattern(read: ReadPattern) -> None:
    data = editor("Pattern", read.text, str(rules_session.PATTERN.revision), read.problem)
    assets.mount("json_editor", data, key="rules.editor", on_pick=_write_pattern)


def _write_pattern() -> None:
    rules_session.PATTERN.write(str(assets.picked("rules.editor") or ""))


def _show_event(connection: Connection, read: ReadPattern, taken: Taken | None) -> EventText:
    choice = fields.segments(
        rules_session.EVENT_CHOICE,
        "Which event",
        tuple(EVENT_CHOICES),
        format_func=EVENT_CHOICES.__getitem__,
    )
    event = _event(connection, choice, taken)
    problem = try_out(read.text, event.text)[1] if event.text else None
    shown = event.text if choice == PASTED else privacy.screen()(event.text)
    data = editor("Event", shown, event.origin, problem)
    data |= {"caption": event.caption, "hint": event.hint, "readonly": choice != PASTED}
    assets.mount("json_editor", data, key="rules.event-editor", on_pick=_write_event)
    return event


def _event(connection: Connection, choice: str, taken: Taken | None) -> EventText:
    if choice == PASTED:
        return EventText(PASTED, rules_session.event_text(), "An event of your own; edit it.")
    model, sequence = connection.model, rules_session.CHOSEN_EVENT.get()
    record = None if sequence is None else model.record(sequence)
    fitting = () if taken is None else taken.found.records
    event = event_to_try(choice, model.find(_EVERYTHING).records, fitting, record)
    rules_session.note_shown(privacy.screen()(event.text))
    return event


def _write_event() -> None:
    rules_session.EVENT.write(str(assets.picked("rules.event-editor") or ""))


def _show_verdict(read: ReadPattern, event: EventText) -> None:
    nothing = {"empty": "The verdict appears once there is an event."}
    data = try_out(read.text, event.text)[0] if event.text else nothing
    assets.mount("pattern_verdict", data, key="rules.verdict")


def _choose_event() -> None:
    event = (assets.picked("rules.taken") or {}).get("event", "")
    if str(event).isdecimal():
        rules_session.choose_event(int(event))
