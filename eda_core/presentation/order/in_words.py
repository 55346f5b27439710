"""One order in words: what the screens say of it, put together for who has no screen.

Every sentence comes from the function that makes the screen's: the card, the story, the rule grid,
the comparison with a twin, what sets its group apart.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypedDict

from eda_core.domain.masking import masked
from eda_core.presentation.order.card import next_words, order_summary, rules_title
from eda_core.presentation.order.special import SpecialData, special_of
from eda_core.presentation.order.story_sheet import MOST_ITEMS, story_lines
from eda_core.presentation.order.twins import Difference, Messages, twins_card, twins_of
from eda_core.presentation.wording import Spans
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.order_view import OrderView
from eda_core.sets.counting import GroupOfOrder


class ExpectedInWords(TypedDict):
    """How an order goes on, and what comes next."""

    progress: str
    sentence: str


class MissInWords(TypedDict):
    """A rule that did not take an event, and why."""

    event: str
    rule: str
    sentence: str


class RulesInWords(TypedDict):
    """How many cells of the rule grid were taken, and each that was not."""

    title: str
    misses: list[MissInWords]


class StoryLineInWords(TypedDict):
    """A line of the story: when, what, and where that is known from."""

    time: str
    sentence: str
    origin: str


class TwinInWords(TypedDict):
    """The order it is compared with, where they went apart, and in what they differ."""

    order: str
    amount: str
    outcome: str
    sentence: str
    differences: list[Difference]


class OrderInWords(TypedDict):
    """All of it. ``unread`` says which sources could not be read; ``twin`` and ``special`` may be
    None.
    """

    order: str
    amount: str
    outcome: str
    badges: list[str]
    why: str
    expectedNext: ExpectedInWords
    rules: RulesInWords
    twin: TwinInWords | None
    special: SpecialData | None
    story: list[StoryLineInWords]
    unread: list[str]


ToldOrder = tuple[OrderView, Messages]
"""An order, and the messages its customer was sent."""


def order_in_words(
    told: ToldOrder, twin: ToldOrder | None, now_ms: int, group: GroupOfOrder | None = None
) -> OrderInWords:
    """Return what the screens say of an order, beside its twin where there is one, and of the
    ``group`` that ended as it did.
    """
    view, messages = told
    head, expected = order_summary(view, now_ms), view.expected_next(now_ms)
    return {
        "order": head["order"],
        "amount": head["amount"],
        "outcome": head["word"],
        "badges": head["badges"],
        "why": plain(head["why"]),
        "expectedNext": {
            "progress": expected.progress.value,
            "sentence": next_words(expected, now_ms),
        },
        "rules": {"title": rules_title(view), "misses": list(_misses(view))},
        "twin": None if twin is None else _twin(told, twin, now_ms),
        "special": None if group is None else special_of(group),
        "story": [
            {"time": line["time"], "sentence": plain(line["spans"]), "origin": line["origin"]}
            for line in story_lines(view, messages, now_ms)
        ],
        "unread": list(view.unread),
    }


def plain(spans: Spans) -> str:
    """Return words in a row as one text."""
    return "".join(words for words, _ in spans)


def _misses(view: OrderView) -> Iterator[MissInWords]:
    for row in view.grid.rows[:MOST_ITEMS]:
        for cell in row.cells:
            if not cell.taken:
                kind = row.event.detail_type
                yield {"event": kind, "rule": cell.rule, "sentence": cell.sentence}


def _twin(told: ToldOrder, twin: ToldOrder, now_ms: int) -> TwinInWords:
    card = twins_card(twins_of(told[0], twin[0], (told[1], twin[1])), now_ms)
    side = card["sides"][1]
    return {
        "order": side["order"],
        "amount": side["amount"],
        "outcome": side["word"],
        "sentence": plain(card["sentence"]),
        "differences": card["differences"],
    }


_INDENT: Final = "  "


def text_lines(words: OrderInWords) -> Iterator[str]:
    """Yield all of it as lines for a terminal, masked."""
    yield from map(masked, _lines(words))


def _lines(words: OrderInWords) -> Iterator[str]:
    yield f"Order {words['order']} · {words['amount']} · {words['outcome']}"
    yield ", ".join(words["badges"])
    yield words["why"]
    expected = words["expectedNext"]
    done = expected["progress"] == OrderProgress.DONE
    lead = "" if done else f"{expected['progress']}: "
    yield f"Expected next: {lead}{expected['sentence']}"
    yield from _indented(words["rules"]["title"], _miss_lines(words["rules"]["misses"]))
    twin = words["twin"]
    if twin is not None:
        title = f"Beside order {twin['order']} · {twin['amount']} · {twin['outcome']}"
        yield from _indented(title, [twin["sentence"], *_difference_lines(twin["differences"])])
    special = words["special"]
    if special is not None:
        yield from _indented(special["title"], [special["answer"], *_special_lines(special)])
    story = (f"{line['time']}  {line['sentence']}  ({line['origin']})" for line in words["story"])
    yield from _indented("Story", list(story))
    if words["unread"]:
        yield from _indented("Not read", words["unread"])


def _miss_lines(misses: Sequence[MissInWords]) -> list[str]:
    return [f"{miss['event']}, {miss['rule']}: {miss['sentence']}" for miss in misses]


def _difference_lines(differences: Sequence[Difference]) -> list[str]:
    return [f"{each['name']}: {line}" for each in differences for line in each["lines"]]


def _special_lines(special: SpecialData) -> list[str]:
    return [f"{line['mark']}: {line['sentence']} ({line['notes']})" for line in special["lines"]]


def _indented(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield ""
    yield title
    yield from (f"{_INDENT}{line}" for line in lines)
