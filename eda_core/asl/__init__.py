"""Amazon States Language: parse a definition, run executions, say why they went as they did.

::

    definition/       JSON -> StateMachine; whatever is wrong is refused with its place
    paths/            the text of a JSONPath -> a reader
    jsonata/          the same two for JSONata, and the library behind it
    model.py          the frozen records of a state machine
    interpreter.py    StateMachine -> Run -> Execution, on the caller's clock
    running/          a running execution, its branches, and what each state type does
    mocks.py          what states answer instead of calling their resources
    execution.py      what there is to see of an execution, and its history
    choice_trace.py, transitions.py  why a Choice went where it went; the ways between states

Knows nothing of orders or of the event bus: a Task calls a handler its caller gives. No clock, ids
or randomness of its own.
"""

from eda_core.asl.choice_trace import (
    ChoiceExplanation,
    ComparisonExplanation,
    RuleExplanation,
    explain_choice,
)
from eda_core.asl.definition.parse import parse_definition
from eda_core.asl.environment import Environment
from eda_core.asl.execution import (
    Execution,
    ExecutionStatus,
    HistoryEvent,
    UnansweredTask,
    path_taken,
)
from eda_core.asl.failure import NEEDS_MOCK
from eda_core.asl.interpreter import Replay, Run, execute, resume_execution, start_execution
from eda_core.asl.jsonata.expression import (
    EventScope,
    ExpressionFailed,
    check_event_expression,
    event_value,
)
from eda_core.asl.mocks import Mocks, check_mocks, parse_mocks
from eda_core.asl.model import State, StateMachine
from eda_core.asl.payload import MISSING, Json
from eda_core.asl.tasks import (
    DYNAMODB_GET_ITEM,
    DYNAMODB_PUT_ITEM,
    DYNAMODB_UPDATE_ITEM,
    LAMBDA_INVOKE,
    PUT_EVENTS,
    SNS_PUBLISH,
    TaskFailed,
    TaskHandler,
    TaskRequest,
    TaskResult,
    function_name,
    put_events_outcome,
)
from eda_core.asl.transitions import Transition, is_terminal, transitions

__all__ = [
    "DYNAMODB_GET_ITEM",
    "DYNAMODB_PUT_ITEM",
    "DYNAMODB_UPDATE_ITEM",
    "LAMBDA_INVOKE",
    "MISSING",
    "NEEDS_MOCK",
    "PUT_EVENTS",
    "SNS_PUBLISH",
    "ChoiceExplanation",
    "ComparisonExplanation",
    "Environment",
    "EventScope",
    "Execution",
    "ExecutionStatus",
    "ExpressionFailed",
    "HistoryEvent",
    "Json",
    "Mocks",
    "Replay",
    "RuleExplanation",
    "Run",
    "State",
    "StateMachine",
    "TaskFailed",
    "TaskHandler",
    "TaskRequest",
    "TaskResult",
    "Transition",
    "UnansweredTask",
    "check_event_expression",
    "check_mocks",
    "event_value",
    "execute",
    "explain_choice",
    "function_name",
    "is_terminal",
    "parse_definition",
    "parse_mocks",
    "path_taken",
    "put_events_outcome",
    "resume_execution",
    "start_execution",
    "transitions",
]
