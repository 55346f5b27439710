"""The audience on the presenter's screen: how many are in, the vote, and how to join."""

from functools import lru_cache
from itertools import groupby
from typing import Final, TypedDict

from eda_core.audience.crowd import CrowdState, StageQuestion
from eda_core.presentation.wording import counted, value_text

QUIET_ZONE: Final = 4
"""Light modules around a code (ISO/IEC 18004, section 5.3.8)."""


class VoteData(TypedDict):
    """What is asked: ``counts`` of completed and cancelled, None while votes are taken."""

    title: str
    amount: str
    limit: str
    voted: str
    counts: tuple[int, int] | None


class CrowdData(TypedDict):
    """The component ``crowd``. ``code`` is the QR code as a path on a square of ``side`` modules.

    Where it is not ``large``, how to join is left out.
    """

    large: bool
    address: tuple[str, str]
    code: str
    side: int
    present: int
    lines: list[str]
    vote: VoteData | None


def crowd_panel(state: CrowdState, url: str, limit: str, *, large: bool) -> CrowdData:
    """Return the data of the component; ``limit`` is the one in force, as text."""
    code, side = qr_path(url) if large else ("", 0)
    scheme, _, rest = url.partition("//")
    return {
        "large": large,
        "address": (f"{scheme}//", rest),
        "code": code,
        "side": side,
        "present": state.present,
        "lines": _lines(state),
        "vote": None if state.question is None else _vote(state.question, limit),
    }


def presenter_words(state: CrowdState) -> str:
    """Return in a line what the presenter is to know: who is in, and how the vote goes by now,
    which the hall sees when it has closed.
    """
    here = f"{state.present} {'is' if state.present == 1 else 'are'} in"
    if state.question is None:
        return " · ".join([here, *_lines(state)])
    completed, cancelled = state.question.count()
    votes = f"{completed} completed, {cancelled} cancelled"
    return f"{here} · {state.question.words}: {votes}"


def _lines(state: CrowdState) -> list[str]:
    """Return what they sent, and how many guesses came true, by now."""
    sent = f"{counted(state.sent, 'order', 'orders')} sent"
    if not state.ended:
        return [sent] if state.sent else []
    return [sent, f"{state.right} of {state.ended} guessed right"]


def _vote(question: StageQuestion, limit: str) -> VoteData:
    amount = value_text(question.amount)
    closed = f"Votes on order {question.order}"
    return {
        "title": "Completed or cancelled?" if question.order is None else closed,
        "amount": amount,
        "limit": limit,
        "voted": question.words,
        "counts": question.counts(),
    }


@lru_cache(4)
def qr_path(text: str) -> tuple[str, int]:
    """Return a QR code as the path of its dark modules, and its side with the quiet zone, in
    modules.
    """
    import segno  # loaded when somebody is invited

    rows = segno.make_qr(text, error="m").matrix
    path = []
    for y, row in enumerate(rows):
        x = QUIET_ZONE
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                path.append(f"M{x} {y + QUIET_ZONE}h{length}v1h-{length}z")
            x += length
    return "".join(path), len(rows) + 2 * QUIET_ZONE


def qr_picture(text: str) -> str:
    """Return a QR code as an SVG picture, black on white."""
    path, side = qr_path(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path d="{path}"/></svg>'
    )
