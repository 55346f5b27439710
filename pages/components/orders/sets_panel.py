"""Two sets of orders compared: what sets them apart, and the sentence that filters the table.

Comparing looks at every order, so this panel does not follow the log by itself: it shows what was
found, and offers to compare again.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import EdaError, InvalidSettings
from eda_core.domain.events import iso_milliseconds
from eda_core.presentation.orders.set_card import Sides, sets_card
from eda_core.presentation.orders.set_words import exception_words
from eda_core.presentation.wording import as_markdown
from eda_core.read_model import Reading
from eda_core.read_model.order_query import EVERY, Among, OrderQuery
from eda_core.sets.counting import FilteringCounts
from eda_core.sets.members import (
    ALL,
    BEFORE,
    BY_FATE,
    FAILED,
    FROM,
    REST,
    SHOWN,
    SUCCEEDED,
    SetChoice,
    choice_from,
)
from eda_core.sets.ranking import SetComparison, compare
from eda_core.sets.two_logs import between
from pages.components.kit import assets
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param, tell_address
from pages.components.orders import other_world
from pages.components.orders import session as held
from pages.components.orders.set_counts import of_events_alone, set_counts

MOST_CHANGES: Final = 5
"""Changes of rules or definition that sets before and after are offered for, the newest."""

NOT_KEPT: Final = "A large log keeps events alone: of no delivery, fault or execution it tells."

_FIRST: Final = Param("sets.first", FAILED, "first")
_SECOND: Final = Param("sets.second", SUCCEEDED, "second")
_KEY: Final = "orders.sets"


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What was found, the counts it was found in, and up to which record of the log, and of that of
    the other world.
    """

    comparison: SetComparison
    counts: FilteringCounts
    last_sequence: int
    last_of_other: int = 0


_COMPARED: Final = Memo[Compared]("sets.compared")
_AMONG: Final = Memo[Among]("sets.among")
_PICKED: Final = Memo[bool]("sets.picked")


@st.fragment
def show(reading: Reading, now_ms: int) -> None:
    """Show the two sets and what sets them apart in a card; a sentence filters the table.

    Call it outside a live fragment. ``now_ms`` is the world's time (epoch milliseconds).
    """
    if _PICKED.take():
        st.rerun()
    with st.container(border=True, key="card-flush-sets"):
        tell_address(_FIRST, _SECOND, other_world.WORLD, held.FACT)
        other_world.show(_begin_anew)
        try:
            sides, found = _sides(), _compare(reading, now_ms)
        except EdaError as fault:
            st.error(as_markdown(str(fault)))
            return
        newer = reading.last_sequence - found.last_sequence
        newer += _last_of(other_world.read()) - found.last_of_other
        options = [SetChoice(name) for name in (*BY_FATE, ALL, SHOWN)]
        options += [] if sides.world else [SetChoice(REST)]
        options += [each for each in _by_change(reading) if each not in options]
        options += [each for each in (sides.first, sides.second) if each not in options]
        card = sets_card(found.comparison, sides, options, held.FACT.get(), newer)
        assets.mount("set_card", card, key=_KEY, on_pick=_take)
        other_world.tell_of_the_table((sides.first.text, sides.second.text))
        if of_events_alone(reading):
            st.caption(NOT_KEPT)


def _by_change(reading: Reading) -> list[SetChoice]:
    times = [iso_milliseconds(each.since_ms) for each in reading.changes()[-MOST_CHANGES:]]
    return [SetChoice(name, at) for at in times for name in (BEFORE, FROM)]


def _sides() -> Sides:
    world = other_world.name()
    sides = Sides(_choice(_FIRST), _choice(_SECOND), world)
    if not world:
        return sides
    every = SetChoice(ALL)  # what the other set leaves is all there is in another world
    first, second = (every if each.name == REST else each for each in (sides.first, sides.second))
    return Sides(first, second, world)


def _begin_anew() -> None:
    """Begin with all orders of two worlds, and with the usual sets of one."""
    for param in (_FIRST, _SECOND):
        param.put(ALL if other_world.name() else param.usual)
    held.FACT.reset()


def _choice(param: Param[str]) -> SetChoice:
    """Return the set that is chosen; anybody writes links, so what is none is the usual one."""
    try:
        return choice_from(param.get())
    except InvalidSettings:
        return choice_from(param.usual)


def _compare(reading: Reading, now_ms: int) -> Compared:
    """Return what was found last, unless other sets are chosen, or it was asked for again."""
    sides, other = _sides(), other_world.connect()
    is_of_table = SHOWN in (sides.first.name, sides.second.name)
    owner = reading, other, sides, (*held.looked_for(), held.SHOW.get()) if is_of_table else ()
    known = _COMPARED.of(owner)
    if known is not None and known.last_sequence <= reading.last_sequence:
        return known
    return _COMPARED.keep(_find(reading, sides, now_ms), owner)


def _find(reading: Reading, sides: Sides, now_ms: int) -> Compared:
    with st.spinner("Comparing the orders …"):
        other = other_world.read()
        with reading.at_one_instant():
            counts = _counts(reading, sides, other, now_ms)
            return Compared(compare(counts), counts, reading.last_sequence, _last_of(other))


def _last_of(other: Connection | None) -> int:
    return 0 if other is None else other.model.last_sequence


def _counts(
    reading: Reading, sides: Sides, other: Connection | None, now_ms: int
) -> FilteringCounts:
    choices, query = (sides.first, sides.second), held.query(now_ms)
    if other is None:
        return set_counts(reading, choices, query, now_ms)
    model, then_ms = other.model, other.now_ms()
    return between(
        lambda both: set_counts(reading, both, query, now_ms),
        lambda both: set_counts(model, both, query, then_ms),
        choices,
    )


def table_query(connection: Connection, now_ms: int) -> OrderQuery:
    """Return what the table is asked: what is looked for, of the orders of a chosen sentence."""
    return replace(held.query(now_ms), among=among(connection.model, now_ms))


def among(reading: Reading, now_ms: int) -> Among | None:
    """Return the orders the chosen sentence is true of, exceptions first; None without one."""
    key = held.FACT.get()
    if held.LOOK.get() != held.SETS or not key:
        return None
    try:
        found, sides = _compare(reading, now_ms), _sides()
    except EdaError:  # the card says why
        return None
    facts = (each.answer.fact for each in found.comparison.differences)
    fact = next((each for each in facts if each.key == key), None)
    if fact is None:
        return None
    known = _AMONG.of((found, key))
    if known is not None:
        return known
    words = exception_words(sides.first, sides.second), sides.names[0].lower()
    made = found.counts.among(fact, *words)
    return _AMONG.keep(made, (found, key))


def _take(picked: Any) -> None:
    """Act on what was picked in the card: a sentence, a set, both turned round, or once more."""
    picked = picked or {}
    if "fact" in picked:
        fact = str(picked["fact"])
        held.FACT.put("" if fact == held.FACT.get() else fact)
        held.show_only(EVERY)
    elif "swap" in picked:
        first, second = _FIRST.get(), _SECOND.get()
        _FIRST.put(second)
        _SECOND.put(first)
        held.FACT.reset()
    elif "again" in picked:
        _COMPARED.forget()
    else:
        for name, param in (("first", _FIRST), ("second", _SECOND)):
            if name in picked:
                param.put(str(picked[name]))
                held.FACT.reset()
    _PICKED.keep(True)
