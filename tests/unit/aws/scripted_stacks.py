"""A CloudFormation that lives in memory: each change walks through the statuses it is given."""

from eda_core.aws.deployment.cloudformation import TAG_KEY, TAG_VALUE
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.target import StackTarget

OURS = [{"Key": TAG_KEY, "Value": TAG_VALUE}]
CREATED = ("CREATE_IN_PROGRESS", "CREATE_COMPLETE")
UPDATED = ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
DELETED = ("DELETE_IN_PROGRESS", "DELETE_COMPLETE")


class ScriptedStacks:
    """What a `Clients` would ask. Time passes for the stack when `wait` is called."""

    def __init__(self, status="", tags=OURS, **scripts):
        self.target = StackTarget(region="eu-central-1")
        self.region = "eu-central-1"
        self.buses = []
        self.outputs = {"TableName": "eda-demo-orders"}
        self.scripts = {"create": CREATED, "update": UPDATED, "delete": DELETED} | scripts
        self.coming = []
        self.asked = []
        self.events = []
        self.policies = []
        self.refusals = {}
        self.hiccups = []
        self.reasons = {}
        self.waited = 0
        self.stack = None
        if status:
            self._begin([status], tags)

    def wait(self, seconds):
        self.waited += 1
        if self.coming:
            self._enter(self.coming.pop(0))

    def call(self, service, operation, **parameters):
        self.asked.append((operation, parameters))
        if self.hiccups and self.coming and operation == "DescribeStacks":
            raise self.hiccups.pop()
        if operation in self.refusals:
            raise self.refusals[operation]
        answers = {
            "DescribeStacks": self._described,
            "DescribeStackEvents": self._happened,
            "DescribeResourcePolicies": lambda _: {"resourcePolicies": self.policies},
            "ListEventBuses": lambda _: {"EventBuses": self.buses},
            "CreateStack": self._created,
            "UpdateStack": self._updated,
            "DeleteStack": self._deleted,
        }
        return answers[operation](parameters)

    def pages(self, service, operation, *, token="nextToken", most=20, **parameters):
        yield self.call(service, operation, **parameters)

    def names(self):
        return [operation for operation, _ in self.asked]

    def parameters(self, operation):
        (given,) = (parameters for name, parameters in self.asked if name == operation)
        return given

    def _described(self, asked):
        if self.stack is None or self.stack["StackStatus"] == "DELETE_COMPLETE":
            raise AwsFailure(f"There is no {asked['StackName']}.", kind=FailureKind.NOT_DEPLOYED)
        return {"Stacks": [dict(self.stack)]}

    def _happened(self, asked):
        return {"StackEvents": list(reversed(self.events))}

    def _created(self, asked):
        assert self.stack is None or self.stack["StackStatus"] == "DELETE_COMPLETE"
        self._begin(self.scripts["create"], asked["Tags"])
        return {"StackId": "stack-id"}

    def _updated(self, asked):
        self._go(self.scripts["update"])
        return {"StackId": "stack-id"}

    def _deleted(self, asked):
        assert asked["StackName"] == "stack-id"
        self._go(self.scripts["delete"])
        return {}

    def _begin(self, statuses, tags):
        self.stack = {
            "StackId": "stack-id",
            "StackName": "eda-demo",
            "Tags": tags,
            "Parameters": [
                {"ParameterKey": "NotificationEmail", "ParameterValue": "a@b.c"},
                {"ParameterKey": "OfAnOlderTemplate", "ParameterValue": "x"},
            ],
            "Outputs": [
                {"OutputKey": name, "OutputValue": text} for name, text in self.outputs.items()
            ],
        }
        self._go(statuses)

    def _go(self, statuses):
        first, *self.coming = statuses
        self._enter(first)

    def _enter(self, status):
        self.stack["StackStatus"] = status
        event = {
            "EventId": f"event-{len(self.events)}",
            "LogicalResourceId": "Bus" if status in self.reasons else "eda-demo",
            "ResourceStatus": status if status not in self.reasons else "CREATE_FAILED",
            "ResourceStatusReason": self.reasons.get(status, ""),
        }
        self.events.append(event)
