"""ListRules, DescribeRule, PutRule, EnableRule, DisableRule (EventBridge API Reference) of a world.

A request that names no bus means the demo's own, as an entry of PutEvents does here; AWS would look
on the account's default bus, which the demo does not use.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from eda_core.domain.errors import InvalidPattern, InvalidRequest
from eda_core.domain.events import ACCOUNT, REGION
from eda_core.domain.settings import BusKind
from eda_core.doors.paging import page_of, refuse_others, whole_number

if TYPE_CHECKING:  # they bring every backend along, and the server starts without
    from eda_core.app.bootstrap import Connection
    from eda_core.ports import StackEditor

LARGEST_PAGE: Final = 100
"""Rules of a page, also where the request does not say."""

_PUT: Final = frozenset(("Name", "EventPattern", "State", "EventBusName"))

_Rules = tuple[str, list[Mapping[str, Any]]]


def list_rules(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer a page of the rules in the order of their names."""
    bus, rules = _rules(connection, parameters)
    prefix = parameters.get("NamePrefix") or ""
    found = [rule for rule in rules if rule["Name"].startswith(str(prefix))]
    size = whole_number(parameters, "Limit", (1, LARGEST_PAGE), LARGEST_PAGE)
    page, token = page_of(found, [bus, prefix], parameters.get("NextToken"), size)
    return {"Rules": page} if token is None else {"Rules": page, "NextToken": token}


def describe_rule(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer one rule."""
    bus, rules = _rules(connection, parameters)
    name = _name(parameters)
    for rule in rules:
        if rule["Name"] == name:
            return {**rule, "CreatedBy": ACCOUNT}
    sentence = f"Rule {name[:64]} does not exist on EventBus {bus}."
    raise InvalidRequest("ResourceNotFoundException", sentence)


def put_rule(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a rule another pattern, and another state; answer its ARN.

    The demo's rules have a target from the start, and PutRule says none: so it makes no new rule.
    """
    refuse_others(parameters, _PUT)
    rule, pattern = describe_rule(connection, parameters), parameters.get("EventPattern")
    state = parameters.get("State") or "ENABLED"
    if not isinstance(pattern, str) or state not in ("ENABLED", "DISABLED"):
        sentence = "A rule here has an EventPattern, and as its State ENABLED or DISABLED."
        raise InvalidRequest("ValidationException", sentence)
    target = next(r.target.name for r in connection.model.stack.rules if r.name == rule["Name"])
    try:
        _editor(connection).put_rule(rule["Name"], pattern, target)
    except InvalidPattern as fault:
        raise invalid_pattern(fault) from None
    if state != rule["State"]:
        _editor(connection).set_rule_enabled(rule["Name"], state == "ENABLED")
    return {"RuleArn": rule["Arn"]}


def invalid_pattern(fault: InvalidPattern) -> InvalidRequest:
    """Return what AWS answers for a pattern that does not compile."""
    sentence = f"Event pattern is not valid. Reason: {fault.reason}"
    return InvalidRequest("InvalidEventPatternException", sentence)


def enable_rule(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let a rule take events from now on; answer nothing, as AWS does."""
    return _switch(connection, parameters, enabled=True)


def disable_rule(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let a rule take no events from now on; answer nothing, as AWS does."""
    return _switch(connection, parameters, enabled=False)


def _switch(
    connection: "Connection", parameters: Mapping[str, Any], *, enabled: bool
) -> Mapping[str, Any]:
    name = describe_rule(connection, parameters)["Name"]
    _editor(connection).set_rule_enabled(name, enabled)
    return {}


def _editor(connection: "Connection") -> "StackEditor":
    editor = connection.backend.editor
    if editor is None:
        sentence = "The rules of this world are not at hand here: ask AWS itself for them."
        raise InvalidRequest("OperationDisabledException", sentence)
    return editor


def _rules(connection: "Connection", parameters: Mapping[str, Any]) -> _Rules:
    """Return the bus that is meant and its rules, by name, as the API has them."""
    _editor(connection)
    connection.model.refresh()
    stack = connection.model.stack
    given = parameters.get("EventBusName") or stack.bus
    is_known = given in (stack.bus, f"{_ARN}:event-bus/{stack.bus}")
    if not is_known or stack.kind is BusKind.CUSTOM:  # this API sees classic buses only
        sentence = f"Event bus {str(given)[:256]} does not exist."
        raise InvalidRequest("ResourceNotFoundException", sentence)
    rules = (_answer(stack.bus, rule.to_json()) for rule in stack.rules)
    return stack.bus, sorted(rules, key=lambda rule: str(rule["Name"]))


def _answer(bus: str, rule: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "Name": rule["Name"],
        "Arn": f"{_ARN}:rule/{bus}/{rule['Name']}",
        "EventPattern": rule["EventPattern"],
        "State": rule["State"],
        "EventBusName": bus,
    }


def _name(parameters: Mapping[str, Any]) -> str:
    name = parameters.get("Name")
    if not isinstance(name, str) or not name:
        raise InvalidRequest("ValidationException", "Name is missing.")
    return name


_ARN: Final = f"arn:aws:events:{REGION}:{ACCOUNT}"
