"""JSON text as it was written: laid out for reading, and where in it a fault is.

Only the white space between its tokens changes, so names that are repeated and numbers of any
spelling stay as they were written.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_OPENING, _CLOSING = ("[", "{"), ("]", "}")
_AFTER = {",": ", ", ":": ": "}


def on_one_line(text: str) -> str:
    """Return the text on one line: ``{"source": ["order-service"]}``."""
    return _joined(_TOKEN.findall(text))


def laid_out(text: str, width: int) -> str:
    """Return the text with a line for each member; what fits into ``width`` characters stays on
    one.
    """
    return "".join(_pieces(_TOKEN.findall(text), width)).rstrip()


def _pieces(tokens: Sequence[str], width: int) -> Iterator[str]:
    ends, depth, kept_until = _ends(tokens), 0, -1
    for at, sign in enumerate(tokens):
        end = ends.get(at, -1)
        if at > kept_until and _fits(tokens, at, end, width - 2 * depth):
            kept_until = end
        if at <= kept_until:
            yield _AFTER.get(sign, sign)
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
            yield _new_line(depth) + sign
        else:
            depth += sign in _OPENING
            broken = sign in _OPENING or sign == ","
            yield sign + _new_line(depth) if broken else _AFTER.get(sign, sign)


def _new_line(depth: int) -> str:
    return "\n" + "  " * depth


def _joined(tokens: Sequence[str]) -> str:
    return "".join(_AFTER.get(token, token) for token in tokens)


def _fits(tokens: Sequence[str], start: int, end: int, width: int) -> bool:
    """Return whether an object or an array, from its opening bracket to its end, is
    short enough.
    """
    return 0 < end - start < width and len(_joined(tokens[start : end + 1])) <= width


def _ends(tokens: Sequence[str]) -> dict[int, int]:
    """Return where each opening bracket is closed, for those that are."""
    ends: dict[int, int] = {}
    open_at: list[int] = []
    for at, token in enumerate(tokens):
        if token in _OPENING:
            open_at.append(at)
        elif token in _CLOSING and open_at:
            ends[open_at.pop()] = at
    return ends


Span = tuple[int, int]
"""Where a marked part of a text begins and ends, in characters from 0."""

_NAMED_TOKEN = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*+")\s*+:|(?P<value>"(?:[^"\\]|\\.)*+"|[^\s\[\]{},:"]+)'
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Frame:
    """An object or an array the walk is in; ``index`` is -1 in an object."""

    place: str
    index: int

    def member(self) -> str:
        return f"{self.place}[{self.index}]"


def span_of_path(text: str, path: str) -> Span | None:
    """Return where ``path``, such as ``detail.amount[0].numeric``, is in a text that is valid JSON.

    That is the name where the path ends in one, else the beginning of the array's entry. None
    where the text has no such place.
    """
    frames: list[_Frame] = []
    here = ""
    for token in _NAMED_TOKEN.finditer(text):
        kind = token.lastgroup or ""
        if kind == "name":
            here = _below(frames, token["name"])
        elif kind == "comma" and frames and frames[-1].index >= 0:
            frames[-1].index += 1
            here = frames[-1].member()
            continue
        if path and here == path and kind in ("name", "value", "open"):
            return token.span(kind)
        here = _step(frames, here, token[kind])
    return None


def _below(frames: list[_Frame], name: str) -> str:
    place = frames[-1].place if frames else ""
    word = str(json.loads(name, strict=False))
    return f"{place}.{word}" if place else word


def _step(frames: list[_Frame], here: str, sign: str) -> str:
    """Step into or out of an object or an array; answers the place of the next value."""
    if sign in ("{", "["):
        frames.append(_Frame(here, 0 if sign == "[" else -1))
        return frames[-1].member() if sign == "[" else here
    if sign in ("}", "]") and frames:
        frames.pop()
    return here


def span_of_position(text: str, line: int, column: int) -> Span:
    """Return what to mark for a position, both from 1: the word that ends there, else what is
    there.
    """
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    at = min(start + column - 1, len(text))
    word = re.search(r"\w+\Z", text[max(0, at - 60) : at])
    if word:
        return at - len(word[0]), at
    at = max(0, min(at, len(text) - 1))
    return at, min(at + 1, len(text))
