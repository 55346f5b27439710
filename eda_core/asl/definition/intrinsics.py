"""Intrinsic functions: ``States.Format('Order {}', $.id)`` (AWS: *Intrinsic functions*).

A call is parsed once into a reader; what each function does is in ``intrinsic_functions``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from eda_core.asl.definition.intrinsic_functions import FUNCTIONS, ArgumentRefused, Intrinsic
from eda_core.asl.definition.misspelling import nearest
from eda_core.asl.failure import INTRINSIC_FAILURE, EvaluationFailed
from eda_core.asl.paths.jsonpath import compile_path
from eda_core.asl.paths.lexer import PathSyntaxError, quoted_end
from eda_core.asl.paths.syntax import scan_path
from eda_core.asl.payload import MISSING, Json, shorten, weigh
from eda_core.asl.scope import Read, Scope

MAX_NESTING: Final = 10
"""Deepest nesting of calls in one field (AWS: *Intrinsic functions*, reserved characters)."""

_PREFIX: Final = "States."
_CALL: Final = re.compile(r"\s*(States\.\w+)\s*\(")
_WORD: Final = re.compile(r"(?:true|false|null)\b")
_NUMBER: Final = re.compile(r"-?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?")
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}
_ESCAPE: Final = re.compile(r"\\(['\\])")
_STRANGE_ESCAPE: Final = re.compile(r"(?:[^\\]|\\[\\'{}])*\\[^\\'{}]", re.DOTALL)
"""Text up to an escape that is none (AWS: *Intrinsic functions*, reserved characters)."""


def is_intrinsic(text: str) -> bool:
    """Say whether ``text`` means a call rather than a path."""
    return not text.lstrip().startswith("$")


def parse_intrinsic(text: str) -> Read:
    """Compile a call. Raises ``PathSyntaxError`` with a sentence and the character at fault."""
    if text[:1].isspace():
        raise PathSyntaxError("a function begins with its name, not with a blank", 0)
    read, end = _call(text, 0, 1)
    rest = text[end:].strip()
    if rest:
        raise PathSyntaxError(f"'{shorten(rest)}' cannot follow the call", end)
    return read


@dataclass(frozen=True, slots=True)
class _Argument:
    read: Read
    end: int


def _call(text: str, start: int, depth: int) -> tuple[Read, int]:
    head = _CALL.match(text, start)
    if head is None:
        raise PathSyntaxError("a path starts with '$' and a function with 'States.'", start)
    if depth > MAX_NESTING:
        raise PathSyntaxError(f"calls nest deeper than {MAX_NESTING} levels", start)
    function = _function(head.group(1), start)
    readers, end = _arguments(text, head.end(), depth)
    if not function.takes(len(readers)):
        raise PathSyntaxError(f"{head.group(1)} {function.expected}, not {len(readers)}", start)
    return _caller(function, text[start:end].strip(), readers), end


def _function(name: str, at: int) -> Intrinsic:
    function = FUNCTIONS.get(name)
    if function is None:
        known = [each.removeprefix(_PREFIX) for each in FUNCTIONS]
        near = nearest(name.removeprefix(_PREFIX), known)
        hint = f"; did you mean {_PREFIX}{near}?" if near else ""
        raise PathSyntaxError(f"there is no function {shorten(name)}{hint}", at)
    return function


def _arguments(text: str, start: int, depth: int) -> tuple[tuple[Read, ...], int]:
    readers: list[Read] = []
    at = _skip(text, start)
    while not text.startswith(")", at):
        if readers:
            if not text.startswith(",", at):
                raise PathSyntaxError("',' or ')' is missing", at)
            at = _skip(text, at + 1)
        argument = _argument(text, at, depth)
        readers.append(argument.read)
        at = _skip(text, argument.end)
    return tuple(readers), at + 1


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _argument(text: str, at: int, depth: int) -> _Argument:
    if text.startswith("$", at):
        return _path_argument(text, at)
    if text.startswith(_PREFIX, at):
        return _Argument(*_call(text, at, depth + 1))
    if text.startswith("'", at):
        return _text_argument(text, at)
    return _literal(text, at)


def _text_argument(text: str, at: int) -> _Argument:
    end = quoted_end(text, at)
    inner = text[at + 1 : end - 1]
    strange = _STRANGE_ESCAPE.match(inner)
    if strange is not None:
        escape = shorten(strange.group()[-2:])
        reason = f"a backslash stands before ', {{, }} or another one only, not in '{escape}'"
        raise PathSyntaxError(reason, at + strange.end() - 1)
    return _constant(_ESCAPE.sub(r"\1", inner), end)


def _literal(text: str, at: int) -> _Argument:
    word = _WORD.match(text, at)
    if word is not None:
        return _constant(_WORDS[word.group()], word.end())
    number = _NUMBER.match(text, at)
    if number is None:
        raise PathSyntaxError("an argument is a path, a call, 'text', a number or a word", at)
    digits = number.group()
    value = float(digits) if set(digits) & set(".eE") else int(digits)
    return _constant(value, number.end())


def _constant(value: Json, end: int) -> _Argument:
    return _Argument(lambda _data, _scope: value, end)


def _path_argument(text: str, at: int) -> _Argument:
    parsed, end = scan_path(text, at)
    path = compile_path(text[at:end], parsed)

    def read(data: Json, scope: Scope) -> Json:
        value = path.read(data, scope)
        if value is MISSING:
            raise EvaluationFailed(path.invalid(data, scope))
        return value

    return _Argument(read, end)


def _caller(function: Intrinsic, source: str, readers: tuple[Read, ...]) -> Read:
    run: Callable[..., Json] = function.run

    def call(data: Json, scope: Scope) -> Json:
        arguments = [read(data, scope) for read in readers]
        try:
            value = run(scope, *arguments)
        except ArgumentRefused as refusal:
            reason = f"The function '{source}' had the following error: {refusal.reason}"
            raise EvaluationFailed(reason, INTRINSIC_FAILURE) from refusal
        weigh(value)  # an argument named many times must not multiply into something vast
        return value

    return call
