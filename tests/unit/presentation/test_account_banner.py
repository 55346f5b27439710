import pytest

from eda_core.domain.deployment import Place
from eda_core.domain.feed import FeedState, SideLog
from eda_core.presentation.frame.account_banner import NOT_HERE, account_banner
from eda_core.stack import demo_stack

REAL = Place("eda-demo", "••••", "eu-central-1", "", "", False)
NOW_MS = 1_769_860_800_000
WORDS = demo_stack().words


def notices(**state):
    return account_banner(REAL, FeedState(**state), NOW_MS, WORDS)["notices"]


def test_what_a_deployed_stack_does_not_offer_is_said():
    assert account_banner(REAL, FeedState(), NOW_MS, WORDS)["aside"] == NOT_HERE


def test_a_stack_that_answers_has_no_notice():
    assert notices() == []


@pytest.mark.parametrize("failure", ["There is no log group", "There is no log group."])
def test_a_failure_says_what_stays_and_when_it_is_asked_again(failure):
    (notice,) = notices(failure=failure, remedy="deploy", next_poll_ms=NOW_MS + 9_400)
    assert notice["said"] == "There is no log group. What was read before stays on screen."
    assert (notice["again"], notice["remedy"]) == ("again in 9 s", "deploy")


def test_credentials_about_to_expire_are_a_notice_of_their_own():
    (notice,) = notices(warning="The credentials expire in 9 min.")
    assert notice["said"] == "The credentials expire in 9 min."


def test_a_bus_log_that_cannot_be_read_says_what_that_means():
    (notice,) = notices(bus_log=SideLog(failure="These may not.", remedy="Allow it"))
    assert (notice["key"], notice["remedy"]) == ("bus-log", "Allow it")
    assert notice["said"].endswith("What the bus log does not tell is inferred, and marked so.")


def test_a_log_of_executions_that_cannot_be_read_is_said_once():
    (notice,) = notices(execution_log=SideLog(failure="No right.", remedy="Allow it"))
    assert (notice["key"], notice["remedy"]) == ("execution-log", "Allow it")
    assert notice["said"].startswith("No right. The log of executions is not read")
    (only,) = notices(
        bus_log=SideLog(failure="No right."), execution_log=SideLog(failure="No right.")
    )
    assert only["key"] == "bus-log"
    assert only["said"].endswith("marked so. Each path costs a call of its own.")


def test_a_live_tail_that_was_refused_says_that_the_log_is_read_all_the_same():
    (notice,) = notices(live_failure="These credentials may not.", live_remedy="Allow it")
    assert (notice["key"], notice["remedy"]) == ("live", "Allow it")
    assert notice["said"] == (
        "These credentials may not. The live tail is closed; the log is read as before."
    )
