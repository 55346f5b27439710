import io
import json

import pytest

from eda_core.commands.cli import main
from eda_core.presentation.payment.definition_editor import demo_definition
from tests.definitions import WAITING

DEFINITION = demo_definition()
OVER = '{"detail": {"id": 101, "amount": 900}}'
MISSPELT = DEFINITION.replace('"Next": "Payment Failed"', '"Next": "Paymnt Failed"')
LOOP = {
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Choice",
            "Choices": [{"Variable": "$", "IsPresent": True, "Next": "A"}],
            "Default": "B",
        },
        "B": {"Type": "Succeed"},
    },
}
SLOW = {
    "StartAt": "A",
    "TimeoutSeconds": 5,
    "States": {"A": {"Type": "Wait", "Seconds": 9, "End": True}},
}


def run(*argv, stdin=b""):
    stdout, stderr = io.StringIO(), io.StringIO()
    status = main(["execute", *argv], io.BytesIO(stdin), stdout, stderr)
    return status, stdout.getvalue(), stderr.getvalue()


def report(definition, data):
    text = definition if isinstance(definition, str) else json.dumps(definition)
    status, stdout, stderr = run("--definition", text, "--input", data)
    assert stderr == ""
    return status, json.loads(stdout)


def cases(*lines):
    status, stdout, stderr = run("--cases", "-", stdin="\n".join(lines).encode())
    return status, [json.loads(line) for line in stdout.splitlines()], stderr.splitlines()


def case(definition, data=None, **more):
    return json.dumps({"definition": definition, "input": {} if data is None else data, **more})


def test_an_order_over_the_limit_succeeds_with_its_path():
    status, found = report(DEFINITION, OVER)
    assert (status, found["status"]) == (0, "SUCCEEDED")
    assert found["path"] == ["isFraud", "Payment Failed", "Notify EventBus"]
    assert found["output"]["FailedEntryCount"] == 0


def test_an_order_without_amount_fails():
    status, found = report(DEFINITION, '{"detail": {"id": 101}}')
    assert (status, found["status"], found["error"]) == (1, "FAILED", "States.Runtime")
    assert "$.detail.amount" in found["cause"]


def test_an_execution_that_takes_too_long_times_out():
    status, found = report(SLOW, "{}")
    assert (status, found["status"]) == (1, "TIMED_OUT")


def test_a_wait_passes_at_once():
    assert report(WAITING, '{"detail": {"id": 1}}')[1]["path"] == ["Start", "Wait", "Notify"]


def test_a_loop_comes_to_the_limit_of_its_history():
    status, found = report(LOOP, "{}")
    assert (status, found["error"]) == (1, "States.Runtime")


def test_an_entry_that_fails_fails_the_task_as_recorded():
    definition = DEFINITION.replace('"Source": "payment-service"', '"Source": ""')
    _, found = report(definition, OVER)
    assert found["error"] == "EventBridge.FailedEntry"
    assert "Source is a required argument" in found["cause"]


def test_definition_and_input_may_come_from_files(tmp_path):
    (tmp_path / "definition.json").write_text(DEFINITION)
    status, stdout, _ = run(
        "--definition", str(tmp_path / "definition.json"), "--input", "-", stdin=OVER.encode()
    )
    assert (status, json.loads(stdout)["status"]) == (0, "SUCCEEDED")


LAMBDA = DEFINITION.replace("events:putEvents", "lambda:invoke.waitForTaskToken")


def mocks(response, *names):
    """Mocks of the notifying state; each of ``names`` is a test case with this response."""
    cases = {name: {"Notify EventBus": "it"} for name in names or ("only",)}
    machines = {"Payment": {"TestCases": cases}}
    return json.dumps({"StateMachines": machines, "MockedResponses": {"it": response}})


def mocked(response, *argv, names=()):
    given = ("--definition", LAMBDA, "--input", OVER, "--mocks", mocks(response, *names))
    status, stdout, stderr = run(*given, *argv)
    return status, json.loads(stdout) if stdout else stderr


def test_a_task_that_only_a_mock_can_answer_ends_the_run_and_is_named():
    status, found = report(LAMBDA, OVER)
    resource = "arn:aws:states:::lambda:invoke.waitForTaskToken"
    assert (status, found) == (
        3,
        {
            "status": "NEEDS_MOCK",
            "state": "Notify EventBus",
            "resource": resource,
            "cause": f"The state 'Notify EventBus' calls {resource}, which is not here: "
            "mock the state.",
            "path": ["isFraud", "Payment Failed", "Notify EventBus"],
        },
    )


def test_a_mock_answers_for_its_state():
    status, found = mocked({"0": {"Return": {"done": True}}})
    assert (status, found["output"]) == (0, {"done": True})


def test_a_mock_may_fail_the_task():
    status, found = mocked({"0": {"Throw": {"Error": "Busy", "Cause": "later"}}})
    assert (status, found["error"], found["cause"]) == (1, "Busy", "later")


def test_one_of_several_test_cases_has_to_be_named():
    answer = {"0": {"Return": 1}}
    status, stderr = mocked(answer, names=("a", "b"))
    assert (status, stderr) == (
        2,
        "Name a test case; there are: Payment#a, Payment#b.\n",
    )
    assert mocked(answer, "--test-case", "b", names=("a", "b"))[0] == 0
    assert mocked(answer, "--test-case", "Payment#a", names=("a", "b"))[0] == 0
    assert 'no test case "c"' in mocked(answer, "--test-case", "c", names=("a", "b"))[1]


def test_cases_may_have_mocks():
    response = json.loads(mocks({"0": {"Return": 7}}))
    given = case(json.loads(LAMBDA), {"detail": {"id": 1, "amount": 1}}, mocks=response)
    assert cases(given)[1][0]["output"] == 7
    refused = case(json.loads(LAMBDA), {}, mocks={"StateMachines": {}})
    assert cases(refused)[1][0]["status"] == "INVALID"


def test_files_may_begin_with_a_byte_order_mark():
    definition = f"\ufeff{DEFINITION}".encode()
    assert run("--definition", "-", "--input", OVER, stdin=definition)[0] == 0
    assert cases(f"\ufeff{case(json.loads(DEFINITION), json.loads(OVER))}")[0] == 0


def test_one_seed_gives_the_same_answer():
    assert report(DEFINITION, OVER) == report(DEFINITION, OVER)
    argv = ("--definition", DEFINITION, "--input", OVER)
    assert run(*argv, "--seed", "5") != run(*argv, "--seed", "6")


@pytest.mark.parametrize(
    ("definition", "data", "words"),
    [
        (MISSPELT, OVER, 'States.isFraud.Choices[0].Next: no state "Paymnt Failed"; did you mean'),
        (DEFINITION.replace("putEvents", "putEvent"), OVER, "did you mean events:putEvents?"),
        ("{", OVER, "not JSON"),
        ("[" * 100_000, OVER, "deep"),
        (DEFINITION, "[" * 100_000, "The input is nested too deep."),
        (DEFINITION, "{", "The input is not JSON"),
        (DEFINITION, '{"a": NaN}', "The input is not JSON"),
        (DEFINITION, '{"a": 1e999}', "too large a number"),
        (DEFINITION, json.dumps("x" * 300_000), "256 KiB"),
        (DEFINITION, "no/such/file", "Cannot read no/such/file"),
    ],
    ids=["state", "resource", "text", "deep", "deep input", "input", "NaN", "inf", "long", "file"],
)
def test_what_cannot_be_used_is_one_sentence(definition, data, words):
    status, stdout, stderr = run("--definition", definition, "--input", data)
    assert (status, stdout, len(stderr.splitlines())) == (2, "", 1)
    assert words in stderr


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--definition", "{}"],
        ["--input", "{}"],
        ["--definition", "-", "--input", "-"],
        ["--cases", "-", "--input", "{}"],
        ["--cases", "no/such/file"],
        ["--definition", "{}", "--input", "{}", "--seed", "x"],
    ],
)
def test_a_bad_argument_is_one_sentence(argv):
    status, stdout, stderr = run(*argv)
    assert (status, stdout, len(stderr.splitlines())) == (2, "", 1)


def test_cases_are_answered_a_line_each():
    status, answers, _ = cases(
        case(LOOP, name="loop"), case(WAITING, {"detail": {"id": 1}}), case(DEFINITION, name="text")
    )
    assert status == 0
    assert [answer["name"] for answer in answers] == ["loop", "line 2", "text"]
    assert [answer["status"] for answer in answers] == ["FAILED", "SUCCEEDED", "FAILED"]
    assert answers[1]["history_types"][:2] == ["ExecutionStarted", "PassStateEntered"]
    assert answers[1]["path"] == ["Start", "Wait", "Notify"]


def test_a_case_that_is_refused_is_answered_too():
    status, answers, _ = cases(case({"StartAt": "A", "States": {}}), case(5), case(SLOW))
    assert (status, [answer["status"] for answer in answers]) == (
        0,
        ["INVALID", "INVALID", "TIMED_OUT"],
    )
    assert answers[0]["reason"].startswith("States: there is no state")


@pytest.mark.parametrize("text", [b"", b" \n\n"])
def test_a_file_without_a_case_is_refused(tmp_path, text):
    (tmp_path / "cases").write_bytes(text)
    name = str(tmp_path / "cases")
    assert run("--cases", name) == (2, "", f"There is no case in {name}.\n")


def test_a_line_that_is_no_case_is_named_and_the_others_are_answered():
    status, answers, faults = cases("nonsense", "[]", '{"input": 1}', case(SLOW), "[" * 100_000)
    assert (status, len(answers)) == (2, 1)
    assert [fault.split(":")[0] for fault in faults] == [
        f"Line {number} is no case" for number in (1, 2, 3, 5)
    ]


@pytest.mark.unmeasured
def test_the_answer_to_a_case_does_not_depend_on_those_before():
    put = case(DEFINITION, json.loads(OVER), name="put")
    assert cases(put)[1] == cases(case(LOOP), put)[1][1:]
