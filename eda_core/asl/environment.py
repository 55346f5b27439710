"""What executions of one state machine share of the outside world, all of it handed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from eda_core.asl.mocks import Mocks
from eda_core.asl.tasks import Tasks

DEFAULT_ARN: Final = "arn:aws:states:us-east-1:123456789012:stateMachine:StateMachine"
"""The state machine ARN where the caller has none."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The registry of tasks, the names AWS would give, and the two sources of chance.

    A state that has a mock is answered by it, whatever its resource.

    ``draw`` returns a random number in [0, 1) and ``new_uuid`` a version 4 UUID; without them a
    jittered Retry, ``States.MathRandom`` and ``States.UUID`` fail. A million executions may share
    one environment.
    """

    tasks: Tasks = field(default_factory=dict)
    state_machine_arn: str = DEFAULT_ARN
    role_arn: str = "arn:aws:iam::123456789012:role/StateMachine"
    draw: Callable[[], float] | None = None
    new_uuid: Callable[[], str] | None = None
    mocks: Mocks = field(default_factory=dict)

    @property
    def state_machine_name(self) -> str:
        """The name at the end of the state machine ARN."""
        return self.state_machine_arn.rpartition(":")[2]

    def execution_arn(self, name: str) -> str:
        """Return the ARN of the execution called ``name``."""
        prefix = self.state_machine_arn.replace(":stateMachine:", ":execution:", 1)
        return f"{prefix}:{name}"
