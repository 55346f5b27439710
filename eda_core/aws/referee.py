"""AWS's own answer, asked for by hand: does a pattern take an event, what does a state do?

Sources: EventBridge API Reference, TestEventPattern; Step Functions API Reference, TestState, and
its Developer Guide, "Testing state machines with TestState API". A state that is mocked calls
nothing and needs no role, so none is ever handed over. Neither call costs anything.
"""

from collections.abc import Mapping
from typing import Any, Final, NoReturn

from eda_core.aws.clients import Clients
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.refereeing import MatchAnswer, StateAnswer, StateQuestion

_REFUSED: Final = frozenset(
    (
        "InvalidDefinition",
        "InvalidEventPatternException",
        "InvalidExecutionInput",
        "ParamValidationError",
        "ValidationException",
    )
)
_PASSING: Final = frozenset((FailureKind.THROTTLED, FailureKind.SERVICE, FailureKind.UNREACHABLE))


class AwsReferee:
    """See `eda_core.ports.Referee`; asks for nobody but who presses, and once."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def match(self, pattern: str, event: str) -> MatchAnswer:
        """See `eda_core.ports.Referee`; raises `AwsFailure` where AWS could not be asked."""
        try:
            answer = self._clients.call(
                "events", "TestEventPattern", EventPattern=pattern, Event=event
            )
        except AwsFailure as failure:
            return MatchAnswer(refusal=_refusal(failure))
        taken = answer.get("Result")
        if not isinstance(taken, bool):
            self._no_answer("TestEventPattern")
        return MatchAnswer(taken)

    def run_state(self, question: StateQuestion) -> StateAnswer:
        """See `eda_core.ports.Referee`; raises `AwsFailure` where AWS could not be asked."""
        try:
            answer = self._clients.call("stepfunctions", "TestState", **_parameters(question))
        except AwsFailure as failure:
            return StateAnswer(refusal=_refusal(failure))
        if not answer.get("status"):
            self._no_answer("TestState")
        names = {"nextState": "next_state"}
        fields = ("status", "nextState", "output", "error", "cause")
        return StateAnswer(
            **{names.get(each, each): str(answer.get(each) or "") for each in fields}
        )

    def _no_answer(self, operation: str) -> NoReturn:
        target = self._clients.target
        raise AwsFailure(
            f"{target.endpoint_url or 'AWS'} took {operation} and gave no result.",
            remedy="An emulator may know the call by name only: ask on a real account.",
            kind=FailureKind.SETTINGS,
        )


def _parameters(question: StateQuestion) -> Mapping[str, Any]:
    asked: dict[str, Any] = {
        "definition": question.definition,
        "stateName": question.state,
        "input": question.given,
    }
    if question.variables:
        asked["variables"] = question.variables
    if question.result is not None:
        asked["mock"] = {"result": question.result}
    if question.error is not None:
        asked["mock"] = {"errorOutput": {"error": question.error, "cause": question.cause}}
        asked["stateConfiguration"] = {"retrierRetryCount": question.retries}
    return asked


def _refusal(failure: AwsFailure) -> str:
    """Return what AWS finds wrong with the input; raises the failure if it is about anything else.

    Nobody asks again by itself here, so a failure that passes says to press again.
    """
    if failure.code in _REFUSED:
        return failure.said or str(failure)
    if failure.kind in _PASSING:
        raise AwsFailure(
            str(failure),
            remedy=_PRESS_AGAIN if failure.kind is not FailureKind.UNREACHABLE else failure.remedy,
            retry_after_ms=failure.retry_after_ms,
            code=failure.code,
            kind=failure.kind,
            said=failure.said,
        )
    raise failure


_PRESS_AGAIN: Final = "Wait a few seconds, then press Ask AWS again."
