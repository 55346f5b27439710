"""What an onlooker must not read on a screen: account ids, addresses, hosts and keys.

Screens are shared in talks, so all of it is masked unless a viewer asks otherwise; keys and
signatures are masked whatever a viewer asks. Records of a log are masked as a whole.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from eda_core.domain.events import AnyRecord, Event, MalformedRecord

_ACCOUNT: Final = "••••••••••••"
_HIDDEN: Final = "••••"

# Each run of letters is tried from its start only, so that no text takes more than linear time.
_SECRETS: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:A(?:KIA|SIA|ROA|IDA|GPA|NPA|NVA|BIA|CCA))[A-Z0-9]{12,124}"
    r"|(?i:(?<![A-Za-z])(?:aws_?)?(?:secret_?access_?key|session_?token|security_?token)"
    r"[\"']?\s{0,4}[=:]\s{0,4}[\"']?)(?P<value>[A-Za-z0-9+/=_-]{8,})"
    r"|(?i:X-Amz-(?:Signature|Credential|Security-Token)=|\bSignature=)(?P<signed>[^&\s,\"']+)"
    r"|(?<![A-Za-z0-9+/=])(?:IQoJ|FwoG|FQoG)[A-Za-z0-9+/=]{40,}"
    r"|(?<![A-Za-z0-9+/=])(?=[A-Za-z0-9+/]{0,39}[A-Z])(?=[A-Za-z0-9+/]{0,39}[a-z])"
    r"(?=[A-Za-z0-9+/]{0,39}[0-9])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])"
)
_PRIVATE: Final = re.compile(
    r"(?P<uuid>(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f]))"
    r"|(?P<mail>(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<host>(?<![A-Za-z0-9-])[A-Za-z0-9-]+(?=\.(?:execute-api|awsapps|lambda-url)\.))"
    r"|(?P<account>(?<!\d\.)(?<![A-Za-z0-9])(?:\d{12}|\d{4}-\d{4}-\d{4})(?![A-Za-z0-9]))"
)


def masked(text: str) -> str:
    """Return the text with nothing in it that says whose account it is.

    Masked are 12-digit account ids (in ARNs, in addresses and alone), e-mail addresses, the ids
    of APIs and sign-in portals in host names, and all that `without_secrets` masks. Ids of events
    and executions stay: they are what a screen is about.
    """
    return _PRIVATE.sub(_private, without_secrets(text))


def masked_value(value: Any) -> Any:
    """Return a JSON value with all its text masked; a number that is an account id becomes text."""
    if isinstance(value, dict):
        return {masked(str(name)): masked_value(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked_value(each) for each in value]
    if value is None or isinstance(value, bool):
        return value
    text = masked(str(value))
    return value if text == str(value) else text


def without_secrets(text: str) -> str:
    """Return the text without access keys, tokens and signatures."""
    return _SECRETS.sub(_secret, text)


def _secret(found: re.Match[str]) -> str:
    kept = found["value"] or found["signed"]
    return found[0].removesuffix(kept) + _HIDDEN if kept else _HIDDEN


def _private(found: re.Match[str]) -> str:
    return _MASKS[found.lastgroup or "uuid"](found[0])


def _as_it_is(text: str) -> str:
    return text


def _mail(_: str) -> str:
    return f"{_HIDDEN}@{_HIDDEN}"


def _host(_: str) -> str:
    return _HIDDEN


def _account(_: str) -> str:
    return _ACCOUNT


_MASKS: Final[dict[str, Callable[[str], str]]] = {
    "uuid": _as_it_is,
    "mail": _mail,
    "host": _host,
    "account": _account,
}


DEEPEST: Final = 60
"""Levels of a detail that are gone through; what lies deeper is not shown at all."""

_KEPT: Final = 4096
"""Texts whose masks are remembered: a page shows the same rows every second."""


@lru_cache(_KEPT)
def screened_text(text: str) -> str:
    """Return the text with account ids, addresses and keys masked."""
    return masked(text)


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
