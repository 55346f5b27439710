import pytest

from eda_core.domain.deployment import WantedStack
from eda_core.domain.errors import BackendError
from eda_core.domain.settings import BusKind
from pages.components.connection import session as connection_session
from tests import stack_double
from tests.stack_double import StackDouble

PAGE = "pages/connection.py"
AWS = "aws"


@pytest.fixture
def stack(monkeypatch):
    """A double of its own for each test; answers its class."""
    double = type("Double", (StackDouble,), {})
    monkeypatch.setattr(connection_session, "StackOperations", double)
    monkeypatch.setattr("eda_core.aws.deployment.operations.StackOperations", StackDouble)
    return double


@pytest.fixture
def page(dashboard, stack):
    """The Connection page."""
    return dashboard.open(PAGE)


@pytest.fixture
def aws(page):
    """The Connection page with a deployed stack chosen, not yet looked at."""
    page.field("connection.world").set_value(AWS).run()
    return page


def click(page, key):
    page.at.button(key=key).click().run()
    assert not page.at.exception


def texts(page):
    parts = (page.at.markdown, page.at.caption, page.at.error)
    return "\n".join(each.value for part in parts for each in part)


def keys(page):
    return {each.key for each in page.at.button}


def test_the_simulator_needs_no_check(page, stack):
    assert "connection.preflight" not in keys(page)
    assert stack.made is None


def test_the_page_asks_nobody_by_itself(aws, stack):
    assert stack.made.done == []


def test_the_target_is_what_is_typed(aws, stack):
    aws.field("connection.stack").set_value("mine").run()
    aws.field("connection.region").set_value("eu-west-1").run()
    aws.field("connection.profile").set_value("workshop").run()
    settings = stack.made.settings
    assert (settings.stack, settings.region, settings.profile) == ("mine", "eu-west-1", "workshop")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("region", "nowhere"),
        ("endpoint", "ftp://x"),
        ("endpoint", "http://example.org"),
        ("stack", "No Such_Name"),
    ],
)
def test_a_target_that_cannot_be_is_one_sentence(dashboard, field, text):
    aws = dashboard.open(PAGE)
    aws.field("connection.world").set_value(AWS).run()
    aws.field(f"connection.{field}").set_value(text).run()
    assert len(aws.at.error) == 1
    assert "connection.preflight" not in keys(aws)


def test_what_was_typed_comes_back_after_another_page(aws):
    aws.field("connection.stack").set_value("mine").run()
    aws.at.switch_page("pages/rules.py").run()
    aws.at.switch_page(PAGE).run()
    assert aws.field("connection.stack").value == "mine"


def test_the_preflight_shows_each_finding(aws):
    click(aws, "connection.preflight")
    shown = texts(aws)
    assert "**Sign\\-in** Signed in as presenter" in shown
    assert "**Log group** failed\\. There is no log group" in shown.replace("failed.", "failed\\.")
    assert "It is the log" in shown
    assert "1 in order, 1 doubtful, 1 failed, 1 not looked at" in shown


def test_a_fix_is_a_block_to_copy_if_it_is_a_command(aws):
    click(aws, "connection.preflight")
    assert [code.value for code in aws.at.code] == ["aws logs x"]
    assert any("Open the mail" in caption.value for caption in aws.at.caption)


def test_findings_are_text_and_never_markup(aws):
    click(aws, "connection.preflight")
    assert "\\<b\\>yet\\</b\\>" in texts(aws)


def test_findings_stay_until_the_next_preflight(aws):
    click(aws, "connection.preflight")
    aws.at.run()
    assert "Signed in as presenter" in texts(aws)


def test_findings_on_another_stack_are_let_go(aws):
    click(aws, "connection.preflight")
    aws.field("connection.stack").set_value("other").run()
    assert "Signed in as presenter" not in texts(aws)


def test_a_probe_is_sent_only_when_asked_for(aws, stack):
    click(aws, "connection.preflight")
    aws.field("connection.probe").set_value(True).run()
    click(aws, "connection.preflight")
    assert stack.made.done == [("preflight", False), ("preflight", True)]


def test_a_deployment_says_first_what_it_makes_and_costs(aws, stack):
    click(aws, "connection.deploy")
    shown = texts(aws)
    assert "Creates the stack eda\\-demo in account" in shown
    assert "1,000 orders cost \\$0\\.06 to \\$0\\.08" in shown
    assert stack.made.done == []


def test_a_deployment_can_be_called_off(aws, stack):
    click(aws, "connection.deploy")
    click(aws, "connection.deploy-not")
    assert "connection.deploy" in keys(aws)
    assert stack.made.done == []


def test_a_deployment_is_told_to_its_end(aws, stack):
    click(aws, "connection.deploy")
    click(aws, "connection.deploy-now")
    assert "stands: CREATE" in texts(aws).replace("\\", "")
    assert [code.value for code in aws.at.code] == [
        f"{stack_double.STEP.text}\n{stack_double.DONE.text}"
    ]


def test_what_is_chosen_is_deployed(aws, stack):
    aws.field("connection.email").set_value("a@b.c")
    aws.field("connection.signed").set_value("Signed (AWS_IAM)")
    aws.field("connection.once").set_value("Idempotent").run()
    click(aws, "connection.deploy")
    click(aws, "connection.deploy-now")
    wanted = WantedStack("a@b.c", "AWS_IAM", idempotent=True, bus=BusKind.CLASSIC)
    assert stack.made.done == [("deploy", wanted)]


def test_what_is_not_chosen_stays_as_it_is(aws, stack):
    click(aws, "connection.deploy")
    click(aws, "connection.deploy-now")
    assert stack.made.done == [("deploy", WantedStack(bus=BusKind.CLASSIC))]


@pytest.fixture
def custom(aws):
    """The Connection page with a deployed stack on a custom bus chosen, not yet looked at."""
    aws.field("connection.bus").set_value(BusKind.CUSTOM).run()
    return aws


def test_the_kind_of_bus_that_is_chosen_is_looked_for_and_deployed(custom, stack):
    click(custom, "connection.preflight")
    click(custom, "connection.deploy")
    click(custom, "connection.deploy-now")
    deployed = ("deploy", WantedStack(bus=BusKind.CUSTOM))
    assert stack.made.done == [("preflight", False, BusKind.CUSTOM), deployed]


def test_subscribers_know_no_level_trace_of_their_logs(custom):
    field = custom.field("connection.bus-logs")
    assert field.label == "Its subscribers log"
    assert "Every step (TRACE)" not in field.options


def test_a_deployment_says_who_logs(custom):
    click(custom, "connection.deploy")
    assert "The subscribers log nothing" in texts(custom).replace("\\", "")


def test_switching_looks_at_the_kind_of_bus_that_is_chosen(custom, monkeypatch):
    chosen = []
    monkeypatch.setattr("pages.components.frame.session.choose", chosen.append)
    click(custom, "connection.use")
    assert [settings.bus for settings in chosen] == [BusKind.CUSTOM]


def test_a_deployment_is_done_once(aws, stack):
    click(aws, "connection.deploy")
    click(aws, "connection.deploy-now")
    aws.at.run()
    assert len(stack.made.done) == 1


def test_a_failed_deployment_shows_the_fix(aws, stack):
    stack.deploys = (stack_double.STEP, stack_double.BROKEN)
    click(aws, "connection.deploy")
    click(aws, "connection.deploy-now")
    assert "Bus: no" in aws.at.error[0].value.replace("\\", "")
    assert aws.at.code[0].value == "python -m eda_core deploy"


def test_a_deployment_that_was_left_says_how_to_watch_on(aws, stack):
    stack.deploys = (stack_double.STEP,)
    click(aws, "connection.deploy")
    click(aws, "connection.deploy-now")
    assert "Watching was interrupted" in texts(aws)


def test_a_plan_that_cannot_be_made_is_one_sentence(aws, stack):
    stack.refusal = BackendError("There are no AWS credentials.")
    click(aws, "connection.deploy")
    assert "There are no AWS credentials" in aws.at.error[0].value


def test_a_destruction_asks_for_the_name(aws, stack):
    click(aws, "connection.destroy")
    assert aws.at.button(key="connection.destroy-now").disabled
    aws.field("connection.typed").set_value("eda-dem").run()
    assert aws.at.button(key="connection.destroy-now").disabled
    aws.field("connection.typed").set_value("eda-demo").run()
    click(aws, "connection.destroy-now")
    assert stack.made.done == [("destroy", None)]


def test_a_destruction_can_be_called_off(aws, stack):
    click(aws, "connection.destroy")
    click(aws, "connection.destroy-not")
    assert ("connection.destroy" in keys(aws), stack.made.done) == (True, [])


def test_the_question_about_one_stack_is_not_kept_for_another(aws):
    click(aws, "connection.destroy")
    aws.field("connection.stack").set_value("other").run()
    assert "connection.destroy-now" not in keys(aws)


def test_the_meter_counts_the_calls_of_this_page(aws):
    assert "has not asked AWS for anything" in texts(aws)
    click(aws, "connection.preflight")
    assert "Calls by this page so far\\: 2, about \\$0\\.0002" in texts(aws)


def test_what_the_world_can_show_is_listed(page):
    (table,) = page.at.table
    assert table.value.iloc[:, 1].tolist() == ["yes"] * 6 + ["no: no AWS is asked", "no"]


def test_switching_looks_at_the_stack(aws, monkeypatch):
    chosen = []
    monkeypatch.setattr("pages.components.frame.session.choose", chosen.append)
    aws.at.run()
    click(aws, "connection.use")
    assert [(settings.world, settings.stack) for settings in chosen] == [(AWS, "eda-demo")]


def test_a_stack_typed_and_looked_at_at_once_is_the_one_that_is_looked_at(aws, monkeypatch):
    chosen = []
    monkeypatch.setattr("pages.components.frame.session.choose", chosen.append)
    aws.field("connection.stack").set_value("eda-two")
    click(aws, "connection.use")
    assert [settings.stack for settings in chosen] == ["eda-two"]


def test_the_world_in_use_offers_no_switch(page):
    assert "connection.use" not in keys(page)
    assert "All pages look at the simulator now" in texts(page)
