"""``buses``: the same orders and the same faults on both kinds of bus, and what differs and why.

Exit status 0 when every statement holds in the runs, 1 when one does not.
"""

import argparse
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, TextIO

from eda_core.commands.arguments import add_seed
from eda_core.commands.files import write_shown
from eda_core.domain.errors import InvalidSettings
from eda_core.experiments.both_buses import EXPERIMENTS_BY_KEY as ALL
from eda_core.experiments.bus_catalog import BusExperiment
from eda_core.experiments.bus_statements import BY_KEY, BusStatement, shown_by
from eda_core.experiments.side_by_side import BothRuns, ComparedRow, side_by_side
from eda_core.presentation.wording import counted

MOST_ORDERS: Final = 10_000


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("buses", help="run both kinds of bus side by side")
    parser.set_defaults(run=_buses)
    parser.add_argument("experiments", metavar="EXPERIMENT", nargs="*", help="all without one")
    parser.add_argument("--list", action="store_true", help="say which experiments there are")
    parser.add_argument("--orders", metavar="N", type=_orders, default=100, help="in each run")
    add_seed(parser)
    parser.add_argument("--json", action="store_true", help="answer in JSON, one line for each")


def _orders(text: str) -> int:
    if (
        not text.isdecimal()
        or not text.isascii()
        or len(text) > 9
        or not 10 <= int(text) <= MOST_ORDERS
    ):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of orders from 10 to 10,000")
    return int(text)


def _buses(arguments: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    chosen = [_known(name) for name in arguments.experiments] or list(ALL.values())
    if arguments.list:
        write_shown(stdout, (f"{each.key:24} {each.title}: {each.does}" for each in chosen))
        return 0
    failed = 0
    for number, experiment in enumerate(chosen, start=1):
        if stderr.isatty():
            stderr.write(f"\r{number} of {len(chosen)}: {experiment.title:60}\r")
        both = side_by_side(experiment, arguments.orders, arguments.seed)
        checked = [(each, each.holds(both)) for each in shown_by(experiment.key)]
        failed += sum(not holds for _, holds in checked)
        if arguments.json:
            stdout.write(json.dumps(_as_json(both, checked)) + "\n")
        else:
            write_shown(stdout, _lines(both, checked))
    return 1 if failed else 0


def _known(name: str) -> BusExperiment:
    if name not in ALL:
        raise InvalidSettings(f"There is no experiment {name[:60]!r}; there are: {', '.join(ALL)}.")
    return ALL[name]


Checked = list[tuple[BusStatement, bool]]


def _lines(both: BothRuns, checked: Checked) -> Iterator[str]:
    orders = counted(both.orders, "order", "orders")
    yield f"{both.experiment.title} ({both.experiment.key}, {orders})"
    yield f"  {both.experiment.does}"
    yield f"  {'':52} {'classic':>8} {'custom':>8}"
    rows = both.rows
    for row, after in zip(rows, (*rows[1:], None), strict=True):
        yield f"{'*' if row.differs else ' ':>2}{row.title:52} {row.classic:>8} {row.custom:>8}"
        if row.reason and (after is None or after.reason != row.reason):
            yield f"      because: {BY_KEY[row.reason].custom}"
    for statement, holds in checked:
        grade = f"{statement.grade}: {statement.source}"
        yield f"  {'holds' if holds else 'DOES NOT HOLD'}: {statement.custom}"
        yield f"      on the classic bus: {statement.classic}"
        yield f"      {grade}"
    yield ""


def _as_json(both: BothRuns, checked: Checked) -> dict[str, Any]:
    return {
        "experiment": both.experiment.key,
        "title": both.experiment.title,
        "orders": both.orders,
        "rows": list(map(_row, both.rows)),
        "statements": [
            {
                "key": statement.key,
                "custom": statement.custom,
                "classic": statement.classic,
                "grade": statement.grade,
                "source": statement.source,
                "holds": holds,
            }
            for statement, holds in checked
        ],
    }


def _row(row: ComparedRow) -> dict[str, Any]:
    said = {"why": BY_KEY[row.reason].custom} if row.reason else {}
    return {"what": row.title, "classic": row.classic, "custom": row.custom, **said}
