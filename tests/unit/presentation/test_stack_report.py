import pytest

from eda_core.domain.deployment import (
    CallTotal,
    Check,
    CheckState,
    CostLine,
    DeploymentPlan,
    Place,
    ProgressKind,
    StackProgress,
)
from eda_core.domain.feed import FeedState, SideLog
from eda_core.ports import Backend, Capabilities
from eda_core.presentation.connection.stack_report import (
    MARKS,
    call_rows,
    call_sentence,
    capability_rows,
    check_line,
    cost_sentence,
    feed_rows,
    mail_sentence,
    plan_lines,
    progress_end,
    reading_sentence,
    usd_text,
)
from eda_core.presentation.frame.account_banner import banner_text
from eda_core.presentation.wording import as_markdown
from eda_core.stack import demo_stack

REAL = Place("eda-demo", "••••", "eu-central-1", "workshop", "", False)


def plan(**changes):
    given = {
        "name": "eda-demo",
        "where": "account ••••",
        "exists": False,
        "is_local": False,
        "email": "",
        "makes": [],
        "costs": [CostLine("API", "1", "$1", "me", 0.001, 0.001)],
    }
    return DeploymentPlan(**(given | changes))


@pytest.mark.parametrize("state", CheckState)
def test_each_state_has_a_shape_of_its_own(state):
    line = check_line(Check("Log group", state, "So it is."))
    assert line.startswith(MARKS[state])
    assert len(set(MARKS.values())) == len(CheckState)


def test_a_finding_is_text_and_never_markup():
    assert "<b>" not in check_line(Check("<b>", CheckState.OK, "<b>x</b>"))


def test_a_real_account_is_named_as_such():
    text = banner_text(REAL)
    assert text.startswith("Real AWS account •••• · eu-central-1 · profile workshop")
    assert "cost money" in text


def test_an_account_nobody_knows_is_real_all_the_same():
    assert banner_text(Place("x", "", "", "", "", False)).startswith(
        "Real AWS account unknown · no Region"
    )


def test_an_emulator_costs_nothing():
    place = Place("x", "", "", "", "http://127.0.0.1:4566", True)
    assert banner_text(place).startswith("Emulator at http://127.0.0.1:4566")


def test_a_change_without_an_end_was_interrupted():
    assert "watches on" in progress_end([StackProgress(ProgressKind.STEP, "x")])
    assert progress_end([StackProgress(ProgressKind.DONE, "It stands.")]) == "It stands."
    assert progress_end([]) == ""


def test_free_calls_are_said_to_be_free():
    calls = [CallTotal("sts", "GetCallerIdentity", 2, 0.0)]
    assert call_sentence(calls) == "Calls by this page so far: 2, none of them charged for."
    assert call_rows(calls)[0]["US dollars"] == "free"


def test_calls_that_cost_are_added_up():
    calls = [CallTotal("api", "POST /order", 2, 0.0004)]
    assert "about $0.0004" in call_sentence(calls)
    assert call_rows(calls)[0]["US dollars"] == "0.000400"


def test_reading_a_world_from_afar_is_counted():
    said = reading_sentence(FeedState(calls=1200))
    assert said.startswith("This server has made 1\u202f200 calls to read and to submit, for all")
    assert "about $0.0100" in reading_sentence(FeedState(calls=1, usd=0.01))


def test_a_plan_says_whether_it_creates():
    assert plan_lines(plan())[0].startswith("Creates the stack eda-demo")
    assert plan_lines(plan(exists=True))[0].startswith("Brings up to date the stack")


def test_a_plan_says_whether_anybody_gets_mail():
    assert mail_sentence(plan()) == "No e-mail is sent."
    assert "three mails" in mail_sentence(plan(email="a@b.c"))
    assert "a@b.c" not in mail_sentence(plan(email="a@b.c"))


def test_an_emulator_is_said_to_cost_nothing():
    assert cost_sentence(plan(is_local=True)).startswith("An emulator costs nothing.")


def test_sources_that_disagree_give_a_range():
    assert usd_text(CostLine("a", "1", "1", "x", 0.075, 0.125)) == "0.0750 to 0.1250"
    assert usd_text(CostLine("a", "1", "1", "x", 0.001, 0.001)) == "0.0010"


class Afar:
    """A feed that stands as a test says."""

    def __init__(self, state):
        self._state = state

    def state(self):
        return self._state


def answers(state):
    """What the capability table of a deployed stack says, and how its reading stands."""
    can = Capabilities(notifications=False, deliveries=False, executions=False, costs=True)
    backend = Backend("AWS", *[None] * 5, feed=Afar(state), capabilities=can)
    words = demo_stack().words
    rows = [*capability_rows(backend, words), *feed_rows(state, NOW_MS, words)]
    return {next(iter(row.values())): row[""] for row in rows}


NOW_MS = 1_769_860_800_000
READ = SideLog(is_there=True, read_ms=NOW_MS - 60_000)
GONE = SideLog(is_there=True, read_ms=NOW_MS, failure="The log group x_y is gone.", remedy="aws")


def test_what_logs_tell_is_in_the_table_while_they_can_be_read():
    said = answers(FeedState(bus_log=READ, execution_log=READ))
    assert said["Every step of a delivery is reported"].startswith("yes: by the bus log")
    assert said["Every execution is reported"].startswith("yes: by the log of executions")
    assert said["Bus log"] == said["Log of executions"] == "last record 1 min ago"


def test_a_log_that_cannot_be_read_tells_nothing_and_says_why():
    said = answers(FeedState(bus_log=GONE, execution_log=GONE))
    assert said["Every step of a delivery is reported"] == "no: inferred, and marked so"
    assert said["Every execution is reported"] == "no: failed ones, and what events say"
    assert said["Log of executions"] == as_markdown("cannot be read: The log group x_y is gone.")


def test_a_stack_without_logs_says_what_that_costs():
    none = SideLog(is_there=False)
    said = answers(FeedState(bus_log=none, execution_log=none))
    assert said["Bus log"] == "none: deliveries are inferred"
    assert said["Log of executions"] == "none: each path costs a call"
