"""A failure of AWS as the rest of the project sees it."""

from enum import StrEnum
from typing import Final

from eda_core.domain.errors import BackendError
from eda_core.domain.masking import masked

MAX_SAID: Final = 500
"""Characters kept of what AWS itself said."""


class FailureKind(StrEnum):
    """What a failure is about, and so who can mend it."""

    CREDENTIALS = "credentials"
    EXPIRED = "expired"
    CLOCK = "clock"
    PERMISSION = "permission"
    SETTINGS = "settings"
    NOT_DEPLOYED = "not deployed"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    SERVICE = "service"
    REFUSED = "refused"


class AwsFailure(BackendError):
    """AWS could not do what was asked. The message is a sentence, masked like all else here.

    ``remedy`` is a command or a step to copy, ``retry_after_ms`` when trying again may help (None
    where somebody has to act first), ``code`` AWS's own or boto3's name of what happened, and
    ``said`` AWS's own words, masked.
    """

    def __init__(
        self,
        sentence: str,
        *,
        remedy: str = "",
        retry_after_ms: int | None = None,
        code: str = "",
        kind: FailureKind = FailureKind.REFUSED,
        said: str = "",
    ) -> None:
        super().__init__(masked(sentence))
        self.remedy = masked(remedy)
        self.retry_after_ms = retry_after_ms
        self.code = code
        self.kind = kind
        self.said = masked(said[:MAX_SAID])

    def at(self, place: str) -> "AwsFailure":
        """Return the same failure, its sentence beginning with where it was."""
        return AwsFailure(
            f"{place}: {self}",
            remedy=self.remedy,
            retry_after_ms=self.retry_after_ms,
            code=self.code,
            kind=self.kind,
            said=self.said,
        )
