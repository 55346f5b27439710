"""Deploy, destroy and look at the stack: what each does next follows from the stack's status.

All are generators of what to tell; whoever reads them decides how fast, and may stop at any line.
CloudFormation goes on by itself, so the same command afterwards takes up where the stack is then.
Stack statuses: AWS CloudFormation User Guide, "Understand CloudFormation stack statuses".
"""

import contextlib
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from eda_core.aws.clients import Clients
from eda_core.aws.deployment.cloudformation import (
    TAG_KEY,
    TAGS,
    StackEvent,
    StackState,
    Wait,
    find_stack,
    follow,
    last_event,
)
from eda_core.aws.deployment.custom_bus_room import check_bus, check_kind, room_warning
from eda_core.aws.deployment.log_policies import MOST_POLICIES, log_policies
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.target import aws_command, own_command
from eda_core.aws.template import parameter_names, template
from eda_core.aws.template.vended_logs import BUS_LOG_LEVEL, DEFAULT_LEVELS, EXECUTION_LOG, OFF
from eda_core.domain.deployment import ProgressKind, StackProgress, WantedStack
from eda_core.domain.masking import masked
from eda_core.domain.settings import BusKind

Steps = Iterator[StackProgress]

NO_UPDATES: Final = "No updates are to be performed"
"""CloudFormation's answer to an update that changes nothing; it has no code of its own."""

MOST_ROUNDS: Final = 6
"""Watch, delete, create and look again, with room for somebody else's change between them."""

_NO_ROOM: Final = (
    f"This account has its {MOST_POLICIES} resource policies of CloudWatch Logs in this Region "
    "already, and the stack needs one."
)

_UPDATABLE: Final = frozenset(
    (
        "CREATE_COMPLETE",
        "UPDATE_COMPLETE",
        "UPDATE_ROLLBACK_COMPLETE",
        "IMPORT_COMPLETE",
        "IMPORT_ROLLBACK_COMPLETE",
    )
)
_STARTED_OVER: Final = frozenset(
    (
        "CREATE_FAILED",
        "ROLLBACK_COMPLETE",
        "ROLLBACK_FAILED",
        "DELETE_FAILED",
        "REVIEW_IN_PROGRESS",
    )
)
"""A stack that never stood: CloudFormation can only delete it."""


def deploy(clients: Clients, wanted: WantedStack, wait: Wait) -> Steps:
    """Bring the stack up, or up to date. Raises `AwsFailure` where AWS refuses."""
    name = clients.target.name
    check_bus(clients, wanted, wanted.bus or BusKind.CLASSIC)
    for _ in range(MOST_ROUNDS):
        state = find_stack(clients, name)
        if state is None:
            yield from _create(clients, _with_levels(wanted, {}, clients), wait)
            return
        if not state.is_ours:
            yield _not_ours(state)
            return
        if state.is_under_way:
            yield from _watch(clients, state, wait)
        elif state.status not in _STARTED_OVER:
            chosen = _with_levels(wanted, state.parameters, clients)
            yield from _update(clients, state, chosen, wait)
            return
        elif not (yield from _clear(clients, state, wait)):
            return
    fix = own_command("status", clients.target)
    yield _failed(f"The stack {name} does not come to rest.", fix)


def _with_levels(wanted: WantedStack, deployed: Mapping[str, str], clients: Clients) -> WantedStack:
    """Return what is wanted; on an emulator with the levels of the logs, which are not the
    template's.
    """
    if not clients.target.is_local:
        return wanted
    levels = log_levels(wanted, deployed, is_local=True)
    is_logged = levels[EXECUTION_LOG] != OFF
    return replace(wanted, bus_logs=levels[BUS_LOG_LEVEL], execution_logs=is_logged)


def destroy(clients: Clients, wait: Wait) -> Steps:
    """Take the stack down with all it holds. Raises `AwsFailure` where AWS refuses."""
    name = clients.target.name
    state = find_stack(clients, name)
    if state is not None and state.is_ours and state.is_under_way:
        yield from _watch(clients, state, wait)
        state = find_stack(clients, name)
    if state is None:
        yield _done(f"There is no stack {name}: nothing to delete.")
    elif not state.is_ours:
        yield _not_ours(state)
    elif (yield from _clear(clients, state, wait)):
        yield _done(f"The stack {name} is gone, and all it held with it.")


def status(clients: Clients, show: Callable[[str], str] = masked) -> Steps:
    """Yield how the stack stands and what it is called by others; ``show`` masks what
    is printed.
    """
    state = find_stack(clients, clients.target.name)
    if state is None:
        fix = own_command("deploy", clients.target)
        yield _failed(f"There is no stack {clients.target.name}.", fix)
        return
    yield _step(f"{state.name}: {state.status}{_because(state.reason)}")
    if not state.is_ours:
        yield _step(f"It does not carry the tag {TAG_KEY}, so it is not ours to change.")
    for output, value in state.outputs.items():
        yield _step(show(f"{output} = {value}"))
    yield _done("It stands.") if state.is_good else _failed(f"It is in {state.status}.")


def _create(clients: Clients, wanted: WantedStack, wait: Wait) -> Steps:
    name = clients.target.name
    if not _has_room(clients):
        fix = aws_command("logs describe-resource-policies", clients.target)
        yield _failed(f"{_NO_ROOM} Delete one that is not needed any more.", fix)
        return
    kind = wanted.bus or BusKind.CLASSIC
    if kind is BusKind.CUSTOM and (warning := room_warning(clients)):
        yield _step(warning)
    yield _step(f"Creating the stack {name}; this takes two to three minutes.")
    call = _template_call(name, kind)
    made = clients.call("cloudformation", "CreateStack", **call, Parameters=_chosen(name, wanted))
    yield from _to_the_end(clients, made["StackId"], "", wait)


def _has_room(clients: Clients) -> bool:
    """Return whether the account takes one more policy; without the right to look, CloudFormation
    says.
    """
    with contextlib.suppress(AwsFailure):
        return len(log_policies(clients)) < MOST_POLICIES
    return True


def _update(clients: Clients, state: StackState, wanted: WantedStack, wait: Wait) -> Steps:
    check_kind(state.name, state.bus, wanted)
    check_bus(clients, wanted, state.bus)
    if state.status not in _UPDATABLE:
        where = "in the CloudFormation console"
        yield _failed(f"The stack is in {state.status}.", f"Continue its rollback {where}.")
        return
    newest = last_event(clients, state.stack_id)
    parameters = [*_chosen(state.name, wanted), *_kept(state, wanted)]
    try:
        call = _template_call(state.name, state.bus)
        clients.call("cloudformation", "UpdateStack", **call, Parameters=parameters)
    except AwsFailure as failure:
        if NO_UPDATES not in f"{failure} {failure.said}":
            raise
        yield _done(f"The stack {state.name} is up to date: nothing to do.")
        return
    yield _step(f"Updating the stack {state.name}.")
    yield from _to_the_end(clients, state.stack_id, newest, wait)


def _template_call(name: str, kind: BusKind) -> dict[str, Any]:
    return {
        "StackName": name,
        "TemplateBody": template(kind=kind),
        "Capabilities": ["CAPABILITY_IAM"],
        "Tags": list(TAGS),
    }


def _choices(wanted: WantedStack) -> Mapping[str, str | None]:
    once, logs = wanted.idempotent, wanted.execution_logs
    return {
        "NotificationEmail": wanted.email,
        "ApiAuthorization": wanted.api_authorization,
        "IdempotentUpdateOrder": None if once is None else str(once).lower(),
        BUS_LOG_LEVEL: wanted.bus_logs,
        EXECUTION_LOG: None if logs is None else "ALL" if logs else OFF,
    }


def log_levels(
    wanted: WantedStack, deployed: Mapping[str, str], *, is_local: bool
) -> dict[str, str]:
    """Return the levels of the two logs as a deployment leaves them.

    ``deployed`` are the parameters a stack has. An emulator writes no such logs, and may not know
    what brings them to a group, so there they are off unless asked for.
    """
    new = dict.fromkeys(DEFAULT_LEVELS, OFF) if is_local else DEFAULT_LEVELS
    choices = _choices(wanted)
    return {name: choices[name] or deployed.get(name) or new[name] for name in new}


def _chosen(name: str, wanted: WantedStack) -> list[dict[str, Any]]:
    values = {"NamePrefix": name, **_choices(wanted)}
    return [
        {"ParameterKey": key, "ParameterValue": value}
        for key, value in values.items()
        if value is not None
    ]


def _kept(state: StackState, wanted: WantedStack) -> list[dict[str, Any]]:
    """Return what an earlier deployment chose, this one says nothing about, and the template still
    has.
    """
    chosen = {each["ParameterKey"] for each in _chosen(state.name, wanted)}
    return [
        {"ParameterKey": key, "UsePreviousValue": True}
        for key in state.parameters
        if key in parameter_names() and key not in chosen
    ]


def _clear(clients: Clients, state: StackState, wait: Wait) -> Generator[StackProgress, None, bool]:
    """Delete the very stack that was found to be ours; answers whether it is gone."""
    newest = last_event(clients, state.stack_id)
    yield _step(f"Deleting the stack {state.name}, which is in {state.status}.")
    clients.call("cloudformation", "DeleteStack", StackName=state.stack_id)
    left = yield from _report_to_the_end(clients, state.stack_id, newest, wait)
    if left is not None:
        fix = f"Mend what broke, then again: {own_command('destroy', clients.target)}"
        yield _failed(f"The stack {state.name} is still there: {left.status}.", fix)
    return left is None


def _watch(clients: Clients, state: StackState, wait: Wait) -> Steps:
    newest = last_event(clients, state.stack_id)
    yield _step(f"{state.status}: already under way, watching on.")
    yield from _report_to_the_end(clients, state.stack_id, newest, wait)


def _report_to_the_end(
    clients: Clients, stack_id: str, newest: str, wait: Wait
) -> Generator[StackProgress, None, StackState | None]:
    left: StackState | None = None
    for seen in follow(clients, stack_id, newest, wait):
        if isinstance(seen, StackEvent):
            yield _to_progress(seen)
        else:
            left = seen
    return left


def _to_the_end(clients: Clients, stack_id: str, newest: str, wait: Wait) -> Steps:
    """Follow a creation or an update, and say how it ended and what broke first."""
    broken = ""
    for seen in follow(clients, stack_id, newest, wait):
        if isinstance(seen, StackEvent):
            broken = broken or (f"{seen.resource}: {seen.reason}" if seen.is_failure else "")
            yield _to_progress(seen)
        elif seen is not None and seen.is_good:
            yield _done(f"The stack {seen.name} stands: {seen.status}.")
        else:
            yield _ended_badly(clients, seen, broken)


def _ended_badly(clients: Clients, state: StackState | None, broken: str) -> StackProgress:
    ends = "gone" if state is None else f"in {state.status}"
    first = f" What broke first: {masked(broken)}" if broken else ""
    fix = f"Mend that, then again: {own_command('deploy', clients.target)}"
    return _failed(f"The stack {clients.target.name} is {ends}.{first}", fix)


def _not_ours(state: StackState) -> StackProgress:
    text = f"The stack {state.name} does not carry the tag {TAG_KEY}: somebody else made it."
    return _failed(f"{text} It is left as it is.", "Choose another name with --name.")


def _to_progress(event: StackEvent) -> StackProgress:
    return _step(masked(f"{event.status:<28} {event.resource}{_because(event.reason)}"))


def _because(reason: str) -> str:
    return f" ({masked(reason)})" if reason else ""


def _step(text: str) -> StackProgress:
    return StackProgress(ProgressKind.STEP, text)


def _done(text: str) -> StackProgress:
    return StackProgress(ProgressKind.DONE, text)


def _failed(text: str, fix: str = "") -> StackProgress:
    return StackProgress(ProgressKind.FAILED, text, fix)
