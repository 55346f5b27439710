import io

import pytest

from eda_core.commands.cli import main
from eda_core.domain.deployment import WantedStack
from eda_core.domain.errors import BackendError
from eda_core.domain.settings import BusKind, WorldKind
from tests import stack_double
from tests.stack_double import StackDouble


class Terminal(io.BytesIO):
    """Standard input somebody sits at."""

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def stack(monkeypatch):
    """A double of its own for each test; answers its class."""
    double = type("Double", (StackDouble,), {})
    monkeypatch.setattr("eda_core.aws.deployment.operations.StackOperations", double)
    monkeypatch.delenv("EDA_STACK", raising=False)
    return double


def run(*argv, stdin=None):
    stdout, stderr = io.StringIO(), io.StringIO()
    status = main(argv, stdin or io.BytesIO(), stdout, stderr)
    return status, stdout.getvalue(), stderr.getvalue()


def test_a_deployment_is_told_line_by_line(stack):
    status, stdout, _ = run("deploy", "--yes")
    assert status == 0
    assert stdout.splitlines() == [stack_double.STEP.text, stack_double.DONE.text]


def test_the_options_become_settings(stack):
    run(
        "status", "--name", "mine", "--region", "eu-west-1", "--profile", "p", "--endpoint-url", "u"
    )
    settings = stack.made.settings
    assert (settings.stack, settings.region) == ("mine", "eu-west-1")
    assert (settings.profile, settings.endpoint) == ("p", "u")


def test_the_environment_names_what_the_options_do_not(stack, monkeypatch):
    monkeypatch.setenv("EDA_REGION", "eu-north-1")
    run("status", "--name", "mine")
    assert (stack.made.settings.region, stack.made.settings.stack) == ("eu-north-1", "mine")


def test_the_kind_of_bus_is_handed_on(stack):
    run("deploy", "--yes", "--bus", "custom")
    assert stack.made.done == [("deploy", WantedStack(bus=BusKind.CUSTOM))]


def test_what_is_wanted_is_handed_on(stack):
    run("deploy", "--yes", "--email", "a@b.c", "--api-authorization", "AWS_IAM", "--no-idempotent")
    assert stack.made.done == [("deploy", WantedStack("a@b.c", "AWS_IAM", idempotent=False))]


def test_logs_that_are_wanted_are_handed_on(stack):
    run("deploy", "--yes", "--bus-logs", "INFO", "--execution-logs")
    assert stack.made.done == [("deploy", WantedStack(bus_logs="INFO", execution_logs=True))]


def test_what_it_makes_and_costs_is_said_first():
    _, _, stderr = run("deploy", "--yes")
    assert "Creates the stack eda-demo in account ••••, Region eu-central-1." in stderr
    assert "5 resources: 4 Events::Rule, 1 SQS::Queue." in stderr
    assert "SNS e-mail: 3,000 mails, $2 per 100,000 (somebody)" in stderr


@pytest.mark.parametrize("command", ["deploy", "destroy"])
def test_without_a_terminal_and_a_yes_nothing_is_done(stack, command):
    status, _, stderr = run(command)
    assert (status, stack.made.done) == (2, [])
    assert stderr.splitlines()[-1].startswith("There is no terminal to ask at")


@pytest.mark.parametrize("command", ["deploy", "destroy"])
@pytest.mark.parametrize(("answer", "done"), [(b"y\n", 1), (b"yes\n", 1), (b"n\n", 0), (b"", 0)])
def test_a_terminal_is_asked(stack, command, answer, done):
    status, _, stderr = run(command, stdin=Terminal(answer))
    assert (len(stack.made.done), status) == (done, 1 - done)
    assert "[y/N]" in stderr


def test_a_plan_that_cannot_be_made_is_one_sentence(stack):
    stack.refusal = BackendError("There are no AWS credentials. aws sso login")
    status, stdout, stderr = run("deploy", "--yes")
    assert (status, stdout) == (1, "")
    assert stderr == "There are no AWS credentials. aws sso login\n"


def test_a_failed_deployment_ends_with_the_fix(stack):
    stack.deploys = (stack_double.STEP, stack_double.BROKEN)
    status, stdout, stderr = run("deploy", "--yes")
    assert status == 1
    assert stdout.splitlines()[-1] == stack_double.BROKEN.text
    assert stderr.splitlines()[-1] == "Mend it: python -m eda_core deploy"


def test_a_destruction_names_what_it_deletes(stack):
    _, _, stderr = run("destroy", "--name", "mine", stdin=Terminal(b"n\n"))
    assert "Delete the stack mine" in stderr
    assert "Real AWS account ••••" in stderr


def test_a_destruction_is_told(stack):
    assert run("destroy", "--yes")[:2] == (
        0,
        "CREATE_IN_PROGRESS  Bus\nThe stack eda-demo is gone.\n",
    )


def test_ctrl_c_says_how_to_go_on(stack):
    class Stopped(stack):
        def deploy(self, wanted):
            yield stack_double.STEP
            raise KeyboardInterrupt

    stack.deploy = Stopped.deploy
    status, _, stderr = run("deploy", "--yes")
    assert (status, "takes it up" in stderr) == (130, True)


def test_the_status_may_be_unmasked(stack):
    assert run("status", "--unmasked")[0] == 0
    assert stack.made.done == [("status", True)]


def test_settings_that_cannot_be_used_are_one_sentence(stack, monkeypatch):
    monkeypatch.undo()
    status, stdout, stderr = run("status", "--region", "nowhere at all")
    assert (status, stdout, len(stderr.splitlines())) == (2, "", 1)


def test_a_stack_is_meant_whatever_the_dashboard_looks_at(stack, monkeypatch):
    monkeypatch.setenv("EDA_WORLD", "simulator")
    run("status")
    assert stack.made.settings.world is WorldKind.AWS
