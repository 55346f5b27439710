"""What any backend must do. A subclass says how to make one and how to let it come to rest."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

import pytest

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.events import (
    LogRecord,
    entry_again,
    execution_arn,
    original_id,
    started_again_ms,
)
from eda_core.ports import Backend
from eda_core.read_model import ReadModel
from eda_core.stack import demo_stack
from tests.news import all_news

ENTRY = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": '{"id": 104}'}


class Gap(StrEnum):
    """What a counterpart may do otherwise than AWS, so that no backend can be held to it there."""

    EXECUTION_ARNS = "a payment event names its execution"
    ENTRY_CHECKS = "entries are checked"
    FAILED_CHOICE = "a Choice without its value fails"


class BackendContract:
    """One suite for every backend.

    What a world cannot tell is skipped by its capabilities; what a counterpart does otherwise than
    AWS is skipped by ``gaps``, with its reason.
    """

    gaps: ClassVar[Mapping[Gap, str]] = {}

    def make(self) -> Backend:
        """A backend of its own for one test."""
        raise NotImplementedError

    def settle(self) -> None:
        """Let everything that is under way come to its end."""
        raise NotImplementedError

    @pytest.fixture(autouse=True)
    def _backend(self):
        self.backend = self.make()

    def need(self, capability):
        if not getattr(self.backend.capabilities, capability):
            pytest.skip(f"{self.backend.world} does not tell of {capability}")

    def need_no(self, gap):
        if gap in self.gaps:
            pytest.skip(self.gaps[gap])

    def place(self, order_id, amount):
        answer = self.backend.api.place(json.dumps({"id": order_id, "amount": amount}))
        self.settle()
        return answer

    def events(self):
        return [record.event for record in all_news(self.backend).log]

    def kinds(self):
        return {(event.source, event.detail_type) for event in self.events()}

    def order(self, order_id):
        model = ReadModel(self.backend, demo_stack())
        model.refresh()
        return model.order(order_id)

    def test_an_order_is_answered_with_202(self):
        answer = self.place(101, 100)
        assert (answer.status, answer.body["order"]["id"]) == (202, 101)

    def test_a_bad_order_is_answered_with_400_and_a_reason(self):
        answer = self.backend.api.place('{"id": 101, "amount": "600"}')
        assert answer.status == 400
        assert answer.body["error"]

    @pytest.mark.parametrize(
        ("amount", "payment", "status"),
        [
            (100, "PaymentSucceeded", "OrderCompleted"),
            (500, "PaymentSucceeded", "OrderCompleted"),
            (500.01, "PaymentFailed", "OrderCancelled"),
            (900, "PaymentFailed", "OrderCancelled"),
        ],
    )
    def test_an_order_goes_through_the_choreography(self, amount, payment, status):
        self.place(101, amount)
        assert self.kinds() == {
            ("order-service", "OrderCreated"),
            ("payment-service", payment),
            ("order-service", status),
        }

    def test_the_table_keeps_an_item_for_each_status(self):
        self.place(101, 100)
        statuses = [item["status"] for item in self.backend.orders.history(101)]
        assert statuses == ["OrderCreated", "OrderCompleted"]

    def test_a_customer_is_told_three_times(self):
        self.need("notifications")
        self.place(101, 100)
        assert len(all_news(self.backend).notifications) == 3

    def test_a_payment_event_names_its_execution(self):
        self.need_no(Gap.EXECUTION_ARNS)
        self.place(101, 900)
        (payment,) = (event for event in self.events() if event.source == "payment-service")
        (arn,) = (arn for arn in payment.resources if ":execution:" in arn)
        execution = self.backend.executions.by_arn(arn)
        assert execution.path_taken == ("isFraud", "Payment Failed", "Notify EventBus")

    def test_an_order_takes_8_of_12_cells_of_the_rule_grid(self):
        self.place(101, 100)
        grid = self.order(101).grid
        assert (grid.taken, grid.cells) == (8, 12)

    def test_deliveries_name_the_rules_that_took_an_event(self):
        self.place(101, 100)
        (created,) = (event for event in self.events() if event.detail_type == "OrderCreated")
        steps = all_news(self.backend).deliveries
        matches = [step for step in steps if step.step is DeliveryStep.RULE_MATCH]
        assert {step.rule for step in matches if step.event_id == created.id} == {
            "cw-catch-all",
            "payment-service-filtering-orders",
            "notification-service",
        }

    def test_reading_goes_on_where_it_stopped(self):
        self.place(101, 100)
        last = max(record.sequence for record in all_news(self.backend).log)
        self.place(102, 900)
        later = all_news(self.backend, log=last).log
        assert {record.event.detail["id"] for record in later} == {102}
        assert all(isinstance(record, LogRecord) for record in later)

    def test_news_are_told_once(self):
        self.place(101, 100)
        first = all_news(self.backend)
        again = self.backend.news.after(first.cursor)
        assert (
            (again.log, again.deliveries) == ([], []) == (again.notifications or [], again.failed)
        )
        assert again.cursor == first.cursor

    def test_a_cursor_says_how_much_was_read(self):
        self.place(101, 900)
        news = all_news(self.backend)
        assert (news.cursor.log, news.cursor.deliveries) == (len(news.log), len(news.deliveries))
        assert (news.cursor.notifications, news.cursor.failed) == (len(news.notifications), 0)

    def test_news_hold_nothing_later_than_their_clock(self):
        self.place(101, 100)
        news = all_news(self.backend)
        if news.instant.time is None:
            pytest.skip(f"{self.backend.world} has no clock of its own")
        times = [r.ingested_ms for r in news.log] + [r.at_ms for r in news.deliveries]
        assert max(times) <= news.instant.time.now_ms

    def test_an_event_may_be_put_on_the_bus(self):
        (result,) = self.backend.bus.put_events([ENTRY | {"DetailType": "Greeting"}])
        self.settle()
        assert [event.id for event in self.events()] == [result.event_id]

    def test_a_refused_entry_has_its_code(self):
        self.need_no(Gap.ENTRY_CHECKS)
        (result,) = self.backend.bus.put_events([ENTRY | {"Detail": "[1]"}])
        assert (result.error_code, result.event_id) == ("MalformedDetail", "")

    def test_too_many_entries_are_refused_whole(self):
        self.need_no(Gap.ENTRY_CHECKS)
        with pytest.raises(InvalidRequest) as refused:
            self.backend.bus.put_events([ENTRY] * 11)
        assert refused.value.code == "ValidationException"

    def test_an_order_without_amount_fails_its_execution_and_waits(self):
        self.need_no(Gap.FAILED_CHOICE)
        self.backend.bus.put_events([ENTRY])
        self.settle()
        (execution,) = all_news(self.backend).failed
        assert execution.error == "States.Runtime"
        assert self.order(104).row.outcome == "WAITING"

    def test_an_event_sent_again_is_an_event_of_its_own(self):
        self.place(101, 100)
        (payment,) = (event for event in self.events() if event.source == "payment-service")
        (result,) = self.backend.bus.put_events([entry_again(payment)])
        self.settle()
        (second,) = (event for event in self.events() if original_id(event) == payment.id)
        assert second.id == result.event_id != payment.id
        assert (second.detail_type, second.detail) == (payment.detail_type, payment.detail)
        kinds = [event.detail_type for event in self.events()]
        assert kinds.count("OrderCompleted") == 2

    def test_an_execution_is_started_again_from_its_input(self):
        self.need_no(Gap.EXECUTION_ARNS)
        self.place(101, 900)
        (first,) = self.backend.control.newest("SUCCEEDED")
        given = self.backend.executions.by_arn(first.arn).input
        started = self.backend.control.start(given, again=True)
        self.settle()
        assert started_again_ms(started.arn) is not None
        payments = [event for event in self.events() if event.source == "payment-service"]
        assert {execution_arn(event) for event in payments} == {first.arn, started.arn}
        assert [each.arn for each in self.backend.control.newest()] == [started.arn, first.arn]

    def test_dead_letters_are_delivered_again(self):
        self.need("deliveries")
        entry = {"Source": "payment-service", "DetailType": "PaymentFailed", "Detail": '{"id": 7}'}
        (put,) = self.backend.bus.put_events([entry])
        self.settle()
        letter = (put.event_id, "order-service-filtering-payments")
        assert self.backend.dead_letters.redrive("x", letter[1]) == 0
        assert self.backend.dead_letters.redrive(*letter) == 1
        assert self.backend.dead_letters.redrive(*letter) == 0
        self.settle()
        steps = [r.step for r in all_news(self.backend).deliveries if r.target.endswith("-order")]
        assert steps[5:8] == [
            DeliveryStep.FUNCTION_DLQ, DeliveryStep.DLQ_REDRIVE, DeliveryStep.INVOCATION_SUCCESS
        ]  # fmt: skip
        assert steps[-1] == DeliveryStep.FUNCTION_DLQ
        assert self.backend.dead_letters.redrive() == 1

    def test_a_payment_for_an_unknown_order_is_tried_again_and_given_up(self):
        self.need("deliveries")
        entry = {"Source": "payment-service", "DetailType": "PaymentFailed", "Detail": '{"id": 7}'}
        self.backend.bus.put_events([entry])
        self.settle()
        steps = [r for r in all_news(self.backend).deliveries if r.target.endswith("-order")]
        assert [(step.step, step.attempt) for step in steps] == [
            (DeliveryStep.RULE_MATCH, 1),
            (DeliveryStep.INVOCATION_SUCCESS, 1),
            (DeliveryStep.FUNCTION_ERROR, 1),
            (DeliveryStep.FUNCTION_ERROR, 2),
            (DeliveryStep.FUNCTION_ERROR, 3),
            (DeliveryStep.FUNCTION_DLQ, 3),
        ]
        assert "Unknown order" in steps[-1].reason
