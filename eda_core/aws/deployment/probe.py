"""One order from end to end: submitted to the API, and followed in the catch-all log."""

import json
from typing import Final

from eda_core.aws.command_lines import aws_command
from eda_core.aws.deployment.findings import Finding, failed, ok
from eda_core.aws.deployment.site import StackSite
from eda_core.domain.events import LogRecord, record_from_text
from eda_core.domain.orders import DetailType, Order, order_id_of

WAIT_SECONDS: Final = 3.0
MOST_LOOKS: Final = 30
"""A minute and a half: an order takes seconds, and its log lines some more."""

BACK_MS: Final = 60_000
"""How far before the order the log is read: clocks differ."""

AMOUNT: Final = 100
EXPECTED: Final = (
    DetailType.ORDER_CREATED,
    DetailType.PAYMENT_SUCCEEDED,
    DetailType.ORDER_COMPLETED,
)


def probe(site: StackSite) -> Finding:
    """Return whether an order comes through.

    Its id is the time as a negative number, which no other order has and no count goes on from.
    """
    started_ms = site.clock()
    order = Order(-(started_ms // 1000), AMOUNT)
    answer = site.api.place(order.to_body())
    if not answer.accepted:
        said = str(answer.body.get("error", ""))[:200]
        return failed(f"The order API answered {answer.status}: {said}", _tail(site))
    return _followed(site, order.id, started_ms)


def _followed(site: StackSite, order_id: int, started_ms: int) -> Finding:
    seen: set[str] = set()
    for _ in range(MOST_LOOKS):
        seen = _kinds_seen(site, order_id, started_ms)
        if seen.issuperset(EXPECTED):
            seconds = (site.clock() - started_ms) / 1000
            return ok(f"Order {order_id} came through: three events logged within {seconds:.0f} s.")
        site.wait(WAIT_SECONDS)
    missing = next(kind.value for kind in EXPECTED if kind not in seen)
    return failed(f"Order {order_id} was taken, but {missing} did not come.", _tail(site))


def _kinds_seen(site: StackSite, order_id: int, started_ms: int) -> set[str]:
    pages = site.clients.pages(
        "logs",
        "FilterLogEvents",
        logGroupName=site.log_group,
        startTime=started_ms - BACK_MS,
    )
    texts = (event.get("message", "") for page in pages for event in page.get("events", ()))
    records = (record_from_text(1, 0, text) for text in texts if str(order_id) in text)
    events = (record.event for record in records if isinstance(record, LogRecord))
    return {event.detail_type for event in events if order_id_of(event.detail) == order_id}


def _tail(site: StackSite) -> str:
    return aws_command(f"logs tail {json.dumps(site.log_group)} --follow", site.clients.target)
