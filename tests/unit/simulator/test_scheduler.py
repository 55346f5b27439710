import pytest

from eda_core.simulator.scheduler import Scheduler


@pytest.fixture
def log():
    return []


@pytest.fixture
def scheduler():
    return Scheduler(1000)


def test_actions_run_when_they_are_due(scheduler, log):
    for due in (1300, 1100, 1200):
        scheduler.schedule(due, lambda due=due: log.append((due, scheduler.now_ms)))
    scheduler.run()
    assert log == [(1100, 1100), (1200, 1200), (1300, 1300)]


def test_actions_due_together_run_in_the_order_scheduled(scheduler, log):
    for name in "abc":
        scheduler.schedule(1100, lambda name=name: log.append(name))
    scheduler.run()
    assert log == ["a", "b", "c"]


def test_many_calls_scheduled_at_once_run_as_if_one_by_one(scheduler, log):
    scheduler.schedule(1100, log.append, "first")
    scheduler.schedule_all(log.append, [(1100, ("a",)), (5, ("past",)), (1100, ("b",))])
    scheduler.schedule(1100, log.append, "last")
    scheduler.run()
    assert (log, scheduler.executed) == (["past", "first", "a", "b", "last"], 5)


def test_an_action_may_schedule_another(scheduler, log):
    scheduler.schedule(1100, lambda: scheduler.schedule(1150, lambda: log.append("second")))
    scheduler.run()
    assert log == ["second"]


def test_run_stops_at_its_time_and_sets_the_clock(scheduler, log):
    scheduler.schedule(1100, lambda: log.append("early"))
    scheduler.schedule(1300, lambda: log.append("late"))
    scheduler.run(1200)
    assert (log, scheduler.now_ms, len(scheduler)) == (["early"], 1200, 1)


def test_the_clock_never_goes_back(scheduler):
    scheduler.run(900)
    assert scheduler.now_ms == 1000


def test_what_is_past_due_runs_now(scheduler, log):
    scheduler.schedule(5, lambda: log.append(scheduler.now_ms))
    scheduler.run()
    assert log == [1000]


def test_peek_names_the_next_due_time(scheduler):
    assert scheduler.peek() is None
    scheduler.schedule(1100, lambda: None)
    assert scheduler.peek() == 1100


def test_step_runs_one_action(scheduler, log):
    scheduler.schedule(1100, lambda: log.append("a"))
    scheduler.schedule(1100, lambda: log.append("b"))
    assert scheduler.step()
    assert log == ["a"]


def test_step_says_when_nothing_is_left(scheduler):
    assert not scheduler.step()


def test_an_action_is_called_with_what_it_was_given(scheduler, log):
    scheduler.schedule(1100, log.append, "a")
    scheduler.run()
    assert log == ["a"]


def test_a_scheduler_counts_what_it_ran(scheduler, log):
    for due in (1100, 1200, 1300):
        scheduler.schedule(due, log.append, due)
    scheduler.run(1200)
    assert (scheduler.executed, scheduler.serial) == (2, 3)


def test_a_scheduler_goes_on_from_what_was_pending(scheduler, log):
    for due in (1300, 1100, 1100):
        scheduler.schedule(due, log.append, (due, scheduler.serial))
    scheduler.step()
    later = Scheduler(0)
    later.restore(scheduler.now_ms, scheduler.serial, scheduler.pending())
    later.run()
    assert log == [(1100, 1), (1100, 2), (1300, 0)]
    assert (later.now_ms, later.executed) == (1300, 3)
