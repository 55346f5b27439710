"""Credentials without questions: nothing here may wait for somebody to type, and expiry is seen."""

from datetime import datetime
from typing import Any, Final

import boto3

from eda_core.domain.errors import BackendError

EXPIRY_WARNING_MS: Final = 15 * 60_000
"""From here on boto3 tries to renew credentials (its advisory time); what is still as old has not
been renewed, and 10 minutes before the end boto3 refuses to go on without."""


class CodeNeeded(BackendError):
    """A profile wants the code of an MFA device, which boto3 would ask for on the terminal."""


def ask_nothing(session: boto3.Session) -> None:
    """Make a profile with an MFA device fail at once instead of waiting on the terminal."""
    # botocore offers no public way to choose what asks; its own command line sets the same field.
    resolver = session._session.get_component("credential_provider")
    resolver.get_provider("assume-role")._prompter = _refuse


def _refuse(prompt: str) -> str:
    raise CodeNeeded(prompt)


def expires_ms(credentials: Any) -> int | None:
    """Return when these credentials of boto3 end (epoch milliseconds); None for those that do not
    say.
    """
    # Only the private field has the time; that a moment is near could be asked in public.
    expiry = getattr(credentials, "_expiry_time", None)
    return round(expiry.timestamp() * 1000) if isinstance(expiry, datetime) else None


def expiry_warning(ends_ms: int | None, now_ms: int) -> str:
    """Return a sentence if the credentials end soon or have ended, else empty."""
    if ends_ms is None or ends_ms - now_ms > EXPIRY_WARNING_MS:
        return ""
    if ends_ms <= now_ms:
        return "The AWS session has ended: sign in again."
    minutes = max(1, (ends_ms - now_ms) // 60_000)
    return f"The AWS session ends in {minutes} min and was not renewed: sign in again."
