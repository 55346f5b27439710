"""What the deployed stack costs for 1,000 orders: three events each, both kinds of payment result.

List prices of us-east-1 without the free tier, as their sources had them on the dates given. The
two estimates of Step Functions differ by whether start and end of an execution count as
transitions, on which sources disagree. Nothing is charged while no orders come, but for the log.
"""

from typing import Final

from eda_core.domain.deployment import CostLine

COSTS: Final = (
    CostLine(
        "Step Functions, Standard",
        "3,000 to 5,000 transitions",
        "$0.025 per 1,000",
        "AWS pricing page",
        0.075,
        0.125,
    ),
    CostLine(
        "SNS e-mail", "3,000 mails", "$2 per 100,000", "factualminds.com, Jun 2026", 0.06, 0.06
    ),
    CostLine(
        "EventBridge", "3,000 events", "$1.00 per million", "cloudburn.io, Mar 2026", 0.003, 0.003
    ),
    CostLine(
        "Lambda",
        "5,000 calls of 100 ms, 256 MB, arm64",
        "$0.20 per million, $0.0000133334 per GB-s",
        "wring.co, Mar 2026",
        0.0027,
        0.0027,
    ),
    CostLine("CloudWatch Logs", "3 MB", "$0.50 per GB", "c3x.dev, Jun 2026", 0.0015, 0.0015),
    CostLine(
        "SNS publish",
        "3,000 calls",
        "$0.50 per million",
        "factualminds.com, Jun 2026",
        0.0015,
        0.0015,
    ),
    CostLine(
        "DynamoDB",
        "2,000 writes, 1,000 reads",
        "$0.625 and $0.125 per million",
        "airbyte.com, Jul 2025",
        0.0014,
        0.0014,
    ),
    CostLine("HTTP API", "1,000 requests", "$1.00 per million", "AWS whitepaper", 0.001, 0.001),
)

MAIL: Final = "SNS e-mail"
"""The one line that falls away without an e-mail address."""


def costs(with_mail: bool) -> tuple[CostLine, ...]:
    """Return the lines that apply, the most expensive first."""
    return tuple(line for line in COSTS if with_mail or line.item != MAIL)
