import json
from dataclasses import replace

import pytest

from eda_core.domain.errors import BackendUnavailable
from eda_core.presentation.payment.definition_editor import demo_definition
from eda_core.read_model import ReadModel
from pages.components.frame import session
from pages.components.payment import session as payment_session
from tests.definitions import MAP, TWO_CHOICES, WAITING

pytestmark = pytest.mark.unmeasured

PAGE = "pages/payment_service.py"


@pytest.fixture
def page(dashboard):
    """The page of an empty world."""
    return dashboard.open(PAGE)


@pytest.fixture
def orders(dashboard):
    """The page after a good order, one over the limit, and one without amount, which is chosen."""
    dashboard.open()
    dashboard.submit(101, 100)
    dashboard.submit(102, 900)
    dashboard.at.button(key="scenario-5-stuck").click().run()
    dashboard.let_pass()
    return dashboard.open(PAGE)


APPROVAL = {
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {"FunctionName": "ask", "Payload": {"token.$": "$$.Task.Token"}},
            "Next": "Each",
        },
        "Each": {
            "Type": "Map",
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject"},
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
                "StartAt": "Item",
                "States": {"Item": {"Type": "Pass", "End": True}},
            },
            "End": True,
        },
    },
}


def choose(page, label):
    page.field("payment.order").set_value(label).run()


def look_at(page, panel):
    page.field("payment.panel").set_value(panel).run()


def click(page, state):
    page.store(payment_session.CHOSEN_STATE, state)
    look_at(page, "State")


def write(page, text):
    page.write(payment_session.DRAFT, text)
    look_at(page, "Definition")


def use(page, definition):
    write(page, json.dumps(definition))
    page.at.button(key="payment.apply").click().run()


def graph(page):
    return page.shown("payment.graph")


def captions(page):
    return " ".join(caption.value for caption in page.at.caption).replace("\\", "")


def test_the_empty_page_shows_the_machine_and_counts_nothing(page):
    assert graph(page)["graph"]["nodes"][0]["id"] == "isFraud"
    assert (graph(page)["counts"], graph(page)["visited"]) == ({}, [])
    assert "0 orders ran this definition" in captions(page)
    assert not page.at.exception


def test_counts_are_over_all_orders(orders):
    assert graph(orders)["counts"]["isFraud"] == "3"
    assert graph(orders)["edge_counts"]["Payment Succeeded>Notify EventBus"] == "1"


def test_the_order_chosen_elsewhere_is_shown(orders):
    assert orders.field("payment.order").value == "103"
    assert graph(orders)["failed"]["id"] == "isFraud"


def test_the_path_of_a_chosen_order_is_set_off(orders):
    choose(orders, "102")
    assert graph(orders)["visited"] == ["isFraud", "Payment Failed", "Notify EventBus"]
    assert graph(orders)["tone"] == "cancelled"
    assert orders.shown("payment.summary")["order"] == "102"


def test_an_order_chosen_here_is_chosen_on_every_page(orders):
    choose(orders, "102")
    assert orders.open("pages/live.py").part("summary")["order"] == "102"


def test_all_orders_have_no_path(orders):
    choose(orders, "")
    assert (graph(orders)["visited"], graph(orders)["focus"]) == ([], False)
    assert graph(orders)["counts"]["isFraud"] == "3"


def test_the_rules_have_the_orders_numbers(orders):
    choose(orders, "102")
    shown = orders.shown("payment.rules")
    assert shown["rows"][0]["came"] == ["900 > 500"]
    assert shown["sentence"] == "$.detail.amount: 900 > 500 is true, so Payment Failed"


def test_a_failure_is_shown_with_error_and_cause(orders):
    assert "States.Runtime" in graph(orders)["failed"]["cause"]
    assert orders.shown("payment.rules")["rows"][0]["verdict"] == "failed"


def slider(page, name):
    (found,) = (each for each in page.at.slider if each.label == name)
    return found


def test_moving_the_amount_moves_the_branch(orders):
    choose(orders, "102")
    assert orders.shown("payment.trial-graph")["visited"][-1] == "Payment Failed"
    slider(orders, "amount").set_value(300.0).run()
    assert orders.shown("payment.trial-graph")["visited"][-1] == "Payment Succeeded"
    assert orders.shown("payment.tried")["sentence"].startswith("$.detail.amount: 300 > 500")


def test_moving_the_limit_moves_the_branch(orders):
    choose(orders, "102")
    slider(orders, "limit").set_value(950.0).run()
    assert orders.shown("payment.tried")["sentence"].startswith("$.detail.amount: 900 > 950")
    assert orders.shown("payment.rules")["rows"][0]["came"] == ["900 > 500"]


def test_trying_submits_nothing(orders):
    slider(orders, "amount").set_value(900.0).run()
    orders.let_pass()
    assert graph(orders)["counts"]["isFraud"] == "3"


def test_a_state_shows_its_input_output_and_definition(orders):
    choose(orders, "102")
    click(orders, "Payment Failed")
    given, left, defined = (json.loads(code.value) for code in orders.at.code)
    assert given["detail"]["amount"] == 900
    assert left["payment"] == {"status": "PaymentFailed"}
    assert defined["Result"] == {"status": "PaymentFailed"}


def test_a_state_not_taken_says_so(orders):
    choose(orders, "101")
    click(orders, "Payment Failed")
    assert "did not come here" in captions(orders)
    assert len(orders.at.code) == 1


def test_no_state_is_chosen_at_first(page):
    look_at(page, "State")
    assert "Choose a state in the graph" in captions(page)


def test_the_definition_in_force_is_what_is_edited(page):
    look_at(page, "Definition")
    shown = page.shown("payment.definition")
    assert (shown["text"], shown["problem"]) == (demo_definition(), "")
    assert page.at.button(key="payment.apply").disabled
    assert page.at.code[0].value == "No difference."


def test_a_refused_definition_says_where(page):
    write(page, demo_definition().replace('"Next": "Payment Failed"', '"Next": "Paymnt Failed"'))
    shown = page.shown("payment.definition")
    assert "States.isFraud.Choices[0].Next" in shown["place"] + shown["problem"]
    assert page.at.button(key="payment.apply").disabled


def test_a_change_is_shown_as_a_difference(page):
    write(page, demo_definition().replace("500", "400"))
    assert '+          "NumericGreaterThan": 400,' in page.at.code[0].value


def test_what_cannot_be_seen_is_shown_in_the_difference(page):
    write(page, demo_definition().replace('"isFraud"', '"isFraud\u200b"'))
    assert '+  "StartAt": "isFraud\\u200b",' in page.at.code[0].value


def test_an_applied_definition_runs_orders_from_then_on(dashboard):
    dashboard.open()
    dashboard.submit(101, 450)
    dashboard.let_pass()
    page = dashboard.open(PAGE)
    write(page, demo_definition().replace("500", "400"))
    page.at.button(key="payment.apply").click().run()
    assert "Applied" in captions(page)
    page.open("pages/live.py").submit(102, 450)
    page.let_pass()
    page.open(PAGE)
    assert graph(page)["visited"][1] == "Payment Failed"
    choose(page, "101")
    assert graph(page)["visited"][1] == "Payment Succeeded"
    assert graph(page)["caption"].endswith("by the definition of its time")


def test_the_demos_definition_comes_back_when_asked_twice(page):
    use(page, WAITING)
    assert graph(page)["graph"]["nodes"][0]["id"] == "Start"
    page.at.button(key="payment.restore").click().run()
    assert graph(page)["graph"]["nodes"][0]["id"] == "Start"
    page.at.button(key="payment.yes").click().run()
    assert graph(page)["graph"]["nodes"][0]["id"] == "isFraud"
    assert page.shown("payment.definition")["text"] == demo_definition()


def test_a_restore_can_be_thought_better_of(page):
    use(page, WAITING)
    page.at.button(key="payment.restore").click().run()
    page.at.button(key="payment.no").click().run()
    assert graph(page)["graph"]["nodes"][0]["id"] == "Start"


def test_a_draft_outlives_a_look_elsewhere(page):
    write(page, "half a defin")
    look_at(page, "Why")
    page.open("pages/live.py")
    page.open(PAGE)
    look_at(page, "Definition")
    assert page.shown("payment.definition")["text"] == "half a defin"


def test_changes_can_be_undone(page):
    write(page, "half a defin")
    page.at.button(key="payment.undo").click().run()
    assert page.shown("payment.definition")["text"] == demo_definition()


def test_an_order_that_waits_stands_in_its_state(page):
    use(page, WAITING)
    page.open("pages/live.py").submit(101, 100)
    page.let_pass(5)
    page.open(PAGE)
    assert (graph(page)["current"], graph(page)["here"]) == (["Wait"], {"Wait": "1"})
    assert "1 under way" in captions(page)
    page.let_pass(60)
    assert (graph(page)["current"], graph(page)["ended"]) == ([], "Notify")


def test_a_machine_without_choices_says_so(page):
    use(page, MAP)
    look_at(page, "Why")
    assert "no Choice state" in captions(page)
    assert not page.at.exception


def test_of_several_choices_one_is_looked_at(page):
    use(page, TWO_CHOICES)
    page.open("pages/live.py").submit(101, 300)
    page.let_pass()
    page.open(PAGE)
    look_at(page, "Why")
    assert page.field("payment.choice.101").options == ["Large?", "Odd?"]
    page.field("payment.choice.101").set_value("Odd?").run()
    assert page.shown("payment.rules")["title"].startswith("Odd?: 2 rules")
    assert graph(page)["failed"]["id"] == "Odd?"


def test_names_of_states_are_text(page):
    name = "<img src=x onerror=alert(1)> **b**"
    use(page, {"StartAt": name, "States": {name: {"Type": "Succeed"}}})
    click(page, name)
    assert graph(page)["graph"]["nodes"][0]["id"] == name
    assert page.at.markdown[-1].value.startswith("##### \\<img")


def test_a_world_that_cannot_be_changed_shows_its_definition(page, monkeypatch):
    connection = session.connection

    def fixed(name):
        whole = connection(name)
        return replace(whole, backend=replace(whole.backend, editor=None))

    monkeypatch.setattr(session, "connection", fixed)
    look_at(page, "Definition")
    assert "read here, not changed" in captions(page)
    assert json.loads(page.at.code[0].value) == json.loads(demo_definition())


def test_a_backend_that_cannot_be_read_gets_a_sentence(orders, monkeypatch):
    def unavailable(model):
        raise BackendUnavailable("Nothing answers. Try again in 5 s.")

    monkeypatch.setattr(ReadModel, "refresh", unavailable)
    orders.let_pass()
    assert "Nothing answers" in orders.at.error[0].value
    assert graph(orders)["counts"]["isFraud"] == "3"


def words(page):
    return " ".join(each.value for each in page.at.markdown).replace("\\", "")


def test_a_definition_nobody_here_can_answer_is_run_up_to_where_a_mock_is_needed(page):
    write(page, json.dumps(APPROVAL))
    look_at(page, "Run")
    assert "NEEDS A MOCK" in words(page)
    assert "arn:aws:states:::lambda:invoke.waitForTaskToken" in words(page)
    assert page.shown("payment.run.graph")["failed"]["id"] == "Ask"


def test_mocks_are_written_for_its_tasks_and_take_it_to_its_end(page):
    write(page, json.dumps(APPROVAL))
    look_at(page, "Run")
    page.at.button(key="payment.run.write").click().run()
    assert page.shown("payment.run.graph")["visited"] == ["Ask", "Each"]
    assert "SUCCEEDED" in words(page)
    assert "items of a distributed Map" in page.shown("payment.run.graph")["caption"]


def test_faulty_input_and_mocks_are_said_at_their_fields(page):
    page.write(payment_session.RUN_INPUT, "{")
    look_at(page, "Run")
    assert "not JSON" in page.shown("payment.run.input")["problem"]
    page.write(payment_session.RUN_INPUT, "{}")
    page.write(payment_session.RUN_MOCKS, '{"StateMachines": {}}')
    page.at.run()
    assert "MockedResponses" in page.shown("payment.run.mocks")["problem"]


def test_a_draft_that_is_not_valid_is_not_run(page):
    write(page, "{")
    look_at(page, "Run")
    assert "in force" in captions(page)
    assert "isFraud" in page.shown("payment.run.graph")["visited"]


def test_one_of_several_test_cases_is_chosen(page):
    write(page, json.dumps(APPROVAL))
    cases = {"yes": {"Ask": "yes"}, "no": {"Ask": "no"}}
    answers = {"yes": {"0": {"Return": 1}}, "no": {"0": {"Throw": {"Error": "Declined"}}}}
    mocks = json.dumps({"StateMachines": {"M": {"TestCases": cases}}, "MockedResponses": answers})
    page.write(payment_session.RUN_MOCKS, mocks)
    look_at(page, "Run")
    assert "Name a test case" in page.shown("payment.run.mocks")["problem"]
    page.field("payment.run.case").set_value("M#no").run()
    assert "Declined" in words(page)


def test_an_order_that_comes_to_a_task_without_a_mock_is_stuck(page):
    use(page, APPROVAL)
    page.open("pages/live.py").submit(101, 100)
    page.let_pass(5)
    page.open(PAGE)
    assert (graph(page)["failed"]["id"], graph(page)["tone"]) == ("Ask", "stuck")
    why = page.shown("payment.summary")
    assert "No payment will come:" in json.dumps(why)
    assert "NEEDS_MOCK" in json.dumps(why)
