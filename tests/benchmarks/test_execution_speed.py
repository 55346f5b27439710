"""How fast the payment definition runs: parsed once, with its history looked at, moto beside it.

Run with ``pytest -o addopts= --import-mode=importlib tests/benchmarks/test_execution_speed.py``.
One operation is one execution from start to end. moto's interpreter is driven directly where it is
installed (``pip install 'moto[stepfunctions]'``), on the definition with its Task replaced by a
Pass, parsed once on both sides; it always writes its history, so ours is asked for it as well.
"""

import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eda_core.asl import (
    PUT_EVENTS,
    Environment,
    TaskRequest,
    execute,
    explain_choice,
    parse_definition,
)

STACK = Path(__file__).parents[2] / "eda_core" / "stack"
DEFINITION = json.loads((STACK / "payment_service.asl.json").read_text(encoding="utf-8"))
MACHINE_ARN = "arn:aws:states:eu-central-1:123456789012:stateMachine:eda-demo-payment-service"
EVENT = {
    "version": "0",
    "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "detail-type": "OrderCreated",
    "source": "order-service",
    "account": "123456789012",
    "time": "2026-01-02T03:04:05Z",
    "region": "eu-central-1",
    "resources": [],
    "detail": {"id": 101, "amount": 900},
}
NOW_MS = 1_767_322_445_000
MOTO = "moto.stepfunctions.parser"


def put_events(_: TaskRequest | None) -> dict[str, Any]:
    """Answer as a bus would that delivers to nobody."""
    return {"Entries": [{"EventId": EVENT["id"]}], "FailedEntryCount": 0}


ENVIRONMENT = Environment({PUT_EVENTS: put_events}, state_machine_arn=MACHINE_ARN)


def without_task() -> dict[str, Any]:
    """The payment definition with a Pass in place of its Task."""
    states = dict(DEFINITION["States"])
    states["Notify EventBus"] = {"Type": "Pass", "End": True}
    return {**DEFINITION, "States": states}


def test_payment_parsed_once(benchmark):
    machine = parse_definition(DEFINITION)
    execution = benchmark(lambda: execute(machine, EVENT, ENVIRONMENT, now_ms=NOW_MS))
    assert execution.path_taken == ("isFraud", "Payment Failed", "Notify EventBus")


def test_payment_parsed_once_with_its_history(benchmark):
    machine = parse_definition(DEFINITION)
    history = benchmark(lambda: execute(machine, EVENT, ENVIRONMENT, now_ms=NOW_MS).history)
    assert len(history) == 11


def test_payment_parsed_each_time(benchmark):
    execution = benchmark(lambda: execute(parse_definition(DEFINITION), EVENT, ENVIRONMENT))
    assert execution.error is None


def test_parse_the_payment_definition(benchmark):
    assert benchmark(parse_definition, DEFINITION).start_at == "isFraud"


def test_explain_the_payment_choice(benchmark):
    machine = parse_definition(DEFINITION)
    assert benchmark(explain_choice, machine, "isFraud", EVENT).target == "Payment Failed"


def test_memory_of_an_ended_execution(capsys):
    """Bytes an ended execution holds beside its input, output and ARN."""
    machine = parse_definition(DEFINITION)
    arns = [ENVIRONMENT.execution_arn(str(number)) for number in range(2_000)]
    tracemalloc.start()
    outputs = [put_events(None) for _ in arns]
    of_outputs, _ = tracemalloc.get_traced_memory()
    kept = [execute(machine, EVENT, ENVIRONMENT, arn=arn, now_ms=NOW_MS) for arn in arns]
    of_both, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = (of_both - 2 * of_outputs) / len(kept)
    with capsys.disabled():
        sys.stdout.write(f"\nan ended execution: {each:.0f} bytes beside input and output\n")
    assert len(outputs) == len(kept)
    assert each < 600


def moto_execution() -> Callable[[], Any]:
    """Return what runs the definition in moto's interpreter once and returns its history."""
    parser = pytest.importorskip(f"{MOTO}.asl.parse.asl_parser", reason="moto is not installed")
    states = pytest.importorskip(f"{MOTO}.asl.eval.states")
    details = pytest.importorskip(f"{MOTO}.asl.eval.evaluation_details")
    manager = pytest.importorskip(f"{MOTO}.asl.eval.event.event_manager")
    environments = pytest.importorskip(f"{MOTO}.asl.eval.environment")
    program, _ = parser.AmazonStateLanguageParser.parse(json.dumps(without_task()))

    def run() -> Any:
        context = states.ContextObjectData(
            Execution=states.ExecutionData(
                Id=ENVIRONMENT.execution_arn("name"),
                Input=EVENT,
                Name="name",
                RoleArn=ENVIRONMENT.role_arn,
                StartTime="2026-01-02T03:04:05.000Z",
            ),
            StateMachine=states.StateMachineData(
                Id=MACHINE_ARN, Name=ENVIRONMENT.state_machine_name
            ),
        )
        account = details.AWSExecutionDetails("123456789012", "eu-central-1", "role")
        environment = environments.Environment(
            aws_execution_details=account,
            execution_type="STANDARD",
            context=context,
            event_history_context=manager.EventHistoryContext.of_program_start(),
            cloud_watch_logging_session=None,
            activity_store={},
        )
        program.eval(environment)
        return environment

    return run


def seconds_for(work: Callable[[], Any], times: int) -> float:
    """The seconds of one operation: the best of three runs of ``times``."""
    runs = []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(times):
            work()
        runs.append(time.perf_counter() - start)
    return min(runs) / times


def test_moto_on_the_definition_without_its_task(benchmark, capsys):
    theirs = moto_execution()
    environment = benchmark.pedantic(theirs, rounds=30, warmup_rounds=2)
    machine = parse_definition(without_task())
    ours = execute(machine, EVENT, ENVIRONMENT)
    assert environment.states.get_input() == ours.output
    their_seconds = seconds_for(theirs, 30)
    plain = their_seconds / seconds_for(lambda: execute(machine, EVENT, ENVIRONMENT), 3_000)
    shown = their_seconds / seconds_for(lambda: execute(machine, EVENT, ENVIRONMENT).history, 3_000)
    benchmark.extra_info["times_as_fast_as_moto"] = round(plain, 1)
    benchmark.extra_info["times_as_fast_as_moto_with_history"] = round(shown, 1)
    with capsys.disabled():
        line = f"payment without its task: {plain:.0f} times as fast as moto"
        sys.stdout.write(f"\n{line}, {shown:.0f} times with the history\n")
