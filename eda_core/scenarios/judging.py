"""Whether what was expected has come, judged by what the screens say, and in their words.

Nothing here knows what was armed or changed: it sees the read model, as a reader does.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from eda_core.presentation.wording import counted
from eda_core.read_model.order_view import OrderView
from eda_core.scenarios.expectations import Ask, Expected, Subject, Which
from eda_core.scenarios.observing import ExpectedLine, Judgement, Observed, orders_meant
from eda_core.scenarios.order_asks import OF_ORDER, delivery_label
from eda_core.scenarios.world_asks import of_world


def judged_expectation(expectation: Expected, observed: Observed) -> Judgement:
    """Return how an expectation stands.

    Of several orders that could be meant it is the one of which all came, else the newest.
    """
    if expectation.subject is None:
        return Judgement(expectation, tuple(of_world(expectation, observed)))
    judgements = (_of_order(expectation, view, observed)
                for view in orders_meant(expectation.subject, observed))  # fmt: skip
    newest: Judgement | None = None
    for judgement in judgements:
        if judgement.met:
            return judgement
        newest = newest or judgement
    return newest or _no_order(expectation, observed)


def _no_order(expectation: Expected, observed: Observed) -> Judgement:
    subject = expectation.subject or Subject()
    if subject.which is Which.SAME and observed.same is None:
        return _lacking(expectation, NO_SAME)
    others = len(observed.orders)
    came = f"; {counted(others, 'other order', 'other orders')} came" if others else ""
    words = f"{subject.words} has not come{came}"
    return _lacking(expectation, f"{words[:1].upper()}{words[1:]}.")


NO_SAME: Final = "No order closed the step before, so none can close this one."
"""What is said of the order of the step before, where that was skipped."""


def _lacking(expectation: Expected, sentence: str) -> Judgement:
    labels = _labels(expectation)
    return Judgement(expectation, tuple(ExpectedLine(label, False, sentence) for label in labels))


def _labels(expectation: Expected) -> list[str]:
    """Return what is expected in a few words each, before there is an order."""
    return [label for ask, wanted in expectation.asks for label in _LABELS[ask](wanted)]


_LABELS: Final[Mapping[Ask, Callable[[Any], Sequence[str]]]] = {
    Ask.OUTCOME: lambda fate: (f"{fate.lower()}",),
    Ask.EVENTS: lambda kinds: kinds,
    Ask.PATH: lambda states: (f"path {' → '.join(states)}",),
    Ask.EXECUTION: lambda status: (f"execution {status}",),
    Ask.RULES: lambda rules: tuple(f"what takes {kind}" for kind in rules),
    Ask.TAKEN: lambda taken: (f"{taken} cells taken",),
    Ask.DELIVERY: lambda wanted: (delivery_label(wanted),),
    Ask.NOTIFIED: lambda count: (f"{count.words} messages to the customer",),
    Ask.PROGRESS: lambda progress: (progress.value,),
    Ask.SAYS: lambda texts: tuple(f"“{text}”" for text in texts),
}


def _of_order(expectation: Expected, view: OrderView, observed: Observed) -> Judgement:
    lines = [
        line for ask, wanted in expectation.asks for line in OF_ORDER[ask](view, wanted, observed)
    ]
    return Judgement(expectation, tuple(lines), view.row.order, view)
