"""Two shapes of one event beside each other: what is new, has moved, has another name, is left.

A *shape* is the JSON an event is at one place of its way. What it holds are its *leaves*: values
that hold no others. JSON inside a text (an entry's ``Detail``) is looked into as well.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

Path = tuple[str, ...]
"""Names from the outside to a leaf; a place in an array is ``[0]``."""

WIDTH: Final = 44
"""Letters of an object or array that stays on one line."""

DEEPEST: Final = 12
MOST_LEAVES: Final = 400
"""What lies deeper, or comes later, shows as an ellipsis."""

MOST_INSIDE: Final = 20_000
"""Letters of a text that is looked into for JSON."""

MOST_LEFT: Final = 6
"""Names of what was left behind that are told."""

ELLIPSIS: Final = "…"
_INSIDE: Final = "\0inside"
_PLACE: Final = re.compile(r"\[\d+\]")


class Sign(StrEnum):
    """What became of a line from one shape to the next."""

    SAME = ""
    MOVED = "→"
    RENAMED = "~"
    NEW = "+"
    LEFT = "\N{MINUS SIGN}"


_STRENGTH: Final = {sign: at for at, sign in enumerate(Sign)}


class ShapeLine(NamedTuple):
    """One line of a shape; ``framed`` holds the field that decided what came next."""

    sign: Sign
    text: str
    framed: bool = False


class ShapeLeaf(NamedTuple):
    """A value that holds no others, with where it is."""

    path: Path
    value: Any


@dataclass(frozen=True, slots=True)
class Carried:
    """The sign of each leaf of the later shape, and the paths of the earlier that were left."""

    signs: Mapping[Path, Sign]
    left: Collection[Path]


def lit_lines(before: Any, after: Any, framed: Collection[Path] = ()) -> tuple[ShapeLine, ...]:
    """Return the lines of ``after`` with their signs, and below them what it left behind.

    ``before`` is `NOTHING` for the first shape of a way. The lines without `Sign.LEFT` are, put
    together, the JSON of ``after``, as far as `bounded` keeps it.
    """
    later = bounded(after)
    earlier = NOTHING if before is NOTHING else bounded(before)
    found = carried(earlier, later)
    return (
        *_lines(later, found.signs, frozenset(framed)),
        *_left_lines(earlier, found.signs, found.left),
    )


NOTHING: Final = object()
"""Instead of a shape: there was none before."""


def bounded(value: Any) -> Any:
    """Return the value, with an ellipsis for what lies too deep or is too much."""
    return _bounded(value, DEEPEST, [MOST_LEAVES])


def _bounded(value: Any, depth: int, room: list[int]) -> Any:
    if isinstance(value, dict | Mapping) and value:
        members = ((str(name), each) for name, each in value.items())
        return ELLIPSIS if depth == 0 else dict(_kept(members, depth, room))
    if isinstance(value, list | tuple) and value:
        numbered = ((str(at), each) for at, each in enumerate(value))
        return ELLIPSIS if depth == 0 else [each for _, each in _kept(numbered, depth, room)]
    room[0] -= 1
    return list(value) if isinstance(value, tuple) else value


def _kept(
    members: Iterator[tuple[str, Any]], depth: int, room: list[int]
) -> Iterator[tuple[str, Any]]:
    for name, each in members:
        if room[0] <= 0:
            yield ELLIPSIS, ELLIPSIS
            return
        yield name, _bounded(each, depth - 1, room)


def leaves(value: Any, path: Path = ()) -> Iterator[ShapeLeaf]:
    """Yield the leaves of a bounded value, in their order."""
    members = list(_members(value))
    if not members:
        yield ShapeLeaf(path, value)
    for name, each in members:
        yield from leaves(each, (*path, name))


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a value holds, with its name; a text that is JSON holds what it says."""
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((f"[{at}]", each) for at, each in enumerate(value))
    elif isinstance(value, str) and (inside := _inside(value)) is not None:
        yield _INSIDE, inside


def _inside(text: str) -> Any:
    """Return the object that a text is, or None; only one level of it, so that it ends."""
    if not text.startswith("{") or len(text) > MOST_INSIDE:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _plain(bounded(found)) if found else None


def _plain(value: Any) -> Any:
    """Return the value with texts that would be looked into again made no JSON."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return f" {value}" if isinstance(value, str) and value.startswith("{") else value


def carried(before: Any, after: Any) -> Carried:
    """Find where each leaf of ``after`` comes from; each leaf of ``before`` is used once at most.

    First those in the same place, then those of the same name elsewhere, then those with the same
    value under another name, where that value tells anything: `true` and `null` do not.
    """
    old = [] if before is NOTHING else list(leaves(before))
    signs = dict.fromkeys((leaf.path for leaf in leaves(after)), Sign.NEW)
    unused = {leaf.path: leaf for leaf in old}
    for sign, key_of in _MATCHES:
        known: defaultdict[Any, list[Path]] = defaultdict(list)
        for leaf in unused.values():
            known[key_of(leaf)].append(leaf.path)
        for paths in known.values():
            paths.reverse()
        for leaf in leaves(after):
            key = key_of(leaf)
            if key is not None and signs[leaf.path] is Sign.NEW and known.get(key):
                signs[leaf.path] = sign
                del unused[known[key].pop()]
    return Carried(signs, tuple(unused))


def _same_place(leaf: ShapeLeaf) -> Any:
    return leaf.path, _value_key(leaf.value)


def _same_name(leaf: ShapeLeaf) -> Any:
    name = next((part for part in reversed(leaf.path) if not _PLACE.fullmatch(part)), "")
    return name, _value_key(leaf.value)


def _same_value(leaf: ShapeLeaf) -> Any:
    kind, value = key = _value_key(leaf.value)
    return key if kind == "number" or (kind == "text" and value not in ("", ELLIPSIS)) else None


def _value_key(value: Any) -> tuple[str, Any]:
    """Return what two equal JSON values have alike; 1 and true are not equal."""
    if isinstance(value, bool) or value is None:
        return "word", value
    if isinstance(value, int | float):
        return "number", value
    return ("text", value) if isinstance(value, str) else ("empty", str(value))


_MATCHES: Final = (
    (Sign.SAME, _same_place),
    (Sign.MOVED, _same_name),
    (Sign.RENAMED, _same_value),
)


def _lines(
    value: Any,
    signs: Mapping[Path, Sign],
    framed: Collection[Path],
    path: Path = (),
    around: tuple[str, str] = ("", ""),
) -> Iterator[ShapeLine]:
    """Yield the lines of a value; ``around`` is what stands before and behind it."""
    indent, (lead, tail) = "  " * len(path), around
    text = json.dumps(value, ensure_ascii=False)
    is_framed = any(each[: len(path)] == path for each in framed)
    is_open = isinstance(value, dict | list) and bool(value)
    if path and (not is_open or (len(lead + text) <= WIDTH and not is_framed)):
        yield ShapeLine(
            _strongest(value, path, signs), f"{indent}{lead}{text}{tail}", path in framed
        )
        return
    if not is_open:
        yield ShapeLine(_strongest(value, path, signs), f"{text}{tail}")
        return
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    yield ShapeLine(Sign.SAME, f"{indent}{lead}{opening}")
    members = list(_members(value))
    for at, (name, each) in enumerate(members):
        named = f"{json.dumps(name, ensure_ascii=False)}: " if isinstance(value, dict) else ""
        comma = "," if at < len(members) - 1 else ""
        yield from _lines(each, signs, framed, (*path, name), (named, comma))
    yield ShapeLine(Sign.SAME, f"{indent}{closing}{tail}")


def _strongest(value: Any, path: Path, signs: Mapping[Path, Sign]) -> Sign:
    return max((signs[leaf.path] for leaf in leaves(value, path)), key=_STRENGTH.__getitem__)


def _left_lines(
    before: Any, signs: Mapping[Path, Sign], left: Collection[Path]
) -> Iterator[ShapeLine]:
    """Yield the names of what is not there any more; where another value is instead, that is lit.

    There is one name for a whole object, and one line for all of them.
    """
    gone = frozenset(path for path in left if path not in signs)
    if before is NOTHING or not gone:
        return
    names = list(_left_names(before, gone))
    rest = [f"and {len(names) - MOST_LEFT} more"] if len(names) > MOST_LEFT else []
    yield ShapeLine(Sign.LEFT, " ".join([", ".join(names[:MOST_LEFT]), *rest]))


def _left_names(value: Any, left: Collection[Path], path: Path = ()) -> Iterator[str]:
    if path and all(leaf.path in left for leaf in leaves(value, path)):
        yield ".".join(part for part in path if part != _INSIDE)
        return
    for name, each in _members(value):
        yield from _left_names(each, left, (*path, name))
