"""Definitions for the payment service that do more than the demo's."""

import copy
import json
from dataclasses import replace

from eda_core.stack import demo_stack, machine_from


def stack_with_rule(comparison):
    """The demo's stack, its Choice with another comparison of the amount than ``> 500``."""
    stack = demo_stack()
    definition = copy.deepcopy(dict(stack.machine.definition))
    choice = definition["States"]["isFraud"]
    choice["Choices"] = [{"Variable": "$.detail.amount", **comparison, "Next": "Payment Failed"}]
    return replace(stack, machine=machine_from(json.dumps(definition)))


NOTIFY = {
    "Type": "Task",
    "Resource": "arn:aws:states:::events:putEvents",
    "Parameters": {
        "Entries": [
            {
                "Detail": {"id.$": "$.detail.id"},
                "DetailType": "PaymentSucceeded",
                "EventBusName": "eda-demo",
                "Source": "payment-service",
            }
        ]
    },
    "End": True,
}


def _branch(*names):
    """States that follow each other."""
    ways = [*({"Next": name} for name in names[1:]), {"End": True}]
    states = {name: {"Type": "Pass", **way} for name, way in zip(names, ways, strict=True)}
    return {"StartAt": names[0], "States": states}


WAITING = {
    "StartAt": "Start",
    "States": {
        "Start": {"Type": "Pass", "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": 30, "Next": "Notify"},
        "Notify": NOTIFY,
    },
}
"""Keeps an order for half a minute."""

PARALLEL = {
    "StartAt": "Both",
    "States": {
        "Both": {
            "Type": "Parallel",
            "Branches": [_branch("Left"), _branch("Right", "Far right")],
            "ResultPath": "$.both",
            "Next": "Notify",
        },
        "Notify": NOTIFY,
    },
}

MAP = {
    "StartAt": "Each",
    "States": {
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.detail.items",
            "ItemProcessor": _branch("Reserve", "Reserved"),
            "ResultPath": "$.each",
            "Next": "Notify",
        },
        "Notify": NOTIFY,
    },
}
"""Goes through ``detail.items``, two states for each."""

TELLING = {
    "StartAt": "Tell",
    "States": {
        "Tell": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sns:publish",
            "Parameters": {
                "TopicArn": "arn:aws:sns:us-east-1:123456789012:eda-demo-order-notification",
                "Message": "An order came.",
            },
            "ResultPath": None,
            "Next": "Notify",
        },
        "Notify": NOTIFY,
    },
}
"""Calls a service whose answer nobody can predict."""

TWO_CHOICES = {
    "StartAt": "Large?",
    "States": {
        "Large?": {
            "Type": "Choice",
            "Choices": [
                {
                    "And": [
                        {"Variable": "$.detail.amount", "NumericGreaterThan": 100},
                        {"Variable": "$.detail.amount", "NumericLessThan": 5000},
                    ],
                    "Next": "Odd?",
                }
            ],
            "Default": "Notify",
        },
        "Odd?": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.detail.note", "IsPresent": True, "Next": "Notify"},
                {"Variable": "$.detail.amount", "NumericGreaterThanPath": "$.limit", "Next": "No"},
            ],
        },
        "No": {"Type": "Fail", "Error": "No"},
        "Notify": NOTIFY,
    },
}
