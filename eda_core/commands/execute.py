"""``execute``: a state machine definition on an input; or many cases at once.

Exit status for one definition: 0 SUCCEEDED, 1 FAILED or TIMED_OUT, 2 refused, 3 NEEDS_MOCK: it
came to a task that only a mock can answer. ``events:putEvents`` is answered here as a bus that
takes every entry would; all other resources are mocked by ``--mocks``. For cases: 0 when
every line was a case, 2 when one was not or there is none; a case that is refused is answered like
any other, with the status ``INVALID``. Waits pass at once, on a virtual clock.
"""

import argparse
import json
from collections.abc import Mapping
from random import Random
from typing import Any, BinaryIO, Final, TextIO

from eda_core.asl import (
    PUT_EVENTS,
    Environment,
    Execution,
    ExecutionStatus,
    Mocks,
    check_mocks,
    execute,
    parse_definition,
    parse_mocks,
)
from eda_core.commands.arguments import MOST_BYTES, add_seed, json_of, text_of
from eda_core.commands.files import STDIN, numbered_cases, open_to_read, writing
from eda_core.domain.errors import InvalidDefinition, InvalidMocks, InvalidRequest, InvalidSettings
from eda_core.simulator.chance import Ids
from eda_core.simulator.entries import accepting, put_events_task

START_MS: Final = 1_767_225_600_000
"""Executions start at 2026-01-01T00:00:00Z, so that a seed gives the same answer always."""

INVALID: Final = "INVALID"

_EXIT: Final = {ExecutionStatus.SUCCEEDED: 0, ExecutionStatus.NEEDS_MOCK: 3}


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("execute", help="run a state machine definition on an input")
    parser.set_defaults(run=_execute)
    parser.add_argument("--definition", metavar="FILE|JSON", help="the definition; - reads it")
    parser.add_argument("--input", metavar="FILE|JSON", help="the input; - reads it")
    parser.add_argument("--cases", metavar="FILE|-", help="definitions and inputs, a pair a line")
    parser.add_argument(
        "--mocks", metavar="FILE|JSON", help="what tasks answer, as Step Functions Local has it"
    )
    parser.add_argument("--test-case", metavar="NAME", help="which test case of the mocks")
    add_seed(parser)


def _execute(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    given = (arguments.definition, arguments.input)
    if (
        arguments.cases is not None
        and (*given, arguments.mocks, arguments.test_case) == (None,) * 4
    ):
        return _answer_cases(arguments, stdin, stdout, stderr)
    if arguments.cases is not None or None in given:
        raise InvalidSettings(
            "Execute takes --definition and --input, or --cases. "
            "Try: python -m eda_core execute --help"
        )
    if [*given, arguments.mocks].count(STDIN) > 1:
        raise InvalidSettings("Only one of these files can come from standard input.")
    definition = text_of(arguments.definition, stdin)
    data = json_of(text_of(arguments.input, stdin), "The input")
    mocks = _mocks(arguments, stdin)
    execution = _run(definition, data, arguments.seed, mocks)
    _write(stdout, json.dumps(_report(execution), indent=2))
    return _EXIT.get(execution.status, 1)


def _mocks(arguments: argparse.Namespace, stdin: BinaryIO) -> Mocks:
    """Return the mocks asked for; raises `InvalidMocks`."""
    if arguments.mocks is None:
        if arguments.test_case is not None:
            raise InvalidSettings("--test-case names a test case of the file that --mocks gives.")
        return {}
    return parse_mocks(text_of(arguments.mocks, stdin)).case(arguments.test_case or "")


def _run(definition: str | Mapping[str, Any], data: Any, seed: int, mocks: Mocks) -> Execution:
    """Run a definition to its end.

    Raises `InvalidDefinition`, `InvalidRequest` for the input, and `InvalidMocks`. All chance
    begins anew, so that the answer to a case does not depend on those before it.
    """
    machine = parse_definition(definition)
    check_mocks(mocks, machine)
    ids = Ids(seed)
    random = Random(f"executions {seed}")  # noqa: S311 - repeatable, not secret
    tasks = {PUT_EVENTS: put_events_task(accepting(ids.uuid))}
    environment = Environment(tasks, draw=random.random, new_uuid=ids.uuid, mocks=mocks)
    return execute(machine, data, environment, now_ms=START_MS)


def _report(execution: Execution) -> dict[str, Any]:
    if execution.status is ExecutionStatus.SUCCEEDED:
        outcome = {"output": execution.output}
    elif execution.unanswered is not None:
        needed = execution.unanswered
        outcome = {"state": needed.state_name, "resource": needed.resource}
        outcome["cause"] = execution.cause
    else:
        outcome = {"error": execution.error, "cause": execution.cause}
    return {"status": execution.status, **outcome, "path": execution.path_taken}


def _answer_cases(
    arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO
) -> int:
    status = 0
    with open_to_read(arguments.cases, stdin) as source:
        for number, line in numbered_cases(source, MOST_BYTES):
            try:
                case = _case_from(line)
            except InvalidSettings as fault:
                stderr.write(f"Line {number} is no case: {fault}\n")
                status = 2
            else:
                name = case.get("name", f"line {number}")
                _write(stdout, json.dumps({"name": name, **_answer(case, arguments.seed)}))
    return status


def _case_from(line: str) -> Mapping[str, Any]:
    """Return the case a line holds; raises `InvalidSettings` where it holds none."""
    case = json_of(line, "it")
    if not isinstance(case, dict):
        raise InvalidSettings("it must be a JSON object.")
    if "definition" not in case:
        raise InvalidSettings("it has no `definition`.")
    return case


def _answer(case: Mapping[str, Any], seed: int) -> dict[str, Any]:
    definition = case["definition"]
    if not isinstance(definition, (dict, str)):
        return {"status": INVALID, "reason": "a definition is an object, or its text"}
    try:
        mocks = _mocks_of(case)
        execution = _run(definition, case.get("input", {}), seed, mocks)
    except (InvalidDefinition, InvalidMocks, InvalidRequest) as refused:
        return {"status": INVALID, "reason": str(refused)}
    types = [event.type for event in execution.history]
    return {**_report(execution), "history_types": types}


def _mocks_of(case: Mapping[str, Any]) -> Mocks:
    """Return the mocks of a case, in its `mocks` and `test_case`; raises `InvalidMocks`."""
    if "mocks" not in case:
        return {}
    given = case["mocks"]
    text = given if isinstance(given, str) else json.dumps(given)
    return parse_mocks(text).case(str(case.get("test_case", "")))


def _write(stdout: TextIO, text: str) -> None:
    with writing("the answer"):
        stdout.write(f"{text}\n")
