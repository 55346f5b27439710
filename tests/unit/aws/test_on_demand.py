from threading import Event

import pytest

from eda_core.aws.failures.sentences import AwsFailure
from eda_core.aws.reading.on_demand import AGAIN_MS, KEPT, Answers, in_thread


class Oracle:
    """Answers questions with what it has, and notes them; time stands unless it is moved."""

    def __init__(self, run=lambda job: job()):
        self.now_ms = 1_000_000
        self.asked = []
        self.answer = "first"
        self.answers = Answers(self.ask, self.is_stale, lambda: self.now_ms, run)

    def ask(self, key):
        self.asked.append(key)
        if isinstance(self.answer, AwsFailure):
            raise self.answer
        return self.answer

    def is_stale(self, _, age):
        return age.log_has_grown or age.milliseconds >= 3_000


def test_an_answer_is_asked_for():
    assert Oracle().answers.get("a") == "first"


def test_a_fresh_answer_is_not_asked_for_again():
    oracle = Oracle()
    oracle.answers.get("a")
    oracle.answers.get("a")
    assert oracle.asked == ["a"]


def test_a_stale_answer_is_asked_for_again():
    oracle = Oracle()
    oracle.answers.get("a")
    oracle.now_ms += 3_000
    oracle.answer = "second"
    assert oracle.answers.get("a") == "second"


def test_a_log_that_has_grown_is_told():
    oracle = Oracle()
    oracle.answers.get("a", version=1)
    oracle.answers.get("a", version=2)
    assert oracle.asked == ["a", "a"]


def test_an_old_answer_is_shown_while_a_new_one_is_on_its_way():
    jobs = []
    oracle = Oracle(run=lambda job: jobs.append(job) if oracle.asked else job())
    oracle.answers.get("a")
    oracle.now_ms += 3_000
    oracle.answer = "second"
    assert oracle.answers.get("a") == "first"
    jobs.pop()()
    assert oracle.answers.get("a") == "second"


def test_a_question_under_way_is_not_asked_twice():
    jobs = []
    oracle = Oracle(run=lambda job: jobs.append(job) if oracle.asked else job())
    oracle.answers.get("a")
    oracle.now_ms += 3_000
    oracle.answers.get("a")
    oracle.answers.get("a")
    assert len(jobs) == 1


def test_a_failure_is_raised():
    oracle = Oracle()
    oracle.answer = AwsFailure("No.")
    with pytest.raises(AwsFailure, match=r"No\."):
        oracle.answers.get("a")


def test_a_question_that_failed_rests():
    oracle = Oracle()
    oracle.answer = AwsFailure("No.")
    for _ in range(2):
        with pytest.raises(AwsFailure):
            oracle.answers.get("a")
    assert oracle.asked == ["a"]


def test_a_question_that_failed_is_asked_again_later():
    oracle = Oracle()
    oracle.answer = AwsFailure("No.")
    with pytest.raises(AwsFailure):
        oracle.answers.get("a")
    oracle.answer, oracle.now_ms = "second", oracle.now_ms + AGAIN_MS
    assert oracle.answers.get("a") == "second"


def test_only_the_answers_looked_at_last_are_kept():
    oracle = Oracle()
    for key in range(KEPT + 1):
        oracle.answers.get(key)
    oracle.answers.get(0)
    assert oracle.asked.count(0) == 2


def test_a_slow_answer_is_waited_for_a_moment(monkeypatch):
    monkeypatch.setattr("eda_core.aws.reading.on_demand.PATIENCE_SECONDS", 0.01)
    assert Oracle(run=lambda job: None).answers.get("a") is None


def test_a_job_in_a_thread_is_done():
    done = Event()
    in_thread(done.set)
    assert done.wait(10)
