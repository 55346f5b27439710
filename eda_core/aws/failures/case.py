"""One exception of boto3, taken apart: what a row of the failure table looks at and tells of."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from eda_core.aws.failures.refusal import MAX_SAID
from eda_core.aws.target import StackTarget

_IAM_NAMES: Final = {
    "stepfunctions": "states",
    "apigatewayv2": "apigateway",
    "eventbridgev2": "events",
}
"""IAM's prefix for the services boto3 names otherwise (Service Authorization Reference)."""

_IAM_ACTIONS: Final = {
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:UploadFileobj": "s3:PutObject",
}
"""IAM's action for an operation that is called otherwise there (same reference)."""

_ACTION: Final = re.compile(r"not authorized to perform:? ([A-Za-z0-9-]+:[A-Za-z0-9]+)")
_CLOCKS: Final = re.compile(r"(\d{8}T\d{6}Z) is (?:now|still) .{0,60}?\((\d{8}T\d{6}Z) [-+] ")


@dataclass(frozen=True, slots=True)
class Case:
    """What happened: ``code`` is AWS's or the exception's name, ``status`` 0 without an answer."""

    exception: Exception
    code: str
    text: str
    status: int
    service: str
    operation: str
    target: StackTarget

    def words(self) -> Mapping[str, str]:
        """Return what the sentences of the table may speak of."""
        return {
            "action": self.action,
            "text": self.text,
            "code": self.code,
            "name": self.target.name,
            "where": self.where,
            "region": self.target.region or "the default Region",
            "address": self.target.endpoint_url or "AWS",
            "options": self._options(),
            "login": f"aws sso login{self._profile()}",
        }

    @property
    def action(self) -> str:
        """The action as an IAM policy names it, such as ``logs:FilterLogEvents``."""
        named = _ACTION.search(self.text)
        if named is not None:
            return named[1]
        action = f"{_IAM_NAMES.get(self.service, self.service)}:{self.operation}"
        return _IAM_ACTIONS.get(action, action)

    @property
    def where(self) -> str:
        """The Region or the endpoint, as a sentence says it."""
        if self.target.is_local:
            return f"at {self.target.endpoint_url}"
        return f"in {self.target.region}" if self.target.region else "in the default Region"

    def _profile(self) -> str:
        return f" --profile {shlex.quote(self.target.profile)}" if self.target.profile else ""

    def _options(self) -> str:
        target = self.target
        region = f" --region {target.region}" if target.region else ""
        endpoint = f" --endpoint-url {shlex.quote(target.endpoint_url)}" if target.is_local else ""
        return f"--name {target.name}{region}{self._profile()}{endpoint}"


def case_of(exception: Exception, service: str, operation: str, target: StackTarget) -> Case:
    """Take an exception apart; `explain` says what the arguments are."""
    error = _error(exception)
    return Case(
        exception=exception,
        code=str(error.get("Code") or type(exception).__name__),
        text=str(error.get("Message") or exception)[:MAX_SAID].strip(),
        status=_status(exception),
        service=service,
        operation=operation,
        target=target,
    )


def _error(exception: Exception) -> Mapping[str, Any]:
    # Some exceptions of botocore have a `response` that is None, so the class is asked.
    found = exception.response.get("Error") if isinstance(exception, ClientError) else None
    return found if isinstance(found, dict) else {}


def _status(exception: Exception) -> int:
    if not isinstance(exception, ClientError):
        return 0
    metadata = exception.response.get("ResponseMetadata")
    status = metadata.get("HTTPStatusCode") if isinstance(metadata, dict) else None
    return status if isinstance(status, int) else 0


def clock_difference(text: str) -> str:
    """Return how far the computer's clock is off, read from AWS's refusal; empty if it does not
    say.
    """
    found = _CLOCKS.search(text)
    if found is None:
        return ""
    try:
        ours, theirs = (_seconds(stamp) for stamp in found.groups())
    except ValueError:
        return ""
    minutes, seconds = divmod(abs(theirs - ours), 60)
    return f"{minutes} min {seconds} s {'behind' if ours < theirs else 'ahead'}"


def _seconds(stamp: str) -> int:
    moment = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return int(moment.timestamp())


def profiles_here() -> str:
    """Return the profiles of this computer, as a list in a sentence; empty if there are none."""
    try:
        return ", ".join(sorted(Session().available_profiles))
    except BotoCoreError:
        return ""
