"""The pattern playground: a pattern and an event to write in, and what comes of the two."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.events import AnyRecord
from eda_core.domain.settings import BusKind
from eda_core.presentation.ask_aws import ask_match
from eda_core.presentation.rules.filter_scopes import (
    NO_FILTER_THERE,
    SCOPE_HINTS,
    SCOPES,
    filter_remark,
    is_no_filter,
    part_to_try,
    read_filter,
)
from eda_core.presentation.rules.pattern_playground import (
    EVENT_CHOICES,
    NOT_VALID,
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
from eda_core.presentation.wording import as_markdown
from eda_core.read_model.event_search import EventFilter, Taken
from eda_core.stack.subscribers import FilterScope
from pages.components.frame import privacy
from pages.components.kit import ask_aws, assets, fields
from pages.components.log import view
from pages.components.rules import panel as rule_panel
from pages.components.rules import session as rules_session

ASK_HINT: Final = (
    "Sends this pattern and this event to TestEventPattern. Nothing is put on a bus, and it "
    "costs nothing."
)
TAKEN_HEIGHT: Final = 138
_EVERYTHING: Final = EventFilter()


def show(connection: Connection) -> None:
    """Show the playground; the pattern and the event are those of this session.

    On a custom bus a filter may look at another part of the event than its data.
    """
    is_custom = connection.model.stack.kind is BusKind.CUSTOM
    scope = rules_session.SCOPE.get() if is_custom else FilterScope.DATA
    if scope != FilterScope.DATA:
        _show_filter(connection, FilterScope(scope))
        return
    text = rules_session.PATTERN.text
    read = read_filter(text, FilterScope.DATA) if is_custom else read_pattern(text)
    taken = None if read.query is None else connection.model.taken_by(read.query)
    pattern, event = _columns(connection)
    with pattern:
        _show_pattern(read)
    with event:
        chosen = _show_event(connection, read, taken)
    rule_panel.show_form(connection, usable=not read.problem)
    _show_verdict(read, chosen, NO_FILTER_THERE[FilterScope.DATA] if is_custom else "")
    if chosen.text:
        asked = partial(
            ask_match, pattern=read.text, event=chosen.text, ours=our_match(read, chosen)
        )
        ask_aws.show(connection, "rules.ask", (read.text, chosen.text), asked, ASK_HINT)
    sequence = rules_session.CHOSEN_EVENT.get()
    data = taken_list(read, taken, "" if sequence is None else str(sequence))
    data |= {"height": TAKEN_HEIGHT, "stream": read.text}
    view.show_feed(data, key="rules.taken", on_pick=_choose_event)


def _columns(connection: Connection) -> Sequence[Any]:
    """Show what this is; return where the pattern goes, and where the event does."""
    is_custom = connection.model.stack.kind is BusKind.CUSTOM
    if is_custom:
        st.markdown("##### Pattern playground")
    columns = st.columns([8, 10])
    with columns[0]:
        if is_custom:
            fields.segments(rules_session.SCOPE, "What the filter looks at", SCOPES)
        else:
            st.markdown("##### Pattern playground")
    return columns


def _show_filter(connection: Connection, scope: FilterScope) -> None:
    """Show the filter of the chosen subscriber that looks at this part, and an event's part."""
    draft = rules_session.FILTERS[scope]
    read = read_filter(draft.text, scope)
    filtered, event = _columns(connection)
    with filtered:
        data = editor("Pattern", read.text, "", read.problem) | draft.shown()
        write = partial(_write_filter, scope)
        assets.mount("json_editor", data, key=f"rules.filter.{scope}", on_pick=write)
    with event:
        st.markdown(f"##### {as_markdown(scope.value)} of an event")
        part = part_to_try(_record(connection), scope)
        shown = editor(scope.value, privacy.screen()(part.text), part.origin, None)
        shown |= {"caption": part.caption, "hint": part.hint, "readonly": True}
        assets.mount("json_editor", shown, key="rules.part")
    st.caption(as_markdown(filter_remark(read, scope) or SCOPE_HINTS[scope]))
    if connection.backend.subscribers is not None:
        rule_panel.show_filter_form(connection.backend.subscribers, scope, usable=not read.problem)
    _show_verdict(read, part, NO_FILTER_THERE[scope])


def _write_filter(scope: FilterScope, picked: Any) -> None:
    rules_session.FILTERS[scope].write(str(picked or ""))


def _record(connection: Connection) -> AnyRecord | None:
    """Return the record that is chosen, or the newest."""
    sequence = rules_session.CHOSEN_EVENT.get()
    if sequence is not None:
        return connection.model.record(sequence)
    return next(iter(connection.model.find(_EVERYTHING).records), None)


def _show_pattern(read: ReadPattern) -> None:
    data = editor("Pattern", read.text, "", read.problem) | rules_session.PATTERN.shown()
    assets.mount("json_editor", data, key="rules.editor", on_pick=_write_pattern)


def _write_pattern(picked: Any) -> None:
    rules_session.PATTERN.write(str(picked or ""))


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


def _write_event(picked: Any) -> None:
    rules_session.EVENT.write(str(picked or ""))


def _show_verdict(read: ReadPattern, event: EventText, without: str = "") -> None:
    """Show what comes of the two; ``without`` is said where there is no filter."""
    data = {"empty": "The verdict appears once there is an event."}
    if without and is_no_filter(read.text):
        data = {"empty": without}
    elif event.text:
        data = {"empty": NOT_VALID} if read.problem else try_out(read.text, event.text)[0]
    assets.mount("pattern_verdict", data, key="rules.verdict")


def _choose_event(picked: Any) -> None:
    event = (picked or {}).get("event", "")
    if str(event).isdecimal():
        rules_session.choose_event(int(event))
