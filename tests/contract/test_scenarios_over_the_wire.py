"""Scenarios on a deployed stack: over HTTP, as boto3 speaks to AWS, with the simulator behind."""

from dataclasses import dataclass
from operator import call

import pytest

from eda_core.aws.deployed_stack import aws_backend
from eda_core.aws.target import target_from
from eda_core.domain.errors import InvalidScenario
from eda_core.read_model import ReadModel
from eda_core.scenarios.runner import ScenarioRun
from eda_core.scenarios.scenario import bundled, scenario_from
from eda_core.stack import demo_stack
from tests.unit.doors.listening import Listening
from tests.unit.doors.served import Served


@dataclass
class Polling:
    """A clock by hand: time passes, and then the stack is asked."""

    served: Served
    backend: object

    def now_ms(self):
        return self.served.now_ms

    def wait_until(self, at_ms):
        self.served.now_ms = max(self.served.now_ms, at_ms)
        self.backend.feed.poller.tick()


@pytest.fixture
def far(aws_environment):
    server = Listening(Served())
    target = target_from(region="us-east-1", endpoint_url=f"{server.url}/room/scenarios")
    backend = aws_backend(target, lambda: server.served.now_ms, run=call)
    backend.feed.poller.stop()
    yield backend, Polling(server.served, backend)
    backend.feed.close()
    server.close()


def run(far, scenario):
    backend, clock = far
    model = ReadModel(backend, demo_stack())
    return ScenarioRun(scenario, backend, model, clock, lambda: 5000).run()


@pytest.mark.parametrize("index", [1, 2, 4, 5])
def test_a_scenario_of_the_project_is_met(far, index):
    ran = run(far, bundled()[index])
    assert ran.sentence == ""
    untold = [line.label for each in ran.judgements for line in each.lines if not line.is_reported]
    assert all("messages" in label or "dead letters" in label for label in untold)


def test_what_goes_otherwise_is_said(far):
    do = '[{"order": {"id": 1, "amount": 900}}]'
    text = f'{{"version": 1, "title": "t", "do": {do}, "expect": [{{"totals": {{"stuck": 1}}}}]}}'
    assert run(far, scenario_from(text)).sentence == "Stuck: 0, not 1."


def test_what_only_the_simulator_can_do_is_refused(far):
    text = '{"version": 1, "title": "t", "do": [{"limit": 400}], "expect": []}'
    with pytest.raises(InvalidScenario, match=r"do\[0\].limit: .* cannot do this"):
        run(far, scenario_from(text))
