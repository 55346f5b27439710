"""Orders numbered as they are first read, so that a column can hold them."""

from array import array

from eda_core.domain.chunks import Json
from eda_core.domain.orders import OrderId
from eda_core.read_model.columns import Columns, check_lengths, check_most


class OrderNumbers:
    """Numbers orders from 1 as they are first read. Whole numbers in a row cost four bytes each."""

    def __init__(self) -> None:
        self.ids: list[OrderId] = []
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
        self.ids.append(order)
        number = len(self.ids)
        if isinstance(order, int) and 0 <= order < 4 * number + 4096:
            self._reach(order)
            self.direct[order] = number
        else:
            self._others[order] = number
        return number

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {"direct": self.direct}

    def kept_rest(self) -> Json:
        """Return what is in no column."""
        return {"ids": self.ids, "reach": len(self.direct)}

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        self.ids = list(rest["ids"])
        if not {*map(type, self.ids)} <= {int, str}:
            raise ValueError("orders are numbers and texts")
        check_lengths(rest["reach"], self.direct)
        check_most(len(self.ids), self.direct)
        if len(self.direct) - self.direct.count(0) < len(self.ids):
            numbers = enumerate(self.ids, 1)
            self._others = {each: n for n, each in numbers if self.number_of(each) != n}

    def _reach(self, order: int) -> None:
        """Let the column reach to this order; what of the others lies there moves into it."""
        if order < len(self.direct):
            return
        before = len(self.direct)
        self.direct.extend(bytes(order + 1 + order // 4 - before))
        moved = [o for o in self._others if isinstance(o, int) and before <= o < len(self.direct)]
        for each in moved:
            self.direct[each] = self._others.pop(each)
