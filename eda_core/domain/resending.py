"""What is sent again by hand, so that a log alone tells it from what came by itself.

An event sent again says in its resources which one it repeats: PutEvents takes any text there,
and no rule of the demo looks at it. (EventBridge's own replay says ``replay-name``, which nobody
else can.) An execution started again says so in its name, which its payment event carries along.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from eda_core.domain.events import Event

MARK: Final = "urn:eda-live:sent-again:"
"""How the last resource of an event sent again begins; the id of the first one comes after it."""

_NAME: Final = re.compile(r".*-again-(\d{10,16})")


def entry_again(event: Event, detail: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Return the PutEvents entry that sends an event again, with another detail if one is given."""
    return {
        "Source": event.source,
        "DetailType": event.detail_type,
        "Detail": json.dumps(event.detail if detail is None else detail, ensure_ascii=False),
        "Resources": [
            *(each for each in event.resources if not each.startswith(MARK)),
            f"{MARK}{event.id}",
        ],
    }


def is_sent_again(resources: Sequence[str]) -> bool:
    """Return whether an event with these resources was sent again by hand."""
    return bool(resources) and resources[-1].startswith(MARK)


def original_id(event: Event) -> str:
    """Return the id of the event that this one sends again; empty where it sends none."""
    return event.resources[-1].removeprefix(MARK) if is_sent_again(event.resources) else ""


def name_again(uuid: str, at_ms: int) -> str:
    """Return the name of an execution that is started again at this time (epoch milliseconds)."""
    return f"{uuid}-again-{at_ms}"


def started_again_ms(arn: str) -> int | None:
    """Return when an execution was started again, as its name says; None where it says nothing."""
    found = _NAME.fullmatch(arn)
    return None if found is None else int(found[1])
