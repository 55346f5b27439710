"""``match``: an event pattern against an event, explained field by field; or many cases at once.

Exit status for one pattern and one event: 0 match, 1 no match, 2 refused. For cases: 0 when every
line was a case, 2 when one was not or there is none; a case that is refused is answered like any
other, with the result ``InvalidEventPattern``, or ``InvalidEvent`` where it is the event that
cannot be used.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TextIO

from eda_core.commands.arguments import MOST_BYTES, text_of
from eda_core.commands.files import STDIN, numbered_cases, on_one_line, open_to_read, write_shown
from eda_core.domain.errors import InvalidEvent, InvalidPattern, InvalidSettings
from eda_core.domain.json_faults import json_fault
from eda_core.patterns import Explanation, FieldExplanation, compile_pattern, explain

REFUSED_PATTERN: Final = "InvalidEventPattern"
REFUSED_EVENT: Final = "InvalidEvent"

_INDENT: Final = "  "

Json = str | Mapping[str, Any]
"""JSON as text, or parsed; text counts where names are repeated or numbers are large."""


@dataclass(frozen=True, slots=True)
class _Case:
    name: Any
    pattern: Json
    event: Json


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "match", help="say whether an event pattern takes an event, and why"
    )
    parser.set_defaults(run=_match)
    parser.add_argument("--pattern", metavar="FILE|JSON", help="the event pattern; - reads it")
    parser.add_argument("--event", metavar="FILE|JSON", help="the event; - reads it")
    parser.add_argument("--cases", metavar="FILE|-", help="patterns and events, a pair a line")


def _match(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    given = (arguments.pattern, arguments.event)
    if arguments.cases is not None and given == (None, None):
        return _answer_cases(arguments.cases, stdin, stdout, stderr)
    if arguments.cases is not None or None in given:
        raise InvalidSettings(
            "Match takes --pattern and --event, or --cases. Try: python -m eda_core match --help"
        )
    if given == (STDIN, STDIN):
        raise InvalidSettings("Only one of --pattern and --event can come from standard input.")
    return _answer_one(text_of(arguments.pattern, stdin), text_of(arguments.event, stdin), stdout)


def _answer_one(pattern: str, event: str, stdout: TextIO) -> int:
    try:
        explanation = explain(compile_pattern(pattern), event)
    except InvalidPattern as fault:
        raise InvalidPattern(on_one_line(f"The pattern is refused: {fault}")) from None
    write_shown(stdout, _lines(explanation))
    return 0 if explanation.matched else 1


def _lines(explanation: Explanation) -> Iterator[str]:
    """Yield a line for each field, those of the choices of ``$or`` indented, and the verdict."""
    yield from map(_field_line, explanation.fields)
    for number, branch in enumerate(explanation.branches, start=1):
        met = "met" if branch.met else "missed"
        yield f"{met:<6}  choice {number} of {len(explanation.branches)} of $or"
        yield from (_INDENT + _field_line(field) for field in branch.fields)
    verdict = "match" if explanation.matched else "no match"
    yield f"{verdict}: {explanation.sentence}"


def _field_line(field: FieldExplanation) -> str:
    met = "met" if field.met else "missed"
    return f"{met:<6}  {field.path}  wanted: {field.wanted}  came: {field.came}"


def _answer_cases(name: str, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    status = 0
    with open_to_read(name, stdin) as source:
        for number, line in numbered_cases(source, MOST_BYTES):
            try:
                case = _case_from(line, number)
            except InvalidSettings as fault:
                write_shown(stderr, [f"Line {number} is no case: {fault}"])
                status = 2
            else:
                write_shown(stdout, [json.dumps(_answer(case))])
    return status


def _case_from(line: str, number: int) -> _Case:
    """Return the case a line holds; raises `InvalidSettings` where it holds none."""
    if len(line) > MOST_BYTES:
        raise InvalidSettings(f"it has more than {MOST_BYTES} bytes.")
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise InvalidSettings(f"not JSON that can be read: {json_fault(fault)}.") from None
    if not isinstance(given, dict):
        raise InvalidSettings("it must be a JSON object.")
    name = given.get("name", f"line {number}")
    return _Case(name, _json_of("pattern", given), _json_of("event", given))


def _json_of(what: str, given: Mapping[str, Any]) -> Any:
    """Return the pattern or the event of a case; its text wins where there is one."""
    text = given.get(f"{what}_text")
    if text is None and what not in given:
        raise InvalidSettings(f"it has neither `{what}` nor `{what}_text`.")
    if text is not None and not isinstance(text, str):
        raise InvalidSettings(f"`{what}_text` must be text.")
    return given[what] if text is None else text


def _answer(case: _Case) -> dict[str, Any]:
    result, reason = _result(case)
    return {"name": case.name, "result": result, "reason": reason}


def _result(case: _Case) -> tuple[bool | str, str]:
    try:
        explanation = explain(compile_pattern(case.pattern), case.event)
    except InvalidPattern as refusal:
        return REFUSED_PATTERN, refusal.reason
    except InvalidEvent as refusal:
        return REFUSED_EVENT, str(refusal)
    return explanation.matched, explanation.sentence
