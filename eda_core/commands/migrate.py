"""``migrate``: what each rule of a classic bus becomes as a subscriber of a custom one.

Exit status 0 when the custom bus takes all of them, 1 when it refuses one. Nothing is changed.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final, TextIO

from eda_core.commands.files import open_to_read, write_shown
from eda_core.domain.errors import InvalidSettings
from eda_core.stack import Rule, demo_stack, rules_from
from eda_core.stack.migration import MigratedRule, migrated

MOST_BYTES: Final = 4 * 1024 * 1024


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("migrate", help="say what rules become on a custom bus")
    parser.set_defaults(run=_migrate)
    words = "a JSON array in the form of eda_core/stack/rules.json; the demo's unless given"
    parser.add_argument("--rules", metavar="FILE|-", help=words)
    parser.add_argument("--json", action="store_true", help="print the subscribers as JSON")


def _migrate(
    arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, _stderr: TextIO
) -> int:
    rules = demo_stack().rules if arguments.rules is None else tuple(_read(arguments.rules, stdin))
    if not rules:
        raise InvalidSettings(f"There are no rules in {arguments.rules}.")
    found = list(migrated(rules))
    if arguments.json:
        made = [each.subscriber for each in found if not each.refused]
        stdout.write(f"{json.dumps(made, indent=2)}\n")
    else:
        write_shown(stdout, (line for each in found for line in _lines(each)))
    return 1 if any(each.refused for each in found) else 0


def _read(name: str, stdin: BinaryIO) -> Iterable[Rule]:
    """Return the rules of a file; raises `InvalidSettings`, and `InvalidPattern` for a pattern."""
    with open_to_read(name, stdin) as source:
        text = source.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise InvalidSettings(f"{name} has more than 4 MiB: no bus has so many rules.")
    try:
        return rules_from(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        form = "a JSON array of rules with Name, EventPattern and Target (Kind, Name)"
        raise InvalidSettings(f"{name} is not {form}.") from None


def _lines(migrated_rule: MigratedRule) -> Iterator[str]:
    rule, properties = migrated_rule.rule, migrated_rule.subscriber
    retry = properties["RetryPolicy"]
    filters = json.dumps(properties["FilterConfiguration"]["Filters"][0]["Pattern"])
    yield f"{rule.name}: rule -> subscriber"
    yield f"  filter   DATA {filters}"
    yield f"  calls    {migrated_rule.called}: {rule.target.name}"
    yield (
        f"  delivery {properties['Type']}, one event at a time, {properties['State']}; retries "
        f"{retry['MaxRetryAttempts']} times in {retry['MaxEventAgeInSeconds']:,} s, as the rule did"
    )
    for refusal in migrated_rule.refused:
        yield f"  REFUSED  {refusal.place}: {refusal.reason} ({refusal.source})"
    for change in migrated_rule.changes:
        yield f"  note     {change}"
    yield ""
