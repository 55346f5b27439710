"""JSONPath: parse once, read often (AWS: *Using JSONPath in Step Functions*).

A path starts at the data (``$``), at the context object (``$$``) or at a workflow variable
(``$name``). A *definite* path leads to one place and reads its value, or ``MISSING``; a path with a
wildcard, slice, filter, union or ``..`` reads an array of what it finds, which may be empty
(recorded). A *reference path* is made of names and indexes alone and can also be written to.
"""

from dataclasses import dataclass
from typing import Final

from eda_core.asl.failure import REFERENCE_PATH_CONFLICT, EvaluationFailed
from eda_core.asl.paths.lexer import PathSyntaxError
from eda_core.asl.paths.selectors import Key, follow, follow_keys
from eda_core.asl.paths.syntax import ParsedPath, scan_path
from eda_core.asl.payload import CONTAINER_WEIGHT, MISSING, Json, shorten, text_size, to_text
from eda_core.asl.scope import Read, Scope

SHORT_WEIGHT: Final = 2 * CONTAINER_WEIGHT
"""More than the weight of any name, ARN or time: a name has 80 characters at most."""

_SHORT: Final = {
    ("Execution", "Id"),
    ("Execution", "Name"),
    ("Execution", "StartTime"),
    ("State", "EnteredTime"),
    ("State", "Name"),
    ("StateMachine", "Id"),
    ("StateMachine", "Name"),
}


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled path.

    ``read(data, scope)`` returns the value, or ``MISSING``. ``keys`` are the names and indexes of
    a reference path, None for any other. ``root`` is ``$``, ``$$`` or ``$name``.
    """

    text: str
    root: str
    keys: tuple[Key, ...] | None
    read: Read

    @property
    def reads_data(self) -> bool:
        """Whether the path starts at the data, so that what it reads is a part of the data."""
        return self.root == "$"

    @property
    def is_short(self) -> bool:
        """Whether it reads a name, an ARN or a time of the context object."""
        return self.root == "$$" and self.keys in _SHORT

    @property
    def canonical(self) -> str:
        """The path in brackets, as AWS names it in causes: ``$['detail']['amount']``."""
        return self.text if self.keys is None else self.root + _in_brackets(self.keys)

    def invalid(self, data: Json, scope: Scope) -> str:
        """Return why the path leads nowhere, in AWS's words (recorded).

        A name asked of what is no object is told by that name (reported: ``$.list.length()``).
        """
        reason = f"No results for path: {self.canonical}"
        if self.keys:
            above = Path("", self.root, self.keys[:-1], _reader_of(self.root, self.keys[:-1]))
            value, name = above.read(data, scope), self.keys[-1]
            if isinstance(name, str) and not isinstance(value, dict) and value is not MISSING:
                reason = f"Property ['{name}'] not found in path {above.canonical}"
        return f"Invalid path '{self.text}' : {reason}"


def parse_path(text: str) -> Path:
    """Compile ``text``, blanks at its end aside, as the reader of AWS leaves them out.

    Raises ``PathSyntaxError`` naming the place, such as ``at character 3``.
    """
    parsed, end = scan_path(text, 0)
    if text[end:].strip(" "):
        raise PathSyntaxError(f"'{shorten(text[end:])}' cannot follow '{shorten(text[:end])}'", end)
    return compile_path(text, parsed)


def compile_path(text: str, parsed: ParsedPath) -> Path:
    """Make a ``Path`` of a parsed one."""
    return Path(text, parsed.root, parsed.keys, _reader(parsed))


def _in_brackets(keys: tuple[Key, ...]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f"['{key}']" for key in keys)


def _reader(parsed: ParsedPath) -> Read:
    if parsed.keys is not None:
        return _reader_of(parsed.root, parsed.keys)
    return _from_root(parsed.root, _follow_steps(parsed))


def _reader_of(root: str, keys: tuple[Key, ...]) -> Read:
    if root == "$$" and keys and isinstance(keys[0], str):
        return _from_context(keys[0], _follow_keys(keys[1:]))
    return _from_root(root, _follow_keys(keys))


def _from_root(root: str, read: Read) -> Read:
    if root == "$":
        return read
    if root == "$$":
        return lambda _, scope: read(scope.context(), scope)
    name = root[1:]
    return lambda _, scope: read(scope.variables.get(name, MISSING), scope)


def _from_context(name: str, read: Read) -> Read:
    def read_part(_: Json, scope: Scope) -> Json:
        part = scope.context_part(name)
        return MISSING if part is MISSING else read(part, scope)

    return read_part


def _follow_keys(keys: tuple[Key, ...]) -> Read:
    if all(isinstance(key, str) for key in keys):
        return _follow_names(keys)
    follow = follow_keys(keys)
    return lambda value, _: follow(value)


def _follow_names(names: tuple[Key, ...]) -> Read:
    """Return a reader for names alone, by far the commonest path."""

    def read(value: Json, _: Scope) -> Json:
        try:
            for name in names:
                value = value[name]
        except (KeyError, TypeError):
            return MISSING
        return value

    return read


def _follow_steps(parsed: ParsedPath) -> Read:
    steps, definite = parsed.steps, parsed.definite
    return lambda value, _: follow(steps, value, value, definite=definite)


@dataclass(frozen=True, slots=True)
class ReferencePath:
    """Where a result is written: names and indexes below the data (AWS: *Reference paths*)."""

    text: str
    keys: tuple[Key, ...]

    @property
    def weight(self) -> int:
        """What the objects made on the way, and their names, add to the weight of the data."""
        return sum(CONTAINER_WEIGHT + 4 + text_size(str(key)) for key in self.keys)

    def write(self, data: Json, value: Json) -> Json:
        """Return ``data`` with ``value`` at this place; ``data`` itself stays as it is.

        Objects on the way are made where nothing is. Raises ``EvaluationFailed``
        (``States.ReferencePathConflict``) where something else than an object is in the way.
        """
        if not self.keys:
            return value
        if not isinstance(data, (dict, list)):
            reason = f'Unable to apply ReferencePath {self.text} to input "{to_text(data)}"'
            raise EvaluationFailed(reason, REFERENCE_PATH_CONFLICT)
        if len(self.keys) == 1 and isinstance(data, dict) and isinstance(self.keys[0], str):
            return {**data, self.keys[0]: value}
        return self._write_below(data, value)

    def _write_below(self, data: Json, value: Json) -> Json:
        root = [data]
        container: Json = root
        place: Key = 0
        for key in self.keys:
            inner = _copy_for(container[place], key)
            container[place] = inner
            container, place = inner, key
            if isinstance(inner, dict):
                inner.setdefault(key, MISSING)
        container[place] = value
        return root[0]


def _copy_for(value: Json, key: Key) -> Json:
    """Return a copy of ``value`` in which ``key`` can be set; a new object where nothing is."""
    if isinstance(key, str) and value is MISSING:
        return {}
    if isinstance(key, str) and isinstance(value, dict):
        return dict(value)
    if isinstance(key, int) and isinstance(value, list) and key < len(value):
        return list(value)
    shown = "null" if value is MISSING else to_text(value)
    raise EvaluationFailed(
        f'Unable to apply step "{key}" to input {shown}', REFERENCE_PATH_CONFLICT
    )


def parse_reference_path(text: str) -> ReferencePath:
    """Compile a path to write to. Raises ``PathSyntaxError`` where it is not a reference path."""
    path = parse_path(text)
    if path.root != "$" or path.keys is None:
        raise PathSyntaxError("a reference path is '$' followed by names and indexes only", 0)
    if any(isinstance(key, int) and key < 0 for key in path.keys):
        raise PathSyntaxError("a reference path has no negative index", 0)
    return ReferencePath(text, path.keys)
