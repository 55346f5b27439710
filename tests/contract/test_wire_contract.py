"""The contract on the AWS backend, with the simulator's own door where AWS would be.

Everything the dashboard asks of a deployed stack goes over HTTP, as boto3 sends it. Nothing waits:
the world's clock and the polling are in the test's hand.
"""

from operator import call

import pytest

from eda_core.aws.deployed_stack import aws_backend
from eda_core.aws.target import target_from
from eda_core.ports import Backend
from tests.contract.backend_contract import BackendContract
from tests.unit.doors.listening import Listening
from tests.unit.doors.served import Served

pytestmark = pytest.mark.unmeasured

LONG_MS = 600_000


@pytest.fixture(scope="module")
def server():
    server = Listening(Served())
    yield server
    server.close()


class TestSimulatorOverTheWire(BackendContract):
    @pytest.fixture(autouse=True)
    def _room(self, server, aws_environment, request):
        self.served = server.served
        self.url = f"{server.url}/room/{abs(hash(request.node.name))}"
        yield
        self.backend.feed.close()

    @pytest.fixture(autouse=True)
    def _backend(self, _room):
        self.backend = self.make()

    def make(self) -> Backend:
        target = target_from(region="us-east-1", endpoint_url=self.url)
        backend = aws_backend(target, lambda: self.served.now_ms, run=call)
        backend.feed.poller.stop()
        return backend

    def settle(self) -> None:
        self.served.now_ms += LONG_MS
        self.backend.feed.poller.tick()
