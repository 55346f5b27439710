"""The meter: what this visit has asked of AWS, and about what it costs.

Prices are list prices of us-east-1 without free tier, each with its source and date. They say the
order of magnitude and are no bill.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from typing import Final

from eda_core.domain.deployment import CallTotal


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for one unit (a call, unless ``source`` says otherwise), and who says so when."""

    usd: float
    source: str
    date: str


PRICES: Final[Mapping[tuple[str, str], Price]] = MappingProxyType(
    {
        ("api", "POST /order"): Price(
            0.0002, "one order with three e-mails, all services together", "2026-11"
        ),
        ("events", "PutEvents"): Price(
            1e-6, "cloudburn.io: custom events, $1.00 a million", "2026-03"
        ),
        ("eventbridgev2", "PutEvents"): Price(
            0.2e-6, "seen by others: $0.18 a GB, here one KB; deliveries not counted", "2026-10"
        ),
        ("stepfunctions", "StartExecution"): Price(
            125e-6,
            "five state transitions, $0.025 a thousand; what it sets off not counted",
            "2026-11",
        ),
        ("dynamodb", "Query"): Price(
            0.125e-6, "airbyte.com: read request units, $0.125 a million", "2025-07"
        ),
        ("sqs", "GetQueueAttributes"): Price(0.4e-6, "standard queue, $0.40 a million", "2026"),
        ("logs", "StartLiveTail minute"): Price(
            0.01, "c3x.dev: Live Tail, $0.01 a minute", "2026-06"
        ),
    }
)
"""What costs by the call; an operation not named here is free, as FilterLogEvents is."""


@dataclass(frozen=True, slots=True)
class CallSnapshot:
    """The meter at one moment, the operation asked for most often first."""

    calls: tuple[CallTotal, ...] = ()

    @property
    def count(self) -> int:
        """Requests sent, tries again included."""
        return sum(call.count for call in self.calls)

    @property
    def usd(self) -> float:
        """What they cost in US dollars, by list price."""
        return sum(call.usd for call in self.calls)


class CallMeter:
    """Counts calls by service and operation; safe to use from several threads.

    ``prices`` is what operations cost; give an empty table for an emulator, which costs nothing.
    """

    def __init__(self, prices: Mapping[tuple[str, str], Price] = PRICES) -> None:
        self._prices = prices
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def count(self, service: str, operation: str, requests: int = 1) -> None:
        """Note that an operation was asked for, as ``count("logs", "FilterLogEvents")``."""
        with self._lock:
            self._counts[service, operation] += requests

    def snapshot(self) -> CallSnapshot:
        """Return the counts so far."""
        with self._lock:
            counts = self._counts.most_common()
        return CallSnapshot(tuple(self._counted(*key, count) for key, count in counts))

    def _counted(self, service: str, operation: str, count: int) -> CallTotal:
        price = self._prices.get((service, operation))
        usd = 0.0 if price is None else count * price.usd
        return CallTotal(service, operation, count, usd)
