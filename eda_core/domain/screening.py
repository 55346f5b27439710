"""Records of a log as they may be shown to onlookers: nothing in them says whose account it is."""

from functools import lru_cache
from typing import Any, Final

from eda_core.domain.events import AnyRecord, Event, MalformedRecord
from eda_core.domain.masking import masked, without_secrets

DEEPEST: Final = 60
"""Levels of a detail that are gone through; what lies deeper is not shown at all."""

_HIDDEN: Final = "••••"
_KEPT: Final = 4096
"""Texts whose masks are remembered: a page shows the same rows every second."""


@lru_cache(_KEPT)
def screened_text(text: str) -> str:
    """Return the text with account ids, addresses and keys masked."""
    return masked(text)


def text_of_an_owner(text: str) -> str:
    """Return the text as somebody may read it who asked for account ids; keys are masked all the
    same.
    """
    return without_secrets(text)


def screened_record(record: AnyRecord) -> AnyRecord:
    """Return the record with account ids, addresses and keys in its texts masked.

    Numbers stay, so that an order and its amount are what they are.
    """
    if isinstance(record, MalformedRecord):
        return record._replace(text=masked(record.text), reason=masked(record.reason))
    return record._replace(event=_screened_event(record.event))


def _screened_event(event: Event) -> Event:
    return event._replace(
        detail_type=screened_text(event.detail_type),
        source=screened_text(event.source),
        account=screened_text(event.account),
        resources=tuple(masked(arn) for arn in event.resources),
        detail=screened_value(event.detail),
        extras=tuple((name, screened_value(value)) for name, value in event.extras),
    )


def screened_value(value: Any, depth: int = 0) -> Any:
    """Return a JSON value with its texts and names masked."""
    if depth > DEEPEST:
        return _HIDDEN
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {
            screened_text(name): screened_value(each, depth + 1) for name, each in value.items()
        }
    if isinstance(value, list):
        return [screened_value(each, depth + 1) for each in value]
    return value
