"""``simulate``: orders through the whole choreography, without a screen.

Exit status 0 when done, whatever became of the orders.
"""

import argparse
import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO, TypeVar

from eda_core.app.bootstrap import LATENCIES, epoch_now_ms, rooms_of, simulated_world
from eda_core.commands.arguments import add_seed, words_of
from eda_core.commands.files import (
    check_name,
    check_not_read,
    numbered_lines,
    open_to_read,
    open_to_write,
    write_lines,
)
from eda_core.domain.errors import EdaError, InvalidSettings
from eda_core.domain.faults import fault_from_text
from eda_core.domain.garbage import collector_at_rest
from eda_core.domain.orders import MAX_BODY_BYTES, DetailType, Outcome
from eda_core.domain.settings import BusKind, Delays, settings_from
from eda_core.read_model.event_table import EventTable
from eda_core.read_model.order_table import OrderTable
from eda_core.rooms.file import Progress
from eda_core.rooms.opening import open_room
from eda_core.simulator.chance import Latencies
from eda_core.simulator.commands import ArmFault, PlaceOrder, WorldControl
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.demo_orders import demo_orders

START_MS: Final = 1_767_225_600_000
"""The virtual clock starts at 2026-01-01T00:00:00Z, so that a seed gives the same bytes always."""

ARRIVAL_GAP_MS: Final = 10
"""One order arrives every ten milliseconds of virtual time."""

PROGRESS_EVERY: Final = 5_000

Record = TypeVar("Record")

NumberedBodies = Iterator[tuple[int, str]]
"""Request bodies with their line numbers, from 1."""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("simulate", help="run orders through the simulator")
    parser.set_defaults(run=_simulate)
    orders = parser.add_mutually_exclusive_group()
    orders.add_argument("--orders", metavar="FILE|-", help="request bodies, one a line")
    orders.add_argument("--count", metavar="N", type=_count, help="make up N orders (default 100)")
    parser.add_argument(
        "--over-limit", metavar="SHARE", type=_share, default=0.3, help="of those made up, 0 to 1"
    )
    add_seed(parser)
    parser.add_argument(
        "--delays", choices=words_of(Delays), default=Delays.AWS, help="how long a hop takes"
    )
    parser.add_argument(
        "--bus", choices=words_of(BusKind), default=BusKind.CLASSIC, help="which kind of bus"
    )
    parser.add_argument("--faults", metavar="FILE|-", help="faults to arm first, one a line")
    parser.add_argument("--log", metavar="FILE", help="write the catch-all log here")
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument("--store", metavar="FILE", help="keep the world in this room file")
    kept.add_argument("--room", metavar="NAME", help="keep it in this room of the data folder")


def _count(text: str) -> int:
    if not text.isdecimal() or not text.isascii() or len(text) > 12 or int(text) > 10**8:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of orders from 0 to 100 million")
    return int(text)


def _share(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= float(text) <= 1:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no share from 0 to 1")


def _simulate(
    arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO
) -> int:
    with contextlib.ExitStack() as files:
        orders_file = _opened(arguments.orders, files, stdin)
        faults = _opened(arguments.faults, files, stdin)
        kept = _kept_path(arguments)
        if arguments.log is not None:
            check_not_read(arguments.log, _read(orders_file, faults, kept))
        world, control, first = _world(arguments, kept, files, stderr)
        bodies = _made_up(arguments, first)
        if orders_file is not None:
            bodies = numbered_lines(orders_file, MAX_BODY_BYTES)
        if faults is not None:
            _arm(control, faults)
        # Not before: what is refused above is to empty no log.
        to_log = arguments.log is not None
        log = files.enter_context(open_to_write(arguments.log)) if to_log else None
        started = time.perf_counter()
        with collector_at_rest():
            orders, refused = _place_all(world, control, bodies, stderr)
        seconds = time.perf_counter() - started
        if log is not None:
            write_lines((record.text for record in _all(world.log_after)), log)
        report = _report(world, orders, seconds) | {"refused": refused}
    stdout.write(json.dumps(report, indent=2) + "\n")
    if arguments.orders and not orders:
        stderr.write(f"No order of {arguments.orders} was placed.\n")
        return 1
    return 0


def _opened(name: str | None, files: contextlib.ExitStack, stdin: BinaryIO) -> BinaryIO | None:
    return None if name is None else files.enter_context(open_to_read(name, stdin))


def _read(*given: BinaryIO | Path | None) -> Iterator[str | BinaryIO]:
    for each in given:
        if each is not None:
            yield str(each) if isinstance(each, Path) else each


def _kept_path(arguments: argparse.Namespace) -> Path | None:
    """Return the file of the room the world is kept in, if it is to be kept."""
    if arguments.room is not None:
        return _room(arguments)
    return None if arguments.store is None else Path(check_name(arguments.store))


def _world(
    arguments: argparse.Namespace, kept: Path | None, files: contextlib.ExitStack, stderr: TextIO
) -> tuple[World, WorldControl, int]:
    """Return the world to run in, what runs it, and the number of the first order to make up."""
    if kept is None:
        stack = demo_stack(_bus(arguments))
        world = simulated_world(stack, START_MS, arguments.seed, _latencies(arguments))
        return world, world, 1
    progress = _progress(stderr) if stderr.isatty() else None
    room = open_room(
        kept,
        demo_stack(_bus(arguments)),
        lambda: START_MS,
        seed=arguments.seed,
        latencies=_latencies(arguments),
        progress=progress,
    )
    files.callback(room.close)
    if room.notice:
        stderr.write(f"{room.notice}\n")
    return room.world, room, room.state().orders + 1


def _latencies(arguments: argparse.Namespace) -> Latencies:
    return LATENCIES[Delays(arguments.delays)]


def _bus(arguments: argparse.Namespace) -> BusKind:
    return BusKind(arguments.bus)


def _room(arguments: argparse.Namespace) -> Path:
    settings = replace(settings_from(os.environ), bus=_bus(arguments))
    return rooms_of(settings).make_way(arguments.room, epoch_now_ms())


def _progress(stderr: TextIO) -> Progress:
    def tell(what: str, share: float) -> None:
        stderr.write(f"\r{what}: {share:.0%} ")

    return tell


def _arm(control: WorldControl, source: BinaryIO) -> None:
    for number, text in numbered_lines(source, MAX_BODY_BYTES):
        try:
            control.handle(ArmFault(fault_from_text(text)))
        except EdaError as fault:
            raise InvalidSettings(f"Fault in line {number}: {fault}") from None


def _made_up(arguments: argparse.Namespace, first: int) -> NumberedBodies:
    count = 100 if arguments.count is None else arguments.count
    orders = demo_orders(first, count, arguments.over_limit, arguments.seed)
    return ((number, order.to_body()) for number, order in enumerate(orders, start=1))


def _place_all(
    world: World, control: WorldControl, bodies: NumberedBodies, stderr: TextIO
) -> tuple[int, int]:
    """Place every body at its time and let the world run to its end: (orders, refused)."""
    orders = refused = 0
    start_ms = world.scheduler.now_ms
    for number, body in bodies:
        control.advance(start_ms + (orders + refused) * ARRIVAL_GAP_MS)
        answer = control.handle(PlaceOrder(body))
        orders += answer.accepted
        if not answer.accepted:
            refused += 1
            stderr.write(f"Line {number} refused: {answer.body['error']}\n")
        if orders % PROGRESS_EVERY == 0 and stderr.isatty():
            stderr.write(f"\r{orders} orders placed ")
    control.advance(None)
    if orders >= PROGRESS_EVERY and stderr.isatty():
        stderr.write("\n")
    return orders, refused


def _report(world: World, orders: int, seconds: float) -> dict[str, Any]:
    """Return what was done in how long, and how the world, all of it, stands now."""
    events = EventTable()
    table = OrderTable(events)
    with collector_at_rest():
        for record in _all(world.log_after):
            table.fold(record)
    table.flush()
    outcomes = table.totals().by_outcome
    return {
        "orders": orders,
        "events": len(events),
        "outcomes": dict(sorted(_last_events(outcomes).items())),
        "unfinished": outcomes[Outcome.WAITING],
        "notifications": sum(1 for _ in _all(world.notifications_after)),
        "seconds": round(seconds, 3),
        "orders_per_second": round(orders / seconds) if seconds else 0,
    }


def _last_events(outcomes: Mapping[Outcome, int]) -> Counter[str]:
    """Orders by the detail-type of the last event that decides how they stand."""
    last: Counter[str] = Counter()
    for outcome, count in outcomes.items():
        last[_LAST_EVENT[outcome]] += count
    return +last


_LAST_EVENT: Final = {
    Outcome.WAITING: DetailType.ORDER_CREATED.value,
    Outcome.UNKNOWN: DetailType.ORDER_CREATED.value,
    Outcome.COMPLETED: DetailType.ORDER_COMPLETED.value,
    Outcome.CANCELLED: DetailType.ORDER_CANCELLED.value,
}


def _all(read_after: Callable[[int], Sequence[Record]]) -> Iterator[Record]:
    """Everything a world has of a kind, slice by slice."""
    count = 0
    while records := read_after(count):
        yield from records
        count += len(records)
