"""Orders numbered as they are first read, so that a column can hold them."""

from array import array

from eda_core.domain.orders import OrderId


class OrderNumbers:
    """Numbers orders from 1 as they are first read. Whole numbers in a row cost four bytes each."""

    def __init__(self) -> None:
        self.ids: list[OrderId] = []
        self._direct = array("I")
        self._others: dict[OrderId, int] = {}

    def number_of(self, order: OrderId) -> int:
        """Return the number of an order, 0 if it has none."""
        if isinstance(order, int) and 0 <= order < len(self._direct):
            return self._direct[order]
        return self._others.get(order, 0)

    def add(self, order: OrderId) -> int:
        """Give an order that has none the next number."""
        self.ids.append(order)
        number = len(self.ids)
        if isinstance(order, int) and 0 <= order < 4 * number + 4096:
            self._reach(order)
            self._direct[order] = number
        else:
            self._others[order] = number
        return number

    def _reach(self, order: int) -> None:
        """Let the column reach to this order; what of the others lies there moves into it."""
        if order < len(self._direct):
            return
        before = len(self._direct)
        self._direct.extend(bytes(order + 1 + order // 4 - before))
        moved = [o for o in self._others if isinstance(o, int) and before <= o < len(self._direct)]
        for each in moved:
            self._direct[each] = self._others.pop(each)
