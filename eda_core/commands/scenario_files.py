"""``scenario``: files of orders, faults and what is expected, run without a screen.

Exit status of ``run``: 0 when everything expected came, 1 when something did not, 2 when a file
cannot be used, or not there. Of ``coverage``: 0 when all was shown, 1 when something is missing.
"""

import argparse
import math
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final, TextIO

from eda_core.app.bootstrap import LATENCIES, Connection, connect, epoch_now_ms
from eda_core.commands.arguments import (
    add_seed,
    add_stack_options,
    confirm,
    stack_settings,
    stoppable,
    text_of,
    words_of,
)
from eda_core.commands.files import write_shown
from eda_core.domain.errors import InvalidScenario, InvalidSettings
from eda_core.domain.orders import COSTS
from eda_core.domain.settings import BusKind, Delays, WorldKind
from eda_core.presentation.wording import counted
from eda_core.scenarios.coverage import Coverage, Sort, covered
from eda_core.scenarios.runner import Ran, ScenarioRun, simulate
from eda_core.scenarios.scenario import Scenario, scenario_from
from eda_core.stack import Stack, demo_stack, machine_from
from eda_core.stack.amount_limit import stack_with_limit
from eda_core.stack.bus_words import BUS_WORDS, BusWords

SIMULATOR: Final = "simulator"
PATIENCE_S: Final = 60


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("scenario", help="run files of orders and what is expected")
    actions = parser.add_subparsers(required=True, metavar="ACTION", parser_class=type(parser))
    _add_run(actions.add_parser("run", help="run them, and say what went otherwise"))
    coverage = actions.add_parser("coverage", help="say what a set of them has shown")
    coverage.set_defaults(run=_coverage)
    _add_common(coverage)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=stoppable(_run))
    _add_common(parser)
    worlds = (SIMULATOR, WorldKind.AWS.value)
    parser.add_argument("--world", choices=worlds, default=SIMULATOR, help="where they run")
    parser.add_argument("--wait", metavar="S", type=_seconds, default=PATIENCE_S,
                        help="seconds a deployed stack is given")  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="do not ask before orders that cost")
    add_stack_options(parser)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE|-", help="scenario files")
    parser.add_argument(
        "--bus", choices=words_of(BusKind), help="on this kind of bus, where a file names none"
    )
    parser.add_argument("--limit", metavar="N", type=_limit, help="with another limit")
    parser.add_argument("--definition", metavar="FILE|JSON", help="with another definition")
    add_seed(parser)
    parser.add_argument(
        "--delays", choices=words_of(Delays), default=Delays.AWS, help="how long a hop takes"
    )


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
    return int(number) if number.is_integer() else number


def _limit(text: str) -> float:
    number = _number(text)
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{text!r} is no number an amount can have")
    return number


def _seconds(text: str) -> float:
    number = _number(text)
    if not 0 <= number <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0 to 3600")
    return number


def _scenarios(arguments: argparse.Namespace, stdin: BinaryIO) -> list[tuple[str, Scenario]]:
    """Read all files before any is run; what cannot be used names the file."""
    return [(name, _scenario(name, stdin)) for name in arguments.files]


def _scenario(name: str, stdin: BinaryIO) -> Scenario:
    try:
        return scenario_from(text_of(name, stdin))
    except InvalidScenario as fault:
        raise InvalidSettings(f"{name}: {fault}") from None


def _stacks(arguments: argparse.Namespace, stdin: BinaryIO) -> dict[BusKind, Stack]:
    """Return the stack of a simulated world on each kind of bus."""
    text = "" if arguments.definition is None else text_of(arguments.definition, stdin)
    return {kind: _stack(arguments, kind, text) for kind in BusKind}


def _usual(arguments: argparse.Namespace) -> BusKind:
    return BusKind(arguments.bus or BusKind.CLASSIC)


def _stack(arguments: argparse.Namespace, kind: BusKind, definition: str) -> Stack:
    stack = demo_stack(kind)
    if definition:
        stack = replace(stack, machine=machine_from(definition))
    return stack if arguments.limit is None else stack_with_limit(stack, arguments.limit)


def _run(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    scenarios = _scenarios(arguments, stdin)
    if arguments.world == SIMULATOR:
        runs = _in_simulator(arguments, scenarios, _stacks(arguments, stdin))
    else:
        runs = _far_away(arguments, scenarios, stdin, stderr)
    failed = 0
    for name, ran in runs:
        write_shown(stdout, [_line(name, ran)])
        failed |= ran.divergence is not None
    return failed


def _line(name: str, ran: Ran) -> str:
    title = ran.scenario.title
    if ran.divergence is not None:
        return f"FAIL  {name}: {title}: {ran.sentence}"
    lines = [line for judgement in ran.judgements for line in judgement.lines]
    met = sum(line.is_reported for line in lines)
    left = f", {len(lines) - met} not reported there" if met < len(lines) else ""
    return f"ok    {name}: {title}: {counted(met, 'expectation', 'expectations')} met{left}"


def _in_simulator(
    arguments: argparse.Namespace,
    scenarios: list[tuple[str, Scenario]],
    stacks: Mapping[BusKind, Stack],
) -> Iterator[tuple[str, Ran]]:
    latencies = LATENCIES[Delays(arguments.delays)]
    for name, scenario in scenarios:
        stack = stacks[scenario.bus or _usual(arguments)]
        try:
            yield name, simulate(scenario, stack, arguments.seed, latencies)
        except InvalidScenario as fault:
            raise InvalidSettings(f"{name}: {fault}") from None


@dataclass(frozen=True, slots=True)
class WallTime:
    """The time outside, which has to be waited for."""

    def now_ms(self) -> int:
        """See `eda_core.scenarios.runner.Clock`."""
        return epoch_now_ms()

    def wait_until(self, at_ms: int) -> None:
        """See `eda_core.scenarios.runner.Clock`."""
        time.sleep(max(0, at_ms - epoch_now_ms()) / 1000)


COST_QUESTION: Final = f"{COSTS} Run the scenarios there?"


def _far_away(
    arguments: argparse.Namespace,
    scenarios: list[tuple[str, Scenario]],
    stdin: BinaryIO,
    stderr: TextIO,
) -> Iterator[tuple[str, Ran]]:
    """Run on a deployed stack, after a yes; its rules and its definition are those it has."""
    own = (arguments.limit, arguments.definition)
    if own != (None, None) or arguments.bus:
        raise InvalidSettings("A deployed stack has its own definition, on a classic bus: leave "
                              "--limit, --definition and --bus out.")  # fmt: skip
    if not confirm(COST_QUESTION, arguments.yes, stdin, stderr):
        return
    connection = connect(stack_settings(arguments, os.environ))
    try:
        for name, scenario in scenarios:
            yield name, _ran_in(connection, name, scenario, arguments.wait)
    finally:
        connection.close()


def _ran_in(connection: Connection, name: str, scenario: Scenario, wait_s: float) -> Ran:
    patience_ms = round(wait_s * 1000)
    run = ScenarioRun(
        scenario,
        connection.backend,
        connection.model,
        WallTime(),
        connection.free_order_number,
        patience_ms,
    )
    try:
        return run.run()
    except InvalidScenario as fault:
        raise InvalidSettings(f"{name}: {fault}") from None


def _coverage(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, _: TextIO) -> int:
    scenarios, kind = _scenarios(arguments, stdin), _usual(arguments)
    fitting = [each for each in scenarios if each[1].bus in (None, kind)]
    stacks = _stacks(arguments, stdin)
    runs = [ran for _, ran in _in_simulator(arguments, fitting, stacks)]
    found = covered(runs, stacks[kind])
    write_shown(stdout, _told(found, BUS_WORDS[kind]))
    return 1 if found.missing else 0


_ONE: Final = {
    Sort.STATE: "state",
    Sort.BRANCH: "branch",
    Sort.FAULT: "fault",
    Sort.OUTCOME: "outcome",
}


def _told(found: Coverage, words: BusWords) -> Iterator[str]:
    width = max(9, len(words.rules))
    for sort in Sort:
        shown, there = found.count(sort)
        named = words.rules if sort is Sort.RULE else sort
        yield f"{named:{width}} {shown} of {there} shown"
    for feature in found.missing:
        by = found.added_by[feature]
        adds = f"would be added by {by}" if by else "nothing that was tried adds it"
        one = _ONE.get(feature.sort, words.rule)
        yield f"{'missing':{width}} {one} {feature.name}: {adds}"
