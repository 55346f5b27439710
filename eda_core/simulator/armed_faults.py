"""Armed faults: whether one strikes here and now.

Chance comes from a seed of its own, so arming a fault changes no other draw.
"""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Final

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import ArmedFault, Fault, FaultKind
from eda_core.domain.orders import OrderId
from eda_core.stack import Rule

MOST_ARMED: Final = 50
MAX_DELAY_MS: Final = 3_600_000
MAX_STRIKES: Final = 1_000_000


class Faults:
    """The faults of one world, in the order they were armed."""

    __slots__ = ("armed", "last_number", "random")

    def __init__(self, seed: int) -> None:
        self.random = Random(f"faults {seed}")  # noqa: S311 - repeatable, not secret
        self.armed: tuple[ArmedFault, ...] = ()
        """What is armed, oldest first."""
        self.last_number = 0

    def restore(self, last_number: int, armed: Iterable[ArmedFault]) -> None:
        """Have these armed, and so many ever armed."""
        self.last_number, self.armed = last_number, tuple(armed)

    def arm(self, fault: Fault) -> int:
        """Arm a fault; answers its number. Raises `InvalidRequest` for one that cannot be."""
        _check(fault)
        if len(self.armed) >= MOST_ARMED:
            raise InvalidRequest("LimitExceeded", f"At most {MOST_ARMED} faults can be armed.")
        self.last_number += 1
        left = fault.next_n if fault.share is None else None
        self.armed += (ArmedFault(self.last_number, fault, left),)
        return self.last_number

    def disarm(self, number: int | None = None) -> None:
        """Disarm one fault, or all of them."""
        kept = (armed for armed in self.armed if number not in (None, armed.number))
        self.armed = tuple(kept)

    def strikes(self, kind: FaultKind, where: str, order: OrderId | None) -> Fault | None:
        """Return the first armed fault of this kind that strikes here, if one does."""
        for armed in self.armed:  # most of the time there is none
            if _fits(armed.fault, kind, where, order) and self._hits(armed):
                return armed.fault
        return None

    def _hits(self, armed: ArmedFault) -> bool:
        if armed.left is None:
            return self.random.random() < (armed.fault.share or 0)
        struck = replace(armed, left=armed.left - 1)
        others = (struck if each is armed else each for each in self.armed)
        self.armed = tuple(each for each in others if each.left != 0)
        return True


def arrivals(faults: Faults, rule: Rule, order: OrderId | None, due_ms: int) -> list[int]:
    """Return when a delivery arrives (epoch milliseconds): once, unless faults have
    it otherwise.
    """
    if faults.strikes(FaultKind.DROP, rule.name, order):
        return []
    for kind, where in ((FaultKind.DELAY, rule.name), (FaultKind.TARGET_SLOW, rule.target.name)):
        if fault := faults.strikes(kind, where, order):
            due_ms += fault.delay_ms
    if fault := faults.strikes(FaultKind.REORDER, rule.name, order):
        due_ms += faults.random.randint(0, fault.delay_ms)
    if fault := faults.strikes(FaultKind.DUPLICATE, rule.name, order):
        return [due_ms, due_ms + faults.random.randint(1, max(1, fault.delay_ms))]
    return [due_ms]


def _fits(fault: Fault, kind: FaultKind, where: str, order: OrderId | None) -> bool:
    return (
        fault.kind is kind
        and fault.where in ("", where)
        and (fault.order is None or fault.order == order)
    )


def _check(fault: Fault) -> None:
    if (fault.next_n is None) == (fault.share is None):
        raise InvalidRequest("ValidationException", "A fault strikes so many times, or a share.")
    if fault.next_n is not None and not 1 <= fault.next_n <= MAX_STRIKES:
        raise InvalidRequest("ValidationException", "A fault strikes 1 to 1,000,000 times.")
    if fault.share is not None and not 0 < fault.share <= 1:
        raise InvalidRequest("ValidationException", "A share lies above 0 and not above 1.")
    if not 0 <= fault.delay_ms <= MAX_DELAY_MS:
        raise InvalidRequest("ValidationException", "A delay takes an hour at most.")
