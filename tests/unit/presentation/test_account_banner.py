import pytest

from eda_core.deployment import Place
from eda_core.ports import FeedState
from eda_core.presentation.account_banner import NOT_HERE, account_banner

REAL = Place("eda-demo", "••••", "eu-central-1", "", "", False)
NOW_MS = 1_769_860_800_000


def notices(**state):
    return account_banner(REAL, FeedState(**state), NOW_MS)["notices"]


def test_what_a_deployed_stack_does_not_offer_is_said():
    assert account_banner(REAL, FeedState(), NOW_MS)["aside"] == NOT_HERE


def test_a_stack_that_answers_has_no_notice():
    assert notices() == []


@pytest.mark.parametrize("failure", ["There is no log group", "There is no log group."])
def test_a_failure_says_what_stays_and_when_it_is_asked_again(failure):
    (notice,) = notices(failure=failure, remedy="deploy", next_poll_ms=NOW_MS + 9_400)
    assert notice["said"] == (
        "There is no log group. What was read before stays on screen. Asking again in 9 s."
    )
    assert notice["remedy"] == "deploy"


def test_credentials_about_to_expire_are_a_notice_of_their_own():
    (notice,) = notices(warning="The credentials expire in 9 min.")
    assert notice["said"] == "The credentials expire in 9 min."
