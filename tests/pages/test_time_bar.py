import pytest

pytestmark = pytest.mark.unmeasured


@pytest.fixture
def live(dashboard):
    return dashboard.open()


def click(live, key):
    live.at.button(key=key).click().run()


def test_nothing_moves_in_a_pause(live):
    click(live, "time.pause")
    live.submit(101, 100)
    live.let_pass()
    assert live.tiles()["submitted"] == "0"
    assert "paused, 3 to come" in live.part("world_bar")["status"]


def test_a_pause_ends(live):
    click(live, "time.pause")
    live.submit(101, 100)
    assert live.at.button(key="time.pause").label == ":primary[Resume]"
    click(live, "time.pause")
    live.let_pass()
    assert live.tiles()["completed"] == "1"


def test_a_step_shows_the_next_thing(live):
    click(live, "time.pause")
    live.submit(101, 100)
    click(live, "time.step")
    assert live.tiles()["waiting"] == "1"


def test_stepping_to_an_order_shows_its_next_event(live):
    live.submit(101, 900)
    for _ in range(3):
        click(live, "time.step-order")
    assert live.tiles()["cancelled"] == "1"


def test_slow_motion_takes_a_chosen_time_for_each_hop(live):
    live.field("time.pace").set_value("slow motion").run()
    live.submit(101, 100)
    live.let_pass(2)
    assert live.tiles()["completed"] == "0"
    assert "slow motion" in live.part("world_bar")["status"]
    live.let_pass(20)
    assert live.tiles()["completed"] == "1"


def test_run_to_end_leaves_nothing_to_come(live):
    live.field("time.pace").set_value("run to end").run()
    live.submit(101, 100)
    live.at.run()
    assert live.tiles()["completed"] == "1"


def test_time_is_the_same_for_everybody(live, dashboard):
    other = type(dashboard)(dashboard._clock).open()
    click(live, "time.pause")
    other.at.run()
    assert other.at.button(key="time.pause").label == ":primary[Resume]"
    assert "paused in another window, 0 to come" in other.part("world_bar")["status"]
    assert "paused, 0 to come" in live.part("world_bar")["status"]
    again = type(dashboard)(dashboard._clock).open()
    assert "paused, 0 to come" in again.part("world_bar")["status"]  # who did it is not known
