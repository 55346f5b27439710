"""The parts of the architecture, and the lines along which an event comes onto the bus."""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum, StrEnum
from typing import Any, Final

from eda_core.domain.events import Event, arn_among, is_sent_again
from eda_core.domain.orders import DetailType, Source, order_id_of
from eda_core.stack import Stack


class Element(StrEnum):
    """A fixed part of the architecture."""

    CUSTOMER = "customer"
    API = "api"
    CREATE_ORDER = "create-order"
    TABLE = "table"
    UPDATE_ORDER = "update-order"
    OTHERS = "others"
    BUS = "bus"
    PAYMENT = "payment"
    NOTIFICATION = "notification"
    TOPIC = "topic"
    LOG = "log"
    DEAD_LETTERS = "dead-letters"


Edge = tuple[str, str]
"""From one element to the next."""

_RULE: Final = "rule/"


def rule_element(rule: str) -> str:
    """Return the element of the rule of this name."""
    return f"{_RULE}{rule}"


def rule_of(element: str) -> str:
    """Return the name of the rule an element is, or nothing."""
    return element.removeprefix(_RULE) if element.startswith(_RULE) else ""


def target_elements(stack: Stack) -> Mapping[str, Element]:
    """Return the elements that take events from rules, by their names in this stack."""
    return {
        stack.log_group: Element.LOG,
        stack.state_machine: Element.PAYMENT,
        stack.update_order: Element.UPDATE_ORDER,
        stack.notification: Element.NOTIFICATION,
    }


class Origin(IntEnum):
    """How an event came to be on the bus."""

    CREATED = 0
    UPDATED = 1
    PAID = 2
    BY_HAND = 3


EDGES_ONTO_BUS: Final[Mapping[Origin, tuple[Edge, ...]]] = {
    Origin.CREATED: (
        (Element.CUSTOMER, Element.API),
        (Element.API, Element.CREATE_ORDER),
        (Element.CREATE_ORDER, Element.TABLE),
        (Element.CREATE_ORDER, Element.BUS),
    ),
    Origin.UPDATED: (
        (Element.UPDATE_ORDER, Element.TABLE),
        (Element.UPDATE_ORDER, Element.BUS),
    ),
    Origin.PAID: ((Element.PAYMENT, Element.BUS),),
    Origin.BY_HAND: ((Element.OTHERS, Element.BUS),),
}
"""The edges an event came along to be on the bus, in order."""


def origin_of(event: Event) -> Origin:
    """Return how an event came to be on the bus, as far as it says.

    An OrderCreated that the API would have refused, a payment without an execution, or what no
    service of the demo publishes, was put on the bus by somebody else.
    """
    return origin_by((event.source, event.detail_type), event.detail, event.resources)


def origin_by(kind: tuple[str, str], detail: Mapping[str, Any], resources: Sequence[str]) -> Origin:
    """Return the origin of an event of this source and detail-type."""
    origin, was_published = _ORIGINS.get(kind, _UNKNOWN)
    by_itself = was_published(detail, resources) and not is_sent_again(resources)
    return origin if by_itself else Origin.BY_HAND


def origins_by(
    kinds: Sequence[tuple[str, str]],
    places: Sequence[int],
    details: Sequence[Mapping[str, Any]],
    resources: Sequence[Sequence[str]],
) -> list[Origin]:
    """Return `origin_by` of each of many events; ``places`` say which of the kinds each is of."""
    claims = [_ORIGINS.get(kind, _UNKNOWN) for kind in kinds]
    by_hand = Origin.BY_HAND
    return [
        origin
        if (was_published is _always or was_published(detail, named))
        and not (named and is_sent_again(named))
        else by_hand
        for (origin, was_published), detail, named in zip(
            map(claims.__getitem__, places), details, resources, strict=True
        )
    ]


def _was_placed(detail: Mapping[str, Any], _: Sequence[str]) -> bool:
    """Return whether the API would have taken the order."""
    is_whole = type(detail.get("id")) is int or type(order_id_of(detail)) is int
    return is_whole and type(detail.get("amount")) in _NUMBERS


def _was_executed(_: Mapping[str, Any], resources: Sequence[str]) -> bool:
    """Return whether the event names its execution, as Step Functions makes it do."""
    return bool(arn_among(resources))


def _always(_detail: Mapping[str, Any], _: Sequence[str]) -> bool:
    return True


_NUMBERS: Final = (int, float)
"""The types of JSON's numbers: True and False are none."""

_Claim = tuple[Origin, Callable[[Mapping[str, Any], Sequence[str]], bool]]

_UNKNOWN: Final[_Claim] = (Origin.BY_HAND, _always)
_ORIGINS: Final[Mapping[tuple[str, str], _Claim]] = {
    (Source.ORDER_SERVICE, DetailType.ORDER_CREATED): (Origin.CREATED, _was_placed),
    (Source.ORDER_SERVICE, DetailType.ORDER_COMPLETED): (Origin.UPDATED, _always),
    (Source.ORDER_SERVICE, DetailType.ORDER_CANCELLED): (Origin.UPDATED, _always),
    (Source.PAYMENT_SERVICE, DetailType.PAYMENT_SUCCEEDED): (Origin.PAID, _was_executed),
    (Source.PAYMENT_SERVICE, DetailType.PAYMENT_FAILED): (Origin.PAID, _was_executed),
}
