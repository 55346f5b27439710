"""What happened to every order: its events, the rules that took them, faults, its execution."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eda_core.read_model.event_steps import TROUBLES, EventSteps, Trouble
from eda_core.read_model.event_table import (
    CANCELLED,
    COMPLETED,
    COPY,
    CREATED,
    NO_EVENT,
    OTHER_KIND,
    PAYMENT_SERVICE,
    PAYMENTS,
    Kind,
)
from eda_core.read_model.tables import Tables
from eda_core.sets.detail_fields import MOST_WORDS
from eda_core.sets.questions import Aspect, ChosenBy, SetQuestion, Values
from eda_core.sets.word_column import WordColumn, in_order, yes_or_no

MOST_KINDS: Final = 24
"""Kinds of events that are asked about, the most frequent ones."""

AGAIN: Final = "again"
"""The way a delivery went wrong that brought an event to a target once more."""

UNANSWERED: Final = "unanswered"
"""The way one went wrong of which nothing more was heard."""

NO_ERROR: Final = ""

PATH: Final = SetQuestion(Aspect.PATH, subject=ChosenBy.OUTCOME)
_STEPS: Final = {kind: at for at, kind in enumerate((CREATED, *PAYMENTS, COMPLETED, CANCELLED))}
"""The places of events on the way of an order; others come after them."""


class Events:
    """The events of a log by their numbers, as they had come: copies of columns that grow.

    ``orders`` are places of orders (-1 for none), ``kinds`` the kinds asked about by their code;
    ``first_ms`` when each order came, infinity where it had not.
    """

    def __init__(self, tables: Tables, count: int) -> None:
        table, until_ms = tables.events, tables.known.until_ms
        self.count = count
        self._at: Values = np.array(table.at, dtype=np.float64)
        origins = np.frombuffer(bytes(table.origins), np.uint8)
        for copy, event in table.original.items():
            self._at[event - 1] = min(self._at[event - 1], self._at[copy - 1])
        orders = np.array(table.orders, dtype=np.int64) - 1
        has_come = np.ones(len(orders), bool) if until_ms is None else self._at <= until_ms
        self.copies = orders[(origins == COPY) & (orders >= 0) & has_come]
        is_event = (orders >= 0) & (origins != COPY) & (origins != NO_EVENT) & has_come
        self._numbers = np.flatnonzero(is_event)
        self.orders = orders[self._numbers]
        self._codes = np.array(table.kinds, dtype=np.uint8)[self._numbers]
        frequency = np.bincount(self._codes, minlength=OTHER_KIND + 1)
        by_frequency = sorted(
            table.kind_codes.items(), key=lambda each: (-frequency[each[1]], each)
        )
        self.kinds: dict[Kind, int] = dict(by_frequency[:MOST_KINDS])
        self._all_kinds = table.kind_codes
        self._latest_first = np.argsort(self._at[self._numbers], kind="stable")[::-1]
        self.first_ms = self._earliest(np.ones(len(self._numbers), bool))
        self._deliveries = tables.deliveries.columns()
        self._messages = tables.messages
        self._direct = table.numbers.direct
        self._until_ms = until_ms

    def _earliest(self, wanted: NDArray[np.bool_]) -> Values:
        found = np.full(self.count, np.inf)
        chosen = self._latest_first[wanted[self._latest_first]]
        found[self.orders[chosen]] = self._at[self._numbers[chosen]]  # of an order the last is kept
        return found

    def of_kind(self, *kinds: Kind) -> NDArray[np.bool_]:
        """Return which events are of one of these kinds."""
        is_wanted = np.zeros(OTHER_KIND + 1, bool)
        is_wanted[[self._all_kinds[kind] for kind in kinds if kind in self._all_kinds]] = True
        found: NDArray[np.bool_] = is_wanted[self._codes]
        return found

    def earliest(self, *kinds: Kind) -> Values:
        """Return when the first event of these kinds came of each order; infinity for none."""
        return self._earliest(self.of_kind(*kinds))

    def counts(self, wanted: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Return how many events each order has, of those wanted."""
        orders = self.orders if wanted is None else self.orders[wanted]
        return np.bincount(orders, minlength=self.count)

    def handed(self) -> Iterator[tuple[SetQuestion, Values]]:
        """Yield for each kind how long it took until its last target had answered."""
        codes, took = self.taken(), np.array(self._deliveries.took_ms, np.float64)[self._numbers]
        for kind in self.kinds:
            wanted = self.of_kind(kind) & (codes > 0)
            if wanted.any():
                longest = np.full(self.count, np.nan)
                longest[self.orders[wanted]] = took[wanted]
                yield SetQuestion(Aspect.HANDED, kind[1]), longest

    def taken(self) -> NDArray[np.int64]:
        """Return by which rules each event was taken; 0 where nobody tells, or did so by then."""
        codes = np.array(self._deliveries.taken, dtype=np.int64)[self._numbers]
        if self._until_ms is None:
            return codes
        took = np.array(self._deliveries.took_ms, np.float64)[self._numbers]
        return np.where(self._at[self._numbers] + took <= self._until_ms, codes, 0)

    @property
    def matched(self) -> Sequence[tuple[str, ...]]:
        """The rules that the codes of `taken` stand for."""
        return self._deliveries.matched

    @property
    def troubled(self) -> Sequence[EventSteps]:
        """The steps of events of which a delivery is open or was in trouble."""
        return self._deliveries.troubled

    def order_of(self, number: int) -> int:
        """Return the place of the order of the event with this number; -1 for none."""
        place = int(np.searchsorted(self._numbers, number - 1))
        found = place < len(self._numbers) and self._numbers[place] == number - 1
        return int(self.orders[place]) if found else -1

    def mails(self, arrived: Values) -> Values:
        """Return how often each customer was told something, of orders that are numbers."""
        codes = np.array(self._messages.orders, dtype=np.int64)
        if self._until_ms is not None:
            codes = codes[np.array(self._messages.at) <= self._until_ms]
        direct = np.array(self._direct, dtype=np.int64)
        places = direct[codes[codes < len(direct)]] - 1
        counts = np.bincount(places[places >= 0], minlength=self.count)[: self.count]
        named = np.ones(self.count, bool)
        named[direct[direct > 0] - 1] = False
        return np.where(np.isnan(arrived) | named, np.nan, counts.astype(np.float64))


def event_words(events: Events) -> Iterator[tuple[SetQuestion, WordColumn]]:
    """Yield which events came, which came twice, and what the log has too often or lacks."""
    has_come = events.first_ms < np.inf
    for kind in events.kinds:
        counts = events.counts(events.of_kind(kind))
        asked = has_come if kind != CREATED else np.zeros(events.count, bool)
        decides = kind[0] == PAYMENT_SERVICE or kind in (COMPLETED, CANCELLED)
        subject = ChosenBy.OUTCOME if decides else ChosenBy.NONE
        yield SetQuestion(Aspect.EVENT, kind[1], subject), yes_or_no(counts > 0, asked)
        yield SetQuestion(Aspect.TWICE, kind[1]), yes_or_no(counts > 1, has_come & (counts > 0))
    copied = np.bincount(events.copies, minlength=events.count) > 0
    yield SetQuestion(Aspect.COPIED), yes_or_no(copied, has_come)
    created = events.counts(events.of_kind(CREATED)) > 0
    yield SetQuestion(Aspect.LOST), yes_or_no(~created, has_come)
    paths = _paths(events)
    if len(paths.words) <= MOST_WORDS:
        yield PATH, paths


def path_of(counts: Mapping[Kind, int]) -> str:
    """Return the events an order has on their way: ``OrderCreated, PaymentFailed twice``.

    ``counts`` are how many it has of each kind that is asked about; kinds of one detail-type, from
    two sources, stand apart.
    """
    ways = sorted((_STEPS.get(kind, len(_STEPS)), kind) for kind, count in counts.items() if count)
    return ", ".join(f"{kind[1]}{_times(counts[kind])}" for _, kind in ways)


def _times(count: int) -> str:
    return {1: "", 2: " twice"}.get(count, f" {count} times")


def _paths(events: Events) -> WordColumn:
    """Return the path of each order, kind by kind put together from the counts."""
    codes, found = np.zeros(events.count, np.int64), [dict[Kind, int]()]
    for kind in events.kinds:
        counts = events.counts(events.of_kind(kind))
        base = int(counts.max(initial=0)) + 1
        distinct, codes = np.unique(codes * base + counts, return_inverse=True)
        found = [{**found[at // base], kind: at % base} for at in map(int, distinct)]
    words = {word: at for at, word in enumerate(dict.fromkeys(map(path_of, found)))}
    places = np.array([words[path_of(each)] for each in found], np.int32)
    has_come = events.first_ms < np.inf
    return in_order(np.where(has_come, places[codes], -1).astype(np.int32), tuple(words))


def delivery_words(tables: Tables, events: Events) -> Iterator[tuple[SetQuestion, WordColumn]]:
    """Yield which deliveries went wrong."""
    troubled: dict[tuple[str, str], set[int]] = defaultdict(set)
    for steps in events.troubled:
        order = events.order_of(steps.number)
        for way, target, at_ms in _troubles(tables, steps) if order >= 0 else ():
            if tables.known.until_ms is None or at_ms <= tables.known.until_ms:
                troubled[way, target].add(order)
    has_come = events.first_ms < np.inf
    for (way, target), orders in sorted(troubled.items()):
        is_so = np.zeros(events.count, bool)
        is_so[[*orders]] = True
        yield SetQuestion(Aspect.TROUBLE, f"{way}|{target}"), yes_or_no(is_so, has_come)


def _troubles(tables: Tables, steps: EventSteps) -> Iterator[tuple[str, str, int]]:
    """Yield what went wrong on the way to which target, and when; no answer is one such thing."""
    for record in steps.troubles:
        yield str(TROUBLES.get(record.step, Trouble.RECOVERED)), record.target, record.at_ms
    for record in steps.again:
        yield AGAIN, record.target, record.at_ms
    targets = {rule.name: rule.target.name for rule in tables.stacks.now.rules}
    for rule, since_ms in steps.rules.items():
        if since_ms is not None and rule not in steps.open_troubles:
            yield UNANSWERED, targets.get(rule, rule), since_ms


def rule_words(events: Events) -> tuple[dict[SetQuestion, WordColumn], frozenset[SetQuestion]]:
    """Return which rules took which kind of event, and apart from these the questions of rules that
    took all of a kind.
    """
    found, always = dict[SetQuestion, WordColumn](), set[SetQuestion]()
    codes = events.taken()
    rules = sorted({rule for matched in events.matched for rule in matched})
    takes = np.array([[rule in matched for rule in rules] for matched in events.matched], bool)
    for kind in events.kinds:
        wanted = events.of_kind(kind) & (codes > 0)
        asked = events.counts(wanted) > 0
        for place, rule in enumerate(rules):
            took = events.counts(wanted & takes[codes, place]) > 0
            question = SetQuestion(Aspect.RULE, f"{rule}|{kind[1]}")
            if took.any() and took[asked].all():
                always.add(question)
            elif took.any():
                found[question] = yes_or_no(took, asked)
    return found, frozenset(always)


def execution_words(tables: Tables, events: Events) -> Iterator[tuple[SetQuestion, WordColumn]]:
    """Yield with which error the execution of an order failed, where one did."""
    errors = {NO_ERROR: 0}
    codes = np.where(events.first_ms < np.inf, 0, -1).astype(np.int32)
    for order, execution in tables.failed_executions.items():
        place = tables.events.numbers.number_of(order) - 1
        if 0 <= place < events.count and codes[place] == 0:
            error = execution.error or str(execution.status)
            codes[place] = errors.setdefault(error, len(errors))
    yield SetQuestion(Aspect.FAILURE), in_order(codes, tuple(errors))
