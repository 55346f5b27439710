"""What the deployed stack costs for 1,000 orders: three events each, both kinds of payment result.

List prices of us-east-1 without the free tier, as their sources had them on the dates given. The
two estimates of Step Functions differ by whether start and end of an execution count as
transitions, on which sources disagree. Nothing is charged while no orders come, but for the log.
"""

from operator import attrgetter
from typing import Final

from eda_core.domain.deployment import CostLine
from eda_core.domain.settings import BusKind

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

_ON_CUSTOM_BUS: Final = {
    "EventBridge": CostLine(
        "EventBridge",
        "3,000 events in, 8,000 deliveries, 1 KB each; universal targets may cost more",
        "$0.18 and $0.05 per GB",
        "seen by others, Oct 2026",
        0.001,
        0.001,
    ),
    "Lambda": CostLine(
        "Lambda",
        "6,000 calls of 100 ms, 256 MB, arm64",
        "$0.20 per million, $0.0000133334 per GB-s",
        "wring.co, Mar 2026",
        0.0032,
        0.0032,
    ),
}
"""What differs on a custom bus, by item: it is paid by the KB, and one more function publishes."""

MAIL: Final = "SNS e-mail"
"""The one line that falls away without an e-mail address."""


_LOG_PRICE: Final = "$0.50 per GB"
_LOG_SOURCE: Final = "c3x.dev, Jun 2026; the size is our estimate"
_BUS_LOG_USD: Final = {
    "OFF": None,
    "ERROR": (0.0, 0.0),
    "INFO": (0.0, 0.018),
    "TRACE": (0.018, 0.018),
}
"""By level: 49 records of about 730 bytes an order are all that can be. Which of them belong to
INFO is in a table of AWS's that was not read; errors alone are none while all goes well."""

_SUBSCRIBER_LOG_USD: Final = {"ERROR": (0.0, 0.0), "INFO": (0.01, 0.01)}
"""The same of a custom bus: for each of 8 deliveries an order a match and an attempt."""

_EXECUTION_LOG: Final = CostLine(
    "Executions' log", "11,000 records, 5 MB", _LOG_PRICE, _LOG_SOURCE, 0.0025, 0.0025
)


def costs(
    with_mail: bool,
    bus_logs: str = "OFF",
    *,
    execution_logs: bool = False,
    kind: BusKind = BusKind.CLASSIC,
) -> tuple[CostLine, ...]:
    """Return the lines that apply, the most expensive first."""
    lines = [line for line in COSTS if with_mail or line.item != MAIL]
    size, usd = "49,000 records, 36 MB", _BUS_LOG_USD.get(bus_logs)
    if kind is BusKind.CUSTOM:
        lines = [_ON_CUSTOM_BUS.get(line.item, line) for line in lines]
        size, usd = "16,000 records, 20 MB", _SUBSCRIBER_LOG_USD.get(bus_logs)
    if usd is not None:
        units = f"at level {bus_logs}, up to {size}"
        lines.append(CostLine("Bus logs", units, _LOG_PRICE, _LOG_SOURCE, *usd))
    if execution_logs:
        lines.append(_EXECUTION_LOG)
    return tuple(sorted(lines, key=attrgetter("usd_high"), reverse=True))
