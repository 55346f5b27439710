"""Machines and handlers that several tests of the states language use."""

from typing import Any

import pytest

from eda_core.asl import PUT_EVENTS, StateMachine, TaskRequest, parse_definition

PAYMENT_DEFINITION: dict[str, Any] = {
    "Comment": "Payment Service",
    "StartAt": "isFraud",
    "States": {
        "isFraud": {
            "Type": "Choice",
            "Choices": [
                {
                    "Variable": "$.detail.amount",
                    "NumericGreaterThan": 500,
                    "Next": "Payment Failed",
                }
            ],
            "Default": "Payment Succeeded",
        },
        "Payment Failed": {
            "Type": "Pass",
            "Next": "Notify EventBus",
            "Result": {"status": "PaymentFailed"},
            "ResultPath": "$.payment",
        },
        "Payment Succeeded": {
            "Type": "Pass",
            "Next": "Notify EventBus",
            "Result": {"status": "PaymentSucceeded"},
            "ResultPath": "$.payment",
        },
        "Notify EventBus": {
            "Type": "Task",
            "Resource": PUT_EVENTS,
            "Parameters": {
                "Entries": [
                    {
                        "Detail": {"id.$": "$.detail.id"},
                        "DetailType.$": "$.payment.status",
                        "EventBusName": "eda-demo",
                        "Source": "payment-service",
                    }
                ]
            },
            "End": True,
        },
    },
}


class RecordingBus:
    """A putEvents handler that remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[TaskRequest] = []

    def __call__(self, request: TaskRequest) -> dict[str, Any]:
        self.requests.append(request)
        return {"Entries": [{"EventId": str(len(self.requests))}], "FailedEntryCount": 0}


@pytest.fixture
def payment_machine() -> StateMachine:
    return parse_definition(PAYMENT_DEFINITION)


@pytest.fixture
def order() -> dict[str, Any]:
    return {"source": "order-service", "detail": {"id": 101, "amount": 900}}


@pytest.fixture
def bus() -> RecordingBus:
    return RecordingBus()
