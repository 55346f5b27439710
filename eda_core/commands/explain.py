"""``explain``: one order in the words of the screen: outcome, why, what comes next, rules, twin.

What sets the orders that ended as it did apart is said with which of it is true of it.
Exit status 0 when the order was found, 1 when there is no such order, 2 when the source cannot be
read. The twin is the nearest order that ended otherwise, unless one is named.
"""

import argparse
import json
from typing import Any, BinaryIO, TextIO

from eda_core.app.bootstrap import Connection
from eda_core.commands.files import write_shown
from eda_core.commands.sources import add_source_options, open_source
from eda_core.domain.errors import InvalidSettings
from eda_core.domain.masking import masked_value
from eda_core.domain.orders import OrderId, order_from_label
from eda_core.presentation.order.card import absence
from eda_core.presentation.order.in_words import ToldOrder, order_in_words, text_lines
from eda_core.sets.counting import GroupOfOrder, counts_in, group_of_order


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("explain", help="say what became of an order, and why")
    parser.set_defaults(run=_explain)
    parser.add_argument(
        "order", metavar="ORDER", help="a number, or text in quotes such as '\"A7\"'"
    )
    parser.add_argument("--twin", metavar="ORDER", help="compare with this order")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    add_source_options(parser)


def _explain(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    with open_source(arguments, stdin, stderr) as source:
        told = told_order(source, order_named(arguments.order))
        if told is None:
            stderr.write(f"{absence(arguments.order, live=True)}\n")
            return 1
        twin, group = _twin(source, told, arguments.twin), _group(source, told[0].row.order)
        words = order_in_words(told, twin, source.now_ms(), group)
    if arguments.json:
        stdout.write(f"{json.dumps(masked_value(words), indent=2)}\n")
    else:
        write_shown(stdout, text_lines(words))
    return 0


def order_named(label: str) -> OrderId:
    """Return the order a label stands for; raises `InvalidSettings` where it stands for none."""
    order = order_from_label(label)
    if order is None:
        raise InvalidSettings(
            f"{label[:60]!r} is no id of an order: that is a number, or text in quotes such as "
            "'\"A7\"'."
        )
    return order


def told_order(source: Connection, order: OrderId | None) -> ToldOrder | None:
    """Return what is known of an order, and what its customer was told."""
    view = None if order is None else source.model.order(order)
    if view is None:
        return None
    return view, source.model.ask(lambda tables: tables.messages_of(view.row.order))


def _group(source: Connection, order: OrderId) -> GroupOfOrder | None:
    """Return what sets the orders that ended as this one did apart."""
    now_ms = source.now_ms()
    return source.model.ask(lambda tables: group_of_order(order, counts_in(tables, now_ms)))


def _twin(source: Connection, told: ToldOrder, label: str | None) -> ToldOrder | None:
    if label is None:
        order = told[0].row.order
        return told_order(
            source, source.model.ask(lambda tables: tables.index.nearest_otherwise(order))
        )
    twin = told_order(source, order_named(label))
    if twin is None:
        raise InvalidSettings(absence(label, live=True))
    return twin
