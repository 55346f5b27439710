import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.frame.menus import ANYWHERE, THE_LOG
from eda_core.stack import demo_stack


@pytest.fixture
def live(dashboard):
    return dashboard.open()


def arm(live, kind, **widgets):
    live.field("fault.kind").set_value(kind).run()
    for key, value in widgets.items():
        live.field(f"fault.{key}.{kind.value}").set_value(value).run()
    live.at.button(key="fault.arm").click().run()


def story(live):
    lines = live.part("narrative")["lines"]
    return ["".join(text for text, _ in line["spans"]) for line in lines]


def test_a_fault_armed_on_screen_strikes(live):
    arm(live, FaultKind.DROP, where="payment-service-filtering-orders")
    live.submit(101, 100)
    live.let_pass(30)
    assert (live.tiles()["waiting"], live.tiles()["overdue"]) == ("0", "1")
    assert story(live)[-1].startswith("overdue: no payment event for ")


def test_what_is_armed_is_in_sight_and_can_be_disarmed(live):
    arm(live, FaultKind.DUPLICATE, where="order-service-filtering-payments")
    armed = live.at.button(key="fault.disarm.1")
    assert armed.label == "Deliver twice, at order ← payments, next time, by 5 s"
    armed.click().run()
    live.submit(101, 100)
    live.let_pass(30)
    assert live.tiles()["completed"] == "1"
    assert not any("came 2 times" in line for line in story(live))


def test_the_name_of_the_rule_that_a_fault_strikes_is_text(live):
    _, connection = live.at.session_state["kept"]["memo:world.connection"]
    connection.backend.editor.put_rule("_odd_", '{"source": ["x"]}', demo_stack().notification)
    connection.backend.faults.arm(Fault(FaultKind.DROP, where="_odd_"))
    live.at.run()
    assert r"\_odd\_" in live.at.button(key="fault.disarm.1").label


def test_a_fault_may_strike_a_share(live):
    live.field("fault.often").set_value("A share").run()
    live.field("fault.share").set_value(100).run()
    arm(live, FaultKind.TARGET_THROWS, where="eda-demo-update-order")
    live.submit(101, 100)
    live.let_pass(30)
    assert "eda-demo-update-order failed" in "".join(story(live))
    assert live.tiles()["failures"] == "1"


def test_a_number_typed_and_armed_at_once_is_what_is_armed(live):
    live.field("fault.times").set_value(3)
    live.at.button(key="fault.arm").click().run()
    assert "next 3 times" in live.at.button(key="fault.disarm.1").label


def test_all_faults_are_disarmed_at_once(live):
    arm(live, FaultKind.DROP, where="anywhere")
    arm(live, FaultKind.DELAY, where="anywhere")
    live.at.button(key="fault.disarm").click().run()
    assert "fault.disarm" not in [button.key for button in live.at.button]


DEFAULTS = {
    FaultKind.DROP: ("payment ← orders", "overdue"),
    FaultKind.DUPLICATE: ("order ← payments", "duplicate"),
    FaultKind.DELAY: ("payment ← orders", "late"),
    FaultKind.REORDER: ("payment ← orders", ""),
    FaultKind.RULE_DISABLED: ("payment ← orders", "stuck"),
    FaultKind.TARGET_THROWS: ("Update Order", "retrying"),
    FaultKind.TARGET_SLOW: ("Update Order", "late"),
    FaultKind.TASK_FAILS: ("Notify EventBus", "stuck"),
}


@pytest.mark.parametrize("kind", DEFAULTS)
@pytest.mark.unmeasured
def test_a_fault_armed_as_proposed_teaches_what_its_name_promises(live, kind):
    place, said = DEFAULTS[kind]
    live.field("fault.kind").set_value(kind).run()
    where = live.field(f"fault.where.{kind.value}")
    assert where.options[0] == place
    assert where.options[-1] in (THE_LOG, ANYWHERE)
    live.at.button(key="fault.arm").click().run()
    live.submit(101, 100)
    live.let_pass(20)
    assert story(live)[-1].startswith(said)


def test_what_the_menu_says_of_a_dead_letter_is_so(live):
    live.field("fault.kind").set_value(FaultKind.TARGET_THROWS).run()
    (hint,) = (each.value for each in live.at.caption if "dead letter" in each.value)
    assert "after 1 and after 2 minutes" in hint
    assert "3 times" in hint
    live.field("fault.times").set_value(3).run()
    live.at.button(key="fault.arm").click().run()
    live.submit(101, 100)
    live.let_pass(185)
    assert live.tiles()["dead letters"] == "1"
    live.at.button(key="fault.redrive").click().run()
    live.let_pass(10)
    assert live.tiles()["completed"] == "1"


def test_on_a_custom_bus_it_is_said_of_whom_the_subscriber_waits_for(dashboard):
    """It calls six times; Notification is handed its event, and Lambda tries three times."""
    dashboard.at.query_params["bus"] = "custom"
    live = dashboard.open()
    live.field("fault.kind").set_value(FaultKind.TARGET_THROWS).run()
    (hint,) = (each.value for each in live.at.caption if "dead letter" in each.value)
    assert "order-service-filtering-payments calls a function that throws 5 times more" in hint
    live.field("fault.times").set_value(6).run()
    live.at.button(key="fault.arm").click().run()
    live.submit(101, 100)
    live.let_pass(30)
    assert live.tiles()["dead letters"] == "0"
    live.let_pass(10)
    assert live.tiles()["dead letters"] == "1"
    where = f"fault.where.{FaultKind.TARGET_THROWS.value}"
    live.field(where).set_value("eda-demo-notification").run()
    (hint,) = (each.value for each in live.at.caption if "dead letter" in each.value)
    assert "after 1 and after 2 minutes" in hint


def test_only_a_function_is_said_to_be_run_again(live):
    live.field("fault.kind").set_value(FaultKind.TARGET_THROWS).run()
    where = f"fault.where.{FaultKind.TARGET_THROWS.value}"
    live.field(where).set_value("eda-demo-payment-service").run()
    assert not [each for each in live.at.caption if "dead letter" in each.value]
