"""The banner over every page while a deployed stack is looked at: whose account, how it answers."""

import time
from typing import Final

from eda_core.domain.deployment import Place
from eda_core.domain.feed import FeedState
from eda_core.domain.settings import Settings
from eda_core.presentation.frame.account_banner import account_banner
from eda_core.stack.bus_words import BUS_WORDS
from pages.components.kit import assets
from pages.components.kit.memo import Memo

_PLACE: Final = Memo[tuple[Place, float]]("account-banner.place")
_ASK_AGAIN_S: Final = 30.0
"""How long to wait where AWS would not say whose account it is."""


def show(
    settings: Settings,
    feed: FeedState | None = None,
    now_ms: int = 0,
    key: str = "account-banner",
) -> int:
    """Show account (masked), Region and stack; with ``feed``, what goes wrong and what to do.

    ``now_ms`` is the clock outside. Who is signed in is asked once a session. Answers how many
    lines that takes on a wide screen.
    """
    data = account_banner(_place(settings), feed, now_ms, BUS_WORDS[settings.bus])
    assets.mount("account_banner", data, key)
    return 1 + len(data["notices"])


def _place(settings: Settings) -> Place:
    known = _PLACE.of(settings)
    if known is not None and time.monotonic() <= known[1]:
        return known[0]
    # Loaded here, with boto3: who looks at no stack need not wait for it.
    from eda_core.aws.deployment.operations import StackOperations

    place = StackOperations(settings).place()
    is_known = place.is_local or place.account
    again_s = float("inf") if is_known else time.monotonic() + _ASK_AGAIN_S
    return _PLACE.keep((place, again_s), settings)[0]
