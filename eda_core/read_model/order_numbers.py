"""Orders numbered as they are first read, so that a column can hold them."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeGuard, overload

from eda_core.domain.chunks import Json
from eda_core.domain.orders import MAX_NUMBER, OrderId, order_id_of
from eda_core.read_model.columns import Columns, check_lengths, check_most

LARGEST_GONE_ON_FROM: Final = MAX_NUMBER // 2
"""An order of a greater number is not gone on from: there might be no number left for the next."""

_INT64: Final = 2**63


def greatest_of(orders: Iterable[OrderId]) -> int:
    """Return the greatest number among these that the next order can go on from, 0 if none is."""
    return max((each for each in orders if is_gone_on_from(each)), default=0)


def is_gone_on_from(order: OrderId) -> TypeGuard[int]:
    """Return whether the number proposed next is to be above this one."""
    return isinstance(order, int) and 0 < order <= LARGEST_GONE_ON_FROM


class OrderIds(Sequence[OrderId]):
    """The ids of orders, by their numbers less one: a column, for nearly all are whole numbers.

    ``named`` has, by its place, each that is none, or one a column has no room for.
    """

    def __init__(self) -> None:
        self.column = array("q")
        self.named: dict[int, OrderId] = {}

    def __len__(self) -> int:
        return len(self.column)

    @overload
    def __getitem__(self, place: int) -> OrderId: ...

    @overload
    def __getitem__(self, place: slice) -> list[OrderId]: ...

    def __getitem__(self, place: int | slice) -> OrderId | list[OrderId]:
        if isinstance(place, slice):
            places = range(*place.indices(len(self)))
            found: list[OrderId] = [*self.column[place]]
            for named in self.named.keys() & places:
                found[places.index(named)] = self.named[named]
            return found
        return self.named[place] if place in self.named else self.column[place]

    def __iter__(self) -> Iterator[OrderId]:
        return iter(self[:])

    def append(self, order: OrderId) -> None:
        """Take the id of the next order."""
        if isinstance(order, int) and -_INT64 <= order < _INT64:
            self.column.append(order)
        else:
            self.named[len(self.column)] = order
            self.column.append(0)


class OrderNumbers:
    """Numbers orders from 1 as they are first read. Whole numbers in a row cost four bytes each."""

    def __init__(self) -> None:
        self.ids = OrderIds()
        self.direct = array("I")
        """The number of an order by the order itself, where that is a number within reach."""
        self._others: dict[OrderId, int] = {}

    def number_of(self, order: OrderId) -> int:
        """Return the number of an order, 0 if it has none."""
        if isinstance(order, int) and 0 <= order < len(self.direct):
            return self.direct[order]
        return self._others.get(order, 0)

    def add(self, order: OrderId) -> int:
        """Give an order that has none the next number."""
        if type(order) is int and 0 <= order < len(self.direct):  # nearly always
            # Whatever the limit below says by now: what is within reach is looked for here alone.
            self.ids.column.append(order)
            number = self.direct[order] = len(self.ids.column)
            return number
        self.ids.append(order)
        number = len(self.ids.column)
        if isinstance(order, int) and 0 <= order < 4 * number + 4096:
            if order >= len(self.direct):
                self._reach(order)
            self.direct[order] = number
        else:
            self._others[order] = number
        return number

    def number_all(self, details: Iterable[Mapping[str, Any]]) -> list[int]:
        """Return the numbers of the orders these speak of, 0 for none; the next for one that has
        none.
        """
        direct, found = self.direct, list[int]()
        for detail in details:
            order = detail.get("id")
            if type(order) is int and 0 <= order < len(direct):  # nearly always
                number = direct[order]
            else:
                order = order_id_of(detail)
                number = 0 if order is None else self.number_of(order)
            found.append(number if number or order is None else self.add(order))
        return found

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {"direct": self.direct, "ids": self.ids.column}

    def kept_rest(self) -> Json:
        """Return what is in no column."""
        return {"named": list(self.ids.named.items()), "reach": len(self.direct)}

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        self.ids.named = {int(place): order for place, order in rest["named"]}
        if not {*map(type, self.ids.named.values())} <= {int, str}:
            raise ValueError("orders are numbers and texts")
        check_most(len(self.ids) - 1, array("q", self.ids.named))
        check_lengths(rest["reach"], self.direct)
        check_most(len(self.ids), self.direct)
        if len(self.direct) - self.direct.count(0) < len(self.ids):
            numbers = enumerate(self.ids, 1)
            self._others = {each: n for n, each in numbers if self.number_of(each) != n}

    def _reach(self, order: int) -> None:
        """Let the column reach to this order; what of the others lies there moves into it."""
        before = len(self.direct)
        self.direct.extend(bytes(order + 1 + order // 4 - before))
        moved = [o for o in self._others if isinstance(o, int) and before <= o < len(self.direct)]
        for each in moved:
            self.direct[each] = self._others.pop(each)
