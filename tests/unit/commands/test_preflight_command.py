import io

import pytest

from eda_core.commands.cli import main
from eda_core.domain.deployment import CheckState
from tests.stack_double import CHECKS, StackDouble


@pytest.fixture(autouse=True)
def stack(monkeypatch):
    """A double of its own for each test; answers its class."""
    double = type("Double", (StackDouble,), {})
    monkeypatch.setattr("eda_core.aws.deployment.operations.StackOperations", double)
    return double


class Narrow(io.StringIO):
    """A terminal that knows ASCII only."""

    encoding = "ascii"


def run(*argv, stdout=None):
    stdout, stderr = stdout or io.StringIO(), io.StringIO()
    status = main(["preflight", *argv], io.BytesIO(), stdout, stderr)
    return status, stdout.getvalue(), stderr.getvalue()


def test_a_failed_check_says_why_and_how_to_mend_it():
    status, stdout, _ = run()
    assert status == 1
    assert stdout.splitlines()[1:4] == [
        "FAIL  Log group: There is no log group.",
        "      It is the log.",
        "      fix: aws logs x",
    ]


def test_what_is_in_order_takes_one_line(stack):
    stack.checks = CHECKS[:1]
    assert run()[:2] == (0, "ok    Sign-in: Signed in as presenter.\n")


def test_a_warning_alone_is_no_failure(stack):
    stack.checks = [check for check in CHECKS if check.state is not CheckState.FAILED]
    assert run()[0] == 0


def test_the_probe_is_asked_about_first(stack):
    status, _, stderr = run("--probe")
    assert (status, "--yes" in stderr) == (2, True)
    run("--probe", "--yes")
    assert stack.made.done == [("preflight", True)]


def test_a_probe_refused_leaves_the_other_checks(stack, monkeypatch):
    monkeypatch.setattr("eda_core.commands.deploy.confirm", lambda *_: False)
    run("--probe")
    assert stack.made.done == [("preflight", False)]


def test_a_narrow_terminal_gets_escapes(stack):
    stack.checks = [type(CHECKS[0])("Sign-in", CheckState.OK, "Account ••••\x1b[2J")]
    stdout = Narrow()
    assert run(stdout=stdout)[0] == 0
    assert stdout.getvalue() == "ok    Sign-in: Account \\u2022\\u2022\\u2022\\u2022\\x1b[2J\n"


def test_the_kind_of_bus_to_expect_is_handed_on(stack):
    run("--bus", "custom")
    assert stack.made.done == [("preflight", False, "custom")]
