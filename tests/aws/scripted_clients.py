"""Clients that answer what a test says, without boto3 and without a network."""

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from eda_core.aws.target import target_from

ARN = "arn:aws:states:eu-central-1:123456789012:stateMachine:eda-demo-payment-service"
OUTPUTS = {
    "NamePrefix": "eda-demo",
    "ApiEndpoint": "https://abc123.execute-api.eu-central-1.amazonaws.com",
    "EventBusName": "eda-demo",
    "LogGroupName": "eda-demo-all",
    "StateMachineArn": ARN,
    "TableName": "eda-demo-orders",
    "DeadLetterQueueUrl": "https://sqs.eu-central-1.amazonaws.com/123456789012/eda-demo-dlq",
}


def stacks(outputs):
    listed = [{"OutputKey": name, "OutputValue": text} for name, text in outputs.items()]
    return {"Stacks": [{"StackName": "eda-demo", "Outputs": listed}]}


def not_deployed(code="ResourceNotFoundException"):
    return AwsFailure("There is none.", kind=FailureKind.NOT_DEPLOYED, code=code)


class ScriptedClients(Clients):
    """``answers`` are by (service, operation): a value, a failure, or a function of parameters."""

    def __init__(self, answers=None, **target):
        super().__init__(target_from(region="eu-central-1", **target), CallMeter())
        self.answers = {("cloudformation", "DescribeStacks"): stacks(OUTPUTS), **(answers or {})}
        self.calls = []

    def call(self, service, operation, **parameters):
        self.meter.count(service, operation)
        self.calls.append((service, operation, parameters))
        answer = self.answers.get((service, operation), {})
        if callable(answer):
            answer = answer(**parameters)
        if isinstance(answer, AwsFailure):
            raise answer
        return answer

    def asked(self, operation):
        return [parameters for _, name, parameters in self.calls if name == operation]
