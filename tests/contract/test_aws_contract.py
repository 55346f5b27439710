"""The contract on the AWS backend, against the stack as our template deploys it on MiniStack.

What MiniStack does otherwise than AWS is named in `gaps`; the reasons are its own, so they end
with a release of MiniStack that mends them.
"""

import gzip
import json
import time
from collections import Counter
from collections.abc import Mapping
from operator import call
from typing import ClassVar

import pytest

from eda_core.app.bootstrap import epoch_now_ms
from eda_core.aws.deployed_stack import aws_backend
from eda_core.aws.reading.source import Cadence
from eda_core.aws.target import target_from
from eda_core.domain.events import LogRecord
from eda_core.ports import Backend
from eda_core.read_model import ReadModel
from eda_core.recordings import recording_of
from eda_core.stack import demo_stack
from tests.aws import stacks
from tests.contract.backend_contract import BackendContract, Gap
from tests.news import all_news
from tests.unit.recordings.conftest import as_bytes, opened
from tests.unit.recordings.test_same_picture import model_of, picture

SETTLE_SECONDS = 60
REST_SECONDS = 0.5
ENDINGS = ("OrderCompleted", "OrderCancelled")
FAST = Cadence(busy_ms=100, quiet_ms=100)


@pytest.fixture(scope="session")
def deployed(ministack):
    """The address of a MiniStack with the stack, its functions warm."""
    stacks.deploy(ministack)
    return ministack


class TestAws(BackendContract):
    gaps: ClassVar[Mapping[Gap, str]] = {
        Gap.EXECUTION_ARNS: "MiniStack 1.5.33 leaves `resources` of payment events empty",
        Gap.ENTRY_CHECKS: "MiniStack 1.5.33 takes malformed entries, and more than ten",
        Gap.FAILED_CHOICE: "MiniStack 1.5.33 goes on where a Choice finds no value",
    }

    @pytest.fixture(autouse=True)
    def _stack(self, deployed, aws_environment):
        stacks.clear(deployed)
        self.url = deployed
        yield
        self.backend.feed.poller.stop()

    @pytest.fixture(autouse=True)
    def _backend(self, _stack):
        self.backend = self.make()

    def make(self) -> Backend:
        target = target_from(region="us-east-1", endpoint_url=self.url)
        return aws_backend(target, epoch_now_ms, log_cadence=FAST, run=call)

    def settle(self) -> None:
        """Wait until every order in the log has ended and nothing more comes."""
        ends, before, since = time.monotonic() + SETTLE_SECONDS, -1, time.monotonic()
        while time.monotonic() < ends:
            records = all_news(self.backend).log
            if len(records) != before:
                before, since = len(records), time.monotonic()
            elif records and not _open(records) and time.monotonic() - since > REST_SECONDS:
                return
            time.sleep(0.1)
        pytest.fail(f"The stack did not come to rest: {json.dumps(sorted(_open(records)))}")

    def test_what_a_function_gave_up_is_handed_to_it_again(self):
        event = {"id": "e", "detail-type": "PaymentFailed", "detail": {"id": 7}}
        # Update Order knows no order 7, and raises. MiniStack 1.5.33 runs what it has from a rule
        # once, and gives up nothing; so the function is handed the event as EventBridge would.
        stacks.client("lambda", self.url).invoke(
            FunctionName="eda-demo-update-order",
            InvocationType="Event",
            Payload=json.dumps(event | {"source": "payment-service"}).encode(),
        )
        ends = time.monotonic() + SETTLE_SECONDS
        while (length := self.dead_letters()) != 1 and time.monotonic() < ends:
            time.sleep(0.1)
        assert length == 1
        self.place(7, 100)
        assert self.backend.dead_letters.redrive() == 1
        while "OrderCancelled" not in self.statuses() and time.monotonic() < ends:
            time.sleep(0.1)
        assert self.statuses() == ["OrderCreated", "OrderCompleted", "OrderCancelled"]
        assert self.dead_letters() == 0

    def test_a_recording_of_it_shows_the_same_without_it_and_names_no_account(self):
        for number, amount in ((101, 100), (102, 900), (103, 500)):
            self.place(number, amount)
        model = ReadModel(self.backend, demo_stack())
        model.refresh()
        for number in (101, 102, 103):
            model.order(number)
        times = (epoch_now_ms(), epoch_now_ms())
        data = as_bytes(recording_of(model, "From afar", (), times, "aws"))
        again = model_of(opened(data))
        assert picture(again, (101, 102, 103)) == picture(model, (101, 102, 103))
        assert again.totals() == model.totals()
        text = gzip.decompress(data).decode("ascii")
        assert stacks.ACCOUNT not in text
        assert len(opened(data).items) == 3

    def dead_letters(self):
        sqs = stacks.client("sqs", self.url)
        url = sqs.get_queue_url(QueueName="eda-demo-dlq")["QueueUrl"]
        name = "ApproximateNumberOfMessages"
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])
        return int(answer["Attributes"][name])

    def statuses(self):
        return [event.detail_type for event in self.events() if event.source == "order-service"]


def _open(records):
    """Return the orders with an end to come: one for each payment, and one at least."""
    events = [record.event for record in records if isinstance(record, LogRecord)]
    created = {event.detail["id"] for event in events if event.detail_type == "OrderCreated"}
    paid = Counter(event.detail.get("id") for event in events if event.source == "payment-service")
    ended = Counter(event.detail.get("id") for event in events if event.detail_type in ENDINGS)
    return {order for order in created if ended[order] < max(1, paid[order])}
