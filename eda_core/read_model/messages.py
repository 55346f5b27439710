"""What customers were told, in columns: when, and of which order. The texts stay packed."""

import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from eda_core.domain.chunks import Chunk, Json, Packed, pack
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.ports import Notification
from eda_core.read_model.columns import Columns, check_lengths, check_times
from eda_core.read_model.packed_records import PackedRecords

NO_ORDER: Final = 2**32 - 1
NAMED: Final = 2**31
"""An order up to here is its own code; above are those that have a name instead of a number."""

_USUAL: Final = re.compile(
    r'\{"source": "[^"\\]*", "event": "[^"\\]*", "order": (\d{1,15}), "time": "[^"\\]*"\}'
)
_USUAL_ROW: Final = re.compile(
    rb'\[(\d{1,15}),"[^"]*","\{\\"source\\": \\"[^"]*\\", \\"event\\": \\"[^"]*\\", '
    rb'\\"order\\": (\d{1,15}), \\"time\\": \\"[^"]*\\"\}"\]'
)
"""The same in a chunk, if there are no more backslashes than those of `_BACKSLASHES` for each row:
within a text a quotation mark has one, so no row begins there.
"""
_BACKSLASHES: Final = _USUAL_ROW.pattern.count(rb'\\"')


class Messages:
    """Folds messages in the order they were sent; each names its order in its JSON text.

    ``at`` are epoch milliseconds, ``orders`` codes as a timeline has them.
    """

    def __init__(self) -> None:
        self.at = array("d")
        self.orders = array("I")
        self.texts = PackedRecords[Notification](_packed, _unpacked)

    def __len__(self) -> int:
        return len(self.at)

    def add(self, message: Notification, code: int) -> None:
        """Take the next message, of the order with this code."""
        self.texts.add(message)
        self.at.append(message.sent_ms)
        self.orders.append(code)

    def add_chunk(self, chunk: Chunk, code_for: Callable[[OrderId | None], int]) -> None:
        """Take the next messages, packed; ``code_for`` gives an order its code."""
        self.texts.add_chunk(chunk)
        usual = usual_rows(chunk.unpacked(), chunk.count)
        if usual:  # no need to read it as JSON: there are millions
            self.at.extend([int(sent_ms) for sent_ms, _ in usual])
            orders = [int(order) for _, order in usual]
            are_codes = max(orders) < NAMED
            self.orders.extend(orders if are_codes else map(code_for, orders))
            return
        sent, _, texts = zip(*chunk.value(), strict=True)
        self.at.extend(sent)
        self.orders.extend([code_for(order_of(text)) for text in texts])

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {"at": self.at, "orders": self.orders}

    def kept_rest(self) -> Json:
        """Return nothing: the texts are kept by their world."""
        return None

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        if rest is not None:
            raise ValueError("there is nothing but columns")
        check_lengths(len(self.at), self.orders)
        check_times(self.at)

    def of_order(
        self, order: OrderId, code: int, until_ms: float | None = None
    ) -> Sequence[Notification]:
        """Return the messages about an order with this code, as they were sent."""
        found = (self.texts.get(number) for number in self._numbers(code))
        return tuple(
            message
            for message in found
            if message is not None
            and (until_ms is None or message.sent_ms <= until_ms)
            and order_of(message.message) == order
        )

    def _numbers(self, code: int) -> Iterator[int]:
        """Return the numbers of the messages whose order has this code."""
        column, wanted, at = self.orders.tobytes(), array("I", (code,)).tobytes(), -1
        while (at := column.find(wanted, at + 1)) >= 0:
            if at % 4 == 0:
                yield at // 4 + 1


def usual_rows(text: bytes, count: int) -> Sequence[tuple[bytes, bytes]]:
    """Return when each of so many messages was sent and its order; nothing unless all are usual."""
    is_plain = text.count(b"\\") == _BACKSLASHES * count
    found = _USUAL_ROW.findall(text) if is_plain else ()
    return found if len(found) == count else ()


def _packed(messages: Iterable[Notification]) -> Iterator[Packed]:
    return pack([m.sent_ms, m.subject, m.message] for m in messages)


def _unpacked(_: int, rows: Any) -> list[Notification]:
    return [Notification(*row) for row in rows]


def order_of(text: str) -> OrderId | None:
    """Return the order a message speaks of, if it does."""
    usual = _USUAL.fullmatch(text)  # as the notification service writes it: there are millions
    if usual is not None:
        return int(usual[1])
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return order_id_of({"id": said.get("order")}) if isinstance(said, dict) else None
