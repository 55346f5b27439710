"""The one table from what boto3 raised to what is said about it; the first row that fits wins."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError
from botocore.response import URLLib3ProtocolError, URLLib3ReadTimeoutError

from eda_core.aws.failures.case import Case, clock_difference, profiles_here
from eda_core.aws.failures.credential_guard import CodeNeeded
from eda_core.aws.failures.refusal import FailureKind

SOON_MS: Final = 5_000
"""After this many milliseconds trying again may help: nothing has to be mended by hand."""

Words = str | Callable[[Case], str]
"""A sentence, with `Case.words` in braces, or what makes one of a case."""


def _said(words: Words, case: Case) -> str:
    return words.format(**case.words()) if isinstance(words, str) else words(case)


@dataclass(frozen=True, slots=True)
class Row:
    """Which cases it fits, by class or code and by words in the text, and what to say of them."""

    kind: FailureKind
    sentence: Words
    remedy: Words
    types: tuple[type[Exception], ...] = ()
    codes: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    retry_after_ms: int | None = None
    is_local: bool | None = field(default=None)

    def fits(self, case: Case) -> bool:
        """Return whether this row speaks of the case."""
        if not (isinstance(case.exception, self.types) or case.code in self.codes):
            return False
        if self.is_local not in (None, case.target.is_local):
            return False
        return not self.texts or any(text in case.text for text in self.texts)

    def said(self, case: Case) -> str:
        """Return what happened."""
        return _said(self.sentence, case)

    def remedied(self, case: Case) -> str:
        """Return what to do."""
        return _said(self.remedy, case)


def _profile_unknown(_: Case) -> str:
    known = profiles_here()
    here = f"The profiles here are: {known}." if known else "There are no profiles here."
    return f"{here} To make one: aws configure sso"


def _clock_off(case: Case) -> str:
    difference = clock_difference(case.text)
    by = f" ({difference})" if difference else ""
    return f"This computer's clock is too far from AWS's{by}, so AWS refuses its signatures."


_SIGN_IN_AGAIN: Final = "{login}"
_DEPLOY: Final = "python -m eda_core deploy {options}"
_SHOWN_POLICY: Final = 'Allow "{action}"; docs/AWS.md has the whole policy of the dashboard.'
_NETWORK: Final = (
    boto.ConnectionError,
    boto.HTTPClientError,
    boto.IncompleteReadError,
    URLLib3ProtocolError,
    URLLib3ReadTimeoutError,
)
_SIGN_IN_HOSTS: Final = ("//oidc.", "//portal.sso.", ".signin.aws")

ROWS: Final = (
    Row(
        FailureKind.CREDENTIALS,
        "There are no AWS credentials.",
        "{login}   (or set AWS_PROFILE to a profile that has some)",
        types=(boto.NoCredentialsError, boto.NoAuthTokenError),
    ),
    Row(
        FailureKind.CREDENTIALS,
        "The AWS credentials are not whole: {text}.",
        "Set what is missing, or unset the other half and use a profile.",
        types=(boto.PartialCredentialsError,),
    ),
    Row(
        FailureKind.SETTINGS,
        "There is no such AWS profile: {text}.",
        _profile_unknown,
        types=(boto.ProfileNotFound,),
    ),
    Row(
        FailureKind.CREDENTIALS,
        "The profile asks for a code of an MFA device, which cannot be typed here.",
        "Sign in first (aws sso login or aws login), or export a session made with the code.",
        types=(CodeNeeded, boto.RefreshWithMFAUnsupportedError),
    ),
    Row(
        FailureKind.EXPIRED,
        "The AWS sign-in has expired.",
        _SIGN_IN_AGAIN,
        types=(boto.TokenRetrievalError, boto.UnauthorizedSSOTokenError),
    ),
    Row(
        FailureKind.CREDENTIALS,
        "Nobody is signed in with this AWS profile yet.",
        _SIGN_IN_AGAIN,
        types=(boto.SSOTokenLoadError,),
    ),
    Row(
        FailureKind.EXPIRED,
        "The AWS sign-in has expired or changed.",
        "aws login",
        types=(boto.LoginError,),
    ),
    Row(
        FailureKind.SETTINGS,
        "This profile needs more of boto3 than is installed: {text}",
        'python -m pip install "botocore[crt]"',
        types=(boto.MissingDependencyException,),
    ),
    Row(
        FailureKind.SETTINGS,
        "No AWS Region is chosen.",
        "Choose a Region, or set AWS_DEFAULT_REGION.",
        types=(boto.NoRegionError,),
    ),
    Row(
        FailureKind.SETTINGS,
        "{text} Check the Region: {region}.",
        "Choose a Region such as eu-central-1.",
        types=(boto.InvalidRegionError, boto.UnknownEndpointError, boto.UnknownRegionError),
    ),
    Row(
        FailureKind.EXPIRED,
        "The AWS session has expired.",
        _SIGN_IN_AGAIN,
        codes=frozenset(("ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired")),
    ),
    Row(
        FailureKind.EXPIRED,
        "The AWS session has expired.",
        _SIGN_IN_AGAIN,
        types=(RuntimeError,),
        texts=("still expired",),
    ),
    Row(
        FailureKind.CLOCK,
        _clock_off,
        "Set this computer's clock by a time server (on Linux: sudo timedatectl set-ntp true).",
        codes=frozenset(("InvalidSignatureException", "SignatureDoesNotMatch")),
        texts=("Signature expired", "Signature not yet current"),
    ),
    Row(
        FailureKind.CLOCK,
        _clock_off,
        "Set this computer's clock by a time server (on Linux: sudo timedatectl set-ntp true).",
        codes=frozenset(("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture")),
    ),
    Row(
        FailureKind.CREDENTIALS,
        "AWS does not know these credentials: {text}",
        "Check the profile and the account it belongs to: aws sts get-caller-identity",
        codes=frozenset(
            (
                "UnrecognizedClientException",
                "InvalidClientTokenId",
                "InvalidAccessKeyId",
                "InvalidSignatureException",
                "SignatureDoesNotMatch",
                "AuthFailure",
                "MissingAuthenticationToken",
                "MissingAuthenticationTokenException",
            )
        ),
    ),
    Row(
        FailureKind.PERMISSION,
        "These credentials may not call {action}.",
        _SHOWN_POLICY,
        codes=frozenset(
            (
                "AccessDeniedException",
                "AccessDenied",
                "AuthorizationError",
                "UnauthorizedOperation",
                "NotAuthorized",
                "ForbiddenException",
            )
        ),
    ),
    Row(
        FailureKind.NOT_DEPLOYED,
        "There is no {name} {where}.",
        _DEPLOY,
        codes=frozenset(("ValidationError",)),
        texts=("does not exist",),
    ),
    Row(
        FailureKind.NOT_DEPLOYED,
        "There is no {name} {where}: {text}",
        _DEPLOY,
        codes=frozenset(
            (
                "ResourceNotFoundException",
                "StateMachineDoesNotExist",
                "QueueDoesNotExist",
                "AWS.SimpleQueueService.NonExistentQueue",
                "NotFoundException",
                "NoSuchEntity",
            )
        ),
    ),
    Row(
        FailureKind.SETTINGS,
        "There is no such bucket {where}.",
        "Check the address, and whose credentials these are: aws s3 ls",
        codes=frozenset(("NoSuchBucket",)),
    ),
    Row(
        FailureKind.SETTINGS,
        "There is no such file any more.",
        "Check the address: aws s3 ls",
        codes=frozenset(("NoSuchKey",)),
    ),
    Row(
        FailureKind.REFUSED,
        "The file was written again while it was read.",
        "Open it again.",
        codes=frozenset(("PreconditionFailed",)),
    ),
    Row(
        FailureKind.REFUSED,
        "The file is in an archive, and cannot be read from there.",
        "Have it restored first: aws s3api restore-object",
        codes=frozenset(("InvalidObjectState",)),
    ),
    Row(
        FailureKind.SETTINGS,
        "What answers {where} does not know {action}.",
        "AWS itself knows it: ask on a real account, or take an emulator that has it.",
        codes=frozenset(
            ("UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented")
        ),
    ),
    Row(
        FailureKind.THROTTLED,
        "AWS asks to slow down ({action}).",
        "Nothing to do: it is asked again, less often.",
        codes=frozenset(
            (
                "ThrottlingException",
                "Throttling",
                "ThrottledException",
                "TooManyRequestsException",
                "RequestLimitExceeded",
                "RequestThrottled",
                "SlowDown",
                "LimitExceededException",
                "ProvisionedThroughputExceededException",
            )
        ),
        retry_after_ms=SOON_MS,
    ),
    Row(
        FailureKind.UNREACHABLE,
        "The sign-in of AWS cannot be reached.",
        "Check the network, then: {login}",
        types=_NETWORK,
        texts=_SIGN_IN_HOSTS,
        retry_after_ms=SOON_MS,
    ),
    Row(
        FailureKind.UNREACHABLE,
        "Nothing answers at {address}: is the emulator running there?",
        "Start the emulator, or leave the endpoint URL out to ask AWS.",
        types=_NETWORK,
        retry_after_ms=SOON_MS,
        is_local=True,
    ),
    Row(
        FailureKind.UNREACHABLE,
        "AWS cannot be reached in {region}. Check the network, and the Region: {region}.",
        "aws sts get-caller-identity",
        types=_NETWORK,
        retry_after_ms=SOON_MS,
    ),
    Row(
        FailureKind.CREDENTIALS,
        "The AWS credentials cannot be had: {text}",
        "Mend the profile in ~/.aws/config, then: aws sts get-caller-identity",
        types=(
            boto.CredentialRetrievalError,
            boto.InvalidConfigError,
            boto.UnknownCredentialError,
            boto.MetadataRetrievalError,
            boto.ConfigParseError,
            boto.ConfigNotFound,
        ),
    ),
    Row(
        FailureKind.SETTINGS,
        "What answers at {address} does not speak as AWS does.",
        "Check the endpoint URL, and whether this network wants a sign-in page first.",
        types=(ResponseParserError,),
    ),
    Row(
        FailureKind.SETTINGS,
        "This is no usable endpoint: {text}",
        "Give an address like http://127.0.0.1:4566, or none to ask AWS.",
        types=(ValueError,),
        texts=("endpoint",),
    ),
)

SERVICE_FAULT: Final = Row(
    FailureKind.SERVICE,
    "AWS has trouble of its own with {action}: {text}",
    "Nothing to do: it is asked again. https://health.aws.amazon.com says what is known.",
    retry_after_ms=SOON_MS,
)
UNKNOWN: Final = Row(
    FailureKind.REFUSED,
    "AWS could not do {action}: {text}",
    "python -m eda_core preflight {options}",
)
