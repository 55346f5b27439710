"""What AWS refused, in a sentence, with the remedy to copy and when to try again.

An exception of boto3 never leaves `eda_core.aws`: `explain` turns it into an `AwsFailure` by one
table. The classes and codes were seen with botocore 1.44 (its ``exceptions`` module; the "Common
Errors" page of each service's API Reference). No failure names an account or holds a key.
"""

from eda_core.aws.failures.case import Case, case_of
from eda_core.aws.failures.causes import ROWS, SERVICE_FAULT, UNKNOWN, Row
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.target import StackTarget

__all__ = ["AwsFailure", "FailureKind", "explain"]


def explain(exception: Exception, service: str, operation: str, target: StackTarget) -> AwsFailure:
    """Return the failure an exception of boto3 stands for.

    ``service`` is boto3's name of it, ``operation`` the API's own, such as ``FilterLogEvents``.
    """
    case = case_of(exception, service, operation, target)
    row = next((row for row in ROWS if row.fits(case)), None)
    return _failure(row or (SERVICE_FAULT if case.status >= 500 else UNKNOWN), case)


def _failure(row: Row, case: Case) -> AwsFailure:
    return AwsFailure(
        row.said(case),
        remedy=row.remedied(case),
        retry_after_ms=row.retry_after_ms,
        code=case.code,
        kind=row.kind,
        said=case.text,
    )
